import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { useShortcut } from '../ui/keys.ts';
import { Failure, useLastError } from '../ui/Section.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { AlertItem } from './AlertItem.tsx';
import { useActs } from './acts.ts';
import css from './alerts.module.css';
import { BulkBar } from './BulkBar.tsx';
import type { AlertRow } from './row.ts';
import { useAlertList } from './use-list.ts';
import { useYearValues } from './use-values.ts';
import { type AlertView, between, isFiltered } from './view.ts';
import { alertWords } from './words.ts';

interface AlertListProps {
  readonly view: AlertView;
  readonly seat: { readonly me: string; readonly now: number; readonly until: string | null };
  readonly onChange: (part: Partial<AlertView>) => void;
}

const empties = {
  open: 'emptyOpen',
  seen: 'emptySeen',
  mine: 'emptyMine',
  snoozed: 'emptySnoozed',
  resolved: 'emptyResolved',
} as const;

/** Rows of alerts, newest first, with what can be done with one and with many. */
export function AlertList({ view, seat, onChange }: AlertListProps) {
  const words = useWords(alertWords);
  const format = useFormat();
  const { day } = useAsOf();
  const acts = useActs();
  const writes = useMay('RECORD') && view.tab !== 'resolved';
  const place = useRef<HTMLUListElement>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef(0);
  const list = useAlertList({ view, seat, place, isHeld: chosen.size > 0 || view.open !== null });
  const { rows, total, fresh, asked } = list;
  const values = useYearValues(rows);
  const picked = rows.filter(({ id }) => chosen.has(id));
  const choose = useCallback(
    (index: number, isRange: boolean) => {
      const row = rows[index];
      if (row === undefined) return;
      const range = isRange ? between(rows, anchor.current, index) : [row];
      anchor.current = index;
      setChosen((now) => withRows(now, range, !now.has(row.id)));
    },
    [rows],
  );
  const latest = useRef({ choose, acts });
  latest.current = { choose, acts };
  const onChoose = useCallback((index: number, isRange: boolean) => latest.current.choose(index, isRange), []);
  const onSeen = useCallback((alert: AlertRow) => void latest.current.acts.acknowledge([alert]), []);
  const onOpen = useCallback((id: string) => onChange({ open: id }), [onChange]);
  useRowKeys({ rows, place, picked, choose, open: view.open, writes: writes && day === null });
  const showNew = async () => {
    window.scrollTo(0, 0);
    await list.refresh();
    place.current?.querySelector<HTMLElement>('[data-open-alert]')?.focus();
  };
  const error = useLastError(asked);
  if (asked.data === undefined)
    return error === undefined ? (
      <Skeleton height={480} />
    ) : (
      <Failure error={error} retry={asked.refetch} height={200} isReading />
    );
  return (
    <section className={css.list} aria-label={words(view.tab)}>
      <Told text={fresh === 0 ? '' : words('newAlertsSaid', { count: fresh })} />
      {fresh > 0 && (
        <button type="button" className={css.pill} onClick={() => void showNew()}>
          {words('newAlerts', { count: fresh })} <Icon name="up" size={12} />
        </button>
      )}
      {rows.length === 0 ? (
        <p className={css.empty}>
          <Icon name="check" /> {words(isFiltered(view) ? 'emptyFiltered' : empties[view.tab])}
        </p>
      ) : (
        <ul className={css.rows} ref={place} data-writes={writes}>
          {rows.map((alert, index) => (
            <AlertItem
              key={alert.id}
              index={index}
              alert={alert}
              value={values.get(alert.customerId) ?? null}
              writes={writes}
              isPast={day !== null}
              isChosen={chosen.has(alert.id)}
              isOpen={alert.id === view.open}
              onChoose={onChoose}
              onOpen={onOpen}
              onSeen={onSeen}
            />
          ))}
        </ul>
      )}
      {rows.length > 0 && (
        <p className={css.foot}>
          <span>{words('count', { shown: format.whole(rows.length), total: format.whole(total) })}</span>
          {list.hasMore && (
            <button type="button" className={css.button} onClick={() => void list.more()}>
              {words('more')}
            </button>
          )}
        </p>
      )}
      {picked.length > 0 && <BulkBar alerts={picked} onClear={() => setChosen(new Set())} isPast={day !== null} />}
    </section>
  );
}

function withRows(now: ReadonlySet<string>, rows: readonly AlertRow[], isOn: boolean): ReadonlySet<string> {
  const next = new Set(now);
  for (const { id } of rows) {
    if (isOn) next.add(id);
    else next.delete(id);
  }
  return next;
}

const tellMs = 10_000;

/** Says news to those who do not see them, at most once in ten seconds. */
function Told({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('');
  const last = useRef(0);
  useEffect(() => {
    const wait = text === '' ? 0 : Math.max(0, last.current + tellMs - Date.now());
    const timer = setTimeout(() => {
      if (text !== '') last.current = Date.now();
      setSaid(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="ecx-hidden" aria-live="polite">
      {said}
    </p>
  );
}

interface RowKeys {
  readonly rows: readonly AlertRow[];
  readonly place: { readonly current: HTMLElement | null };
  /** The chosen rows: keys that act mean them, else the row with the focus, else the one that is open. */
  readonly picked: readonly AlertRow[];
  readonly choose: (index: number, isRange: boolean) => void;
  readonly open: string | null;
  readonly writes: boolean;
}

/** `j` and `k` walk, `Enter` opens by itself, `x` chooses, `e` `a` `h` `r` act. */
function useRowKeys({ rows, place, picked, choose, open, writes }: RowKeys): void {
  const words = useWords(alertWords);
  const acts = useActs();
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const buttons = () => [...(place.current?.querySelectorAll<HTMLElement>('[data-open-alert]') ?? [])];
  const at = () => {
    const row = document.activeElement?.closest<HTMLElement>('[data-row]');
    return row === null || row === undefined || !place.current?.contains(row) ? ids.indexOf(open ?? '') : Number(row.dataset.row);
  };
  const move = (by: number) => buttons()[Math.max(0, Math.min(ids.length - 1, at() + by))]?.focus();
  const meant = () => (picked.length > 0 ? picked : rows.filter((_, index) => index === at()));
  const press = (what: 'assign' | 'snooze') => {
    const opener = () =>
      document.querySelector<HTMLElement>(`[data-bulk] [data-pop="${what}"]`) ??
      document.querySelector<HTMLElement>(`[data-panel-acts] [data-pop="${what}"]`);
    const now = opener();
    if (now !== null) return now.click();
    buttons()[at()]?.click();
    setTimeout(() => opener()?.click(), 400);
  };
  useShortcut('j', words('keyNext'), () => move(1));
  useShortcut('k', words('keyPrevious'), () => move(-1));
  useShortcut('x', words('keyChoose'), () => choose(at(), false), writes);
  useShortcut('e', words('keySeen'), () => void acts.acknowledge(meant()), writes);
  useShortcut('a', words('keyAssign'), () => press('assign'), writes);
  useShortcut('h', words('keySnooze'), () => press('snooze'), writes);
  useShortcut('r', words('keyResolve'), () => void acts.resolve(meant()), writes);
}
