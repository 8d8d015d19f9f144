import { useCallback, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useTaste } from '../app/taste.ts';
import { FilterBar, isEmpty, useFilter, useSettled } from '../filters/index.ts';
import { useAsOf } from '../ui/as-of.ts';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { useTitle } from '../ui/title.ts';
import { useFeature, useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { ColumnMenu } from './ColumnMenu.tsx';
import { type ColumnKey, columnsAllowed, readColumns } from './columns.tsx';
import { exportAddress } from './export.ts';
import { GuestTable } from './GuestTable.tsx';
import css from './guests.module.css';
import { type Order, orderText, readOrder, sortKeys } from './order.ts';
import { guestWords } from './words.ts';

/** Which guests are like this? */
export default function GuestsPage() {
  const words = useWords(guestWords);
  const { filter, ignored, change } = useFilter();
  const { day } = useAsOf();
  const [{ density }, changeTaste] = useTaste();
  const { order, setOrder, columns, setColumns, allowed } = useListParts();
  const { text, search, setText } = useListSearch();
  const [total, setTotal] = useState<number | null>(null);
  const readsContact = useMay('READ_CONTACT');
  const readsVenue = useMay('READ_VENUE');
  const exports = useFeature('BATCH_PROCESSING') && readsVenue;
  const sort = orderText(order);
  const back = useMemo(() => ({ to: 'guests' as const, filter, ...(sort !== null && { sort }) }), [filter, sort]);
  useTitle(words('title'));
  return (
    <div className={css.page}>
      <div className={css.top}>
        <h1>{words('title')}</h1>
        <label className={css.find}>
          <span className="ecx-hidden">{words(readsContact ? 'searchContact' : 'search')}</span>
          <Icon name="search" />
          <input
            type="search"
            autoComplete="off"
            maxLength={320}
            placeholder={words('searchHere')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </label>
      </div>
      {day !== null && (
        <p className={css.note} role="status">
          {words('todayOnly')}
        </p>
      )}
      <div className={css.controls}>
        <FilterBar filter={filter} onChange={change} ignored={ignored} {...(search !== '' && { matched: total })} />
        <div className={css.tools}>
          <OrderChoice order={order} onOrder={setOrder} />
          <span>
            <ColumnMenu allowed={allowed} columns={columns} onChange={setColumns} />
          </span>
          <label className={css.density}>
            <input
              type="checkbox"
              checked={density === 'compact'}
              onChange={(event) => changeTaste({ density: event.currentTarget.checked ? 'compact' : 'comfortable' })}
            />
            <span>{words('density')}</span>
          </label>
          <a className={css.button} href={exportAddress({ filter, search, order, columns })} download title={words('exportHint')}>
            <Icon name="download" size={14} /> {words('export')}
          </a>
          {exports && (
            <Link to={{ to: 'data', exported: filter }} className={css.button}>
              {words('exportMore')}
            </Link>
          )}
        </div>
      </div>
      <GuestTable
        label={words('table')}
        filter={filter}
        search={search}
        order={order}
        onOrder={setOrder}
        columns={columns}
        isCompact={density === 'compact'}
        back={back}
        onTotal={setTotal}
        {...(search === '' && isEmpty(filter) && { empty: <NobodyYet /> })}
      />
    </div>
  );
}

/** What stands in a list without any condition that holds nobody. */
function NobodyYet() {
  const words = useWords(guestWords);
  const records = useMay('RECORD');
  return (
    <>
      <p>{words('nobodyYet')}</p>
      {records && (
        <p>
          <Link to={{ to: 'data' }}>{words('nobodyYetAction')}</Link>
        </p>
      )}
    </>
  );
}

/** The order on a phone, where there are no heads to press. */
function OrderChoice({ order, onOrder }: { readonly order: Order; readonly onOrder: (order: Order) => void }) {
  const words = useWords(guestWords);
  const scores = useFeature('HEALTH_SCORING');
  const choices = sortKeys
    .filter((key) => scores || key === 'name')
    .flatMap((by) => [
      { by, isDescending: false, label: words(`sort_${by}`) },
      { by, isDescending: true, label: words(`sort_${by}Down`) },
    ]);
  return (
    <label className={css.order}>
      <span>{words('sort')}</span>
      <select
        value={`${order.by} ${order.isDescending}`}
        onChange={(event) => {
          const found = choices[event.currentTarget.selectedIndex];
          if (found !== undefined) onOrder({ by: found.by, isDescending: found.isDescending });
        }}
      >
        {choices.map(({ by, isDescending, label }) => (
          <option key={label} value={`${by} ${isDescending}`}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Order and columns, kept in the address. */
function useListParts() {
  const [query, setQuery] = useSearchParams();
  const scores = useFeature('HEALTH_SCORING');
  const profiles = useFeature('ENHANCED_PROFILES');
  const allowed = useMemo(() => columnsAllowed({ scores, profiles }), [scores, profiles]);
  const named = query.get('cols');
  const sorted = query.get('sort');
  const columns = useMemo(() => readColumns(named).filter((key) => allowed.includes(key)), [named, allowed]);
  const order = useMemo(() => readOrder(sorted, scores), [sorted, scores]);
  const set = useCallback(
    (name: string, value: string | null) =>
      setQuery(
        (now) => {
          const next = new URLSearchParams(now);
          if (value === null) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [setQuery],
  );
  const setOrder = useCallback((next: Order) => set('sort', orderText(next)), [set]);
  const setColumns = useCallback(
    (next: readonly ColumnKey[] | null) => set('cols', next === null ? null : next.filter((key) => key !== 'name').join(',')),
    [set],
  );
  return { order, setOrder, columns, setColumns, allowed };
}

const searchWaitMs = 200;

/** The text that is searched for, a moment after its last letter. It stays out of the address: it is about a person. */
function useListSearch() {
  const [text, setText] = useState('');
  return { text, search: useSettled(text.trim(), searchWaitMs), setText };
}
