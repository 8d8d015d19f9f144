import { useApolloClient } from '@apollo/client/react';
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Filter } from '../filters/model.ts';
import { filterWords } from '../filters/words.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { useFormat } from '../ui/format.ts';
import { Level } from '../ui/Marks.tsx';
import type { Place } from '../ui/navigation.ts';
import { Failure } from '../ui/Section.tsx';
import { useFeature, useSetting } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { BulkBar } from './BulkBar.tsx';
import { type ColumnKey, columnOf, type PartName, partsOf } from './columns.tsx';
import css from './guests.module.css';
import { rememberList } from './list-memory.ts';
import { type Order, orderBy, pressed } from './order.ts';
import { type GuestRow, guestList } from './rows.ts';
import { guestWords } from './words.ts';

interface GuestTableProps {
  readonly label: string;
  readonly filter: Filter;
  readonly search: string;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly columns: readonly ColumnKey[];
  readonly isCompact: boolean;
  /** Where a guest's page leads back to. */
  readonly back: Extract<Place, { to: 'guests' | 'segments' }>;
  /** Told the number of guests when it is known. */
  readonly onTotal?: (total: number | null) => void;
  readonly empty?: ReactNode;
}

const idOf = (row: GuestRow) => row.id;
const nameOf = (row: GuestRow) => row.name ?? row.id;
const placeOf = (row: GuestRow): Place => ({ to: 'guest', id: row.id });
const nobody: ReadonlyMap<string, GuestRow> = new Map();

/** The guests of a filter as a table of any length, and what can be done with chosen ones. */
export function GuestTable(props: GuestTableProps) {
  const { label, filter, search, order, onOrder, columns, isCompact, back, onTotal, empty } = props;
  const words = useWords(guestWords);
  const list = useGuestList(filter, search, order, columns);
  const state = useSyncExternalStore(list.subscribe, list.state);
  const shown = useColumns(columns);
  const [chosen, setChosen] = useState(nobody);
  const [isAll, setAll] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: chosen rows belong to the list they were chosen from
  useEffect(() => {
    setChosen(nobody);
    setAll(false);
  }, [list]);
  useEffect(() => {
    onTotal?.(state.total);
  }, [onTotal, state.total]);
  const choose = (rows: readonly GuestRow[], isOn: boolean) => {
    setAll(false);
    const next = new Map(chosen);
    for (const row of rows)
      if (isOn) next.set(row.id, row);
      else next.delete(row.id);
    setChosen(next);
  };
  const remember = () => {
    const ids = [...list.rows()].map(([at, row]) => [at, row.id] as const);
    rememberList(ids, state.total ?? 0, back);
  };
  return (
    <div className={css.tableBox}>
      {state.error !== null && <Failure error={state.error} retry={() => list.retry()} isReading />}
      <DataTable
        label={label}
        list={list}
        columns={shown}
        keyOf={idOf}
        nameOf={nameOf}
        placeOf={placeOf}
        card={(row) => <GuestCard row={row} />}
        isCompact={isCompact}
        sorting={{ ...order, onSort: (key) => onOrder(pressed(order, key)) }}
        onOpen={remember}
        chosen={chosen}
        onChoose={choose}
        empty={
          empty ?? (
            <>
              <p>{words('empty')}</p>
              <p className={css.quiet}>{words('emptyHint')}</p>
            </>
          )
        }
      />
      {chosen.size > 0 && (
        <BulkBar
          chosen={[...chosen.values()]}
          isAll={isAll}
          total={state.total}
          wish={{ filter, search, order, columns }}
          onAll={() => setAll(true)}
          onClear={() => {
            setChosen(nobody);
            setAll(false);
          }}
        />
      )}
    </div>
  );
}

/** The list of a question; another question is another list. */
function useGuestList(filter: Filter, search: string, order: Order, columns: readonly ColumnKey[]) {
  const client = useApolloClient();
  const scores = useFeature('HEALTH_SCORING');
  const profiles = useFeature('ENHANCED_PROFILES');
  const parts = useMemo(() => partsOf(columns, { scores, profiles }), [columns, scores, profiles]);
  const question = JSON.stringify({ filter, search, orderBy: orderBy(order), parts });
  const list = useMemo(
    () =>
      guestList(
        client,
        JSON.parse(question) as {
          filter: Filter;
          search: string;
          orderBy: ReturnType<typeof orderBy>;
          parts: Record<PartName, boolean>;
        },
      ),
    [client, question],
  );
  useEffect(() => () => list.close(), [list]);
  return list;
}

function useColumns(keys: readonly ColumnKey[]) {
  const words = useWords(guestWords);
  const options = useWords(filterWords);
  const format = useFormat();
  const { trendDays, horizonDays } = useSetting();
  return useMemo(
    () => keys.map((key) => columnOf(key, { words, filterWords: options, format, trendDays, horizonDays })),
    [keys, words, options, format, trendDays, horizonDays],
  );
}

/** A guest on a phone: name and level, then what was last and what it was worth. */
function GuestCard({ row }: { readonly row: GuestRow }) {
  const words = useWords(guestWords);
  const format = useFormat();
  const visits = row.enhancedProfile?.behavioralPreferences?.visitPatterns;
  const year = row.enhancedProfile?.purchaseHistoryAnalysis?.lifetimeValue.last12Months;
  const last = visits?.lastVisitAt;
  const facts = [
    ...(visits === undefined || visits === null
      ? []
      : [last === null || last === undefined ? words('cardNone') : words('cardLast', { ago: format.ago(last) })]),
    ...(year === null || year === undefined ? [] : [format.money(year)]),
  ];
  return (
    <span className={css.card}>
      <span className={css.cardName}>{row.name ?? row.id}</span>
      <span className={css.cardLevel}>
        <Level level={row.healthScore?.healthLevel ?? null} />
        {row.healthScore?.healthScore !== null && row.healthScore?.healthScore !== undefined && (
          <strong>{format.whole(row.healthScore.healthScore)}</strong>
        )}
      </span>
      <span className={css.cardFacts}>{facts.join(' · ')}</span>
    </span>
  );
}
