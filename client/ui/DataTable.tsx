// biome-ignore-all lint/a11y/useSemanticElements: rows are placed freely, which takes the meaning from the elements of tables
// biome-ignore-all lint/a11y/useFocusableInteractive: links, buttons and boxes in the cells take the focus
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { HeadCell, type Sorting } from './DataTableHead.tsx';
import { DataTableRow, type TableColumn } from './DataTableRow.tsx';
import css from './data-table.module.css';
import { useShortcut } from './keys.ts';
import { type Place, useNavigation } from './navigation.ts';
import type { PagedList } from './paged-list.ts';
import { useSize } from './size.ts';
import { tableWords } from './words.table.ts';
import { useWords } from './words.ts';

interface DataTableProps<Row> {
  /** Names the table. */
  readonly label: string;
  readonly list: PagedList<Row>;
  readonly columns: readonly TableColumn<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  /** What stands in a narrow box instead of columns. */
  readonly card: (row: Row) => ReactNode;
  readonly isCompact: boolean;
  readonly sorting: Sorting;
  readonly placeOf: (row: Row) => Place;
  /** Told before a row's place is gone to. */
  readonly onOpen: (row: Row, index: number) => void;
  /** Chosen rows by key. */
  readonly chosen: ReadonlyMap<string, Row>;
  readonly onChoose: (rows: readonly Row[], isOn: boolean) => void;
  /** What stands there when there is no row. */
  readonly empty: ReactNode;
}

const rowPx = { comfortable: 44, compact: 32, card: 72 } as const;
const headPx = 40;
const pickPx = 44;
/** Below this many pixels rows are cards. */
const cardsBelow = 640;
/** Rows that stand in for a list whose length is not known yet. */
const unknownRows = 20;

/** A table of any length: only the rows in view are in the page, and only pages around them in memory. `j`, `k`, `Enter`, `x`. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, list, columns, keyOf, isCompact, sorting, onOpen, chosen, onChoose, empty } = props;
  const words = useWords(tableWords);
  const state = useSyncExternalStore(list.subscribe, list.state);
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const isCards = width > 0 && width < cardsBelow;
  const [active, setActive] = useState(0);
  const anchor = useRef(0);
  const count = state.total ?? unknownRows;
  const size = rowPx[isCards ? 'card' : isCompact ? 'compact' : 'comfortable'];
  const margin = isCards ? 0 : headPx;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => size,
    overscan: 8,
    scrollPaddingStart: margin,
    paddingStart: margin,
    // The active row stays in the page, so that the focus survives scrolling.
    rangeExtractor: useCallback((range: Range) => withRow(defaultRangeExtractor(range), active, range.count), [active]),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of the rows makes all measures new
  useEffect(() => {
    virtual.measure();
  }, [size, margin]);
  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    list.show(first, last);
  }, [list, first, last]);
  const goTo = (index: number) => {
    const to = Math.max(0, Math.min(count - 1, index));
    setActive(to);
    virtual.scrollToIndex(to);
    requestAnimationFrame(() => focusRow(box.current, to));
  };
  const toggle = (index: number, isRange: boolean) => {
    const row = list.row(index);
    if (row === null) return;
    const isOn = !chosen.has(keyOf(row));
    const [from, to] = isRange ? [Math.min(anchor.current, index), Math.max(anchor.current, index)] : [index, index];
    const rows = Array.from({ length: to - from + 1 }, (_, at) => list.row(from + at)).filter((found) => found !== null);
    anchor.current = index;
    onChoose(rows, isOn);
  };
  const { go } = useNavigation();
  const leave = (index: number) => {
    const row = list.row(index);
    if (row !== null) onOpen(row, index);
  };
  const open = (index: number) => {
    const row = list.row(index);
    leave(index);
    if (row !== null) go(props.placeOf(row));
  };
  const latest = useRef({ toggle, open, leave });
  latest.current = { toggle, open, leave };
  const onToggle = useCallback((index: number, isRange: boolean) => latest.current.toggle(index, isRange), []);
  const onOpenRow = useCallback((index: number) => latest.current.open(index), []);
  const onLeave = useCallback((index: number) => latest.current.leave(index), []);
  useTableKeys({ move: (by) => goTo(active + by), open: () => open(active), toggle: () => toggle(active, false) });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target instanceof Element && event.target.matches('[data-row]')) open(active);
    const target = targetOf(event.key, active, count, Math.max(1, last - first - 1));
    if (target === null || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    goTo(target);
  };
  return (
    <div className={css.frame} data-cards={isCards}>
      <div
        ref={box}
        className={css.scroll}
        role="table"
        aria-label={label}
        aria-rowcount={state.total === null ? -1 : state.total + 1}
        aria-colcount={isCards ? 2 : columns.length + 1}
        onKeyDown={onKeyDown}
        style={tracks(columns, isCards, size)}
      >
        <div role="rowgroup" className={css.headGroup}>
          <div role="row" aria-rowindex={1} className={isCards ? 'ecx-hidden' : css.head}>
            <span role="columnheader" className={css.headCell}>
              <span className="ecx-hidden">{words('chosen')}</span>
            </span>
            {isCards ? (
              <span role="columnheader">{columns[0]?.title}</span>
            ) : (
              columns.map((column) => <HeadCell key={column.key} column={column} sorting={sorting} />)
            )}
          </div>
        </div>
        <div role="rowgroup" className={css.body} style={{ height: virtual.getTotalSize() - margin }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <DataTableRow
              key={index}
              index={index}
              top={start - margin}
              row={list.row(index)}
              columns={columns}
              nameOf={props.nameOf}
              placeOf={props.placeOf}
              card={isCards ? props.card : null}
              isActive={index === active}
              isChosen={isChosen(list.row(index), chosen, keyOf)}
              onToggle={onToggle}
              onOpen={onOpenRow}
              onLeave={onLeave}
              onActive={setActive}
            />
          ))}
        </div>
      </div>
      {state.total === 0 && <div className={css.empty}>{empty}</div>}
      {state.isWaiting && (
        <p className={css.seeking} role="status">
          {words('waiting')}
        </p>
      )}
      {state.seeking !== null && !state.isWaiting && (
        <p className={css.seeking} role="status">
          <progress value={state.seeking.share} aria-label={words('seekingBar')} />{' '}
          {words('seeking', { row: state.seeking.row + 1, total: count })}
        </p>
      )}
    </div>
  );
}

function isChosen<Row>(row: Row | null, chosen: ReadonlyMap<string, Row>, keyOf: (row: Row) => string): boolean {
  return row !== null && chosen.has(keyOf(row));
}

/** The tracks of the grid that head and rows share, and what they need at least. */
function tracks<Row>(columns: readonly TableColumn<Row>[], isCards: boolean, rowHeight: number): CSSProperties {
  const widths = columns.map(({ width }, at) => `minmax(${width}px, ${at === 0 ? 1.6 : 1}fr)`);
  const least = pickPx + columns.reduce((sum, { width }) => sum + width, 0);
  return {
    '--columns': `${pickPx}px ${isCards ? 'minmax(0, 1fr)' : widths.join(' ')}`,
    '--least': isCards ? '0' : `${least}px`,
    '--row': `${rowHeight}px`,
  } as CSSProperties;
}

function withRow(indexes: number[], row: number, count: number): number[] {
  if (row >= count || indexes.includes(row)) return indexes;
  return [...indexes, row].sort((one, other) => one - other);
}

/** A row far away is drawn, and loaded, a little later: some frames are waited for it. */
function focusRow(box: HTMLElement | null, index: number, frames = 20): void {
  const row = box?.querySelector<HTMLElement>(`[data-row="${index}"]`);
  if (row !== null && row !== undefined) (row.querySelector<HTMLElement>('a') ?? row).focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => focusRow(box, index, frames - 1));
}

/** Where a key leads from the active row; null: it is none of the table's. */
function targetOf(key: string, active: number, count: number, page: number): number | null {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: count - 1,
  };
  return targets[key] ?? null;
}

interface TableKeys {
  readonly move: (by: number) => void;
  readonly open: () => void;
  readonly toggle: () => void;
}

function useTableKeys({ move, open, toggle }: TableKeys): void {
  const words = useWords(tableWords);
  useShortcut('j', words('keyNext'), () => move(1));
  useShortcut('k', words('keyPrevious'), () => move(-1));
  useShortcut('x', words('keyChoose'), toggle);
  useShortcut('o', words('keyOpen'), open);
}
