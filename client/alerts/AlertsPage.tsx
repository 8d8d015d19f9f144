import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useLiveState } from '../app/live.ts';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { useTitle } from '../ui/title.ts';
import { useMay, useSetting } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { AlertFilters } from './AlertFilters.tsx';
import { AlertList } from './AlertList.tsx';
import { AlertPanel } from './AlertPanel.tsx';
import { AlertTabs } from './AlertTabs.tsx';
import css from './alerts.module.css';
import { ResponseTimes } from './ResponseTimes.tsx';
import { type AlertView, readView, writeView } from './view.ts';
import { alertWords } from './words.ts';

/** What needs somebody now, who has taken it on, and how fast that was. */
export default function AlertsPage() {
  const words = useWords(alertWords);
  const format = useFormat();
  useTitle(words('title'));
  const { day, instant } = useAsOf();
  const { name: me } = useSetting();
  const readsVenue = useMay('READ_VENUE');
  const [query, setQuery] = useSearchParams();
  const view = useMemo(() => readView(query), [query]);
  const change = useCallback(
    (part: Partial<AlertView>) =>
      setQuery((now) => writeView(now, { ...readView(now), ...part }), { replace: true, preventScrollReset: true }),
    [setQuery],
  );
  // "Within 7 days" is counted from when the page was opened: the list stays the same list.
  const [now] = useState(() => Date.now());
  const seat = useMemo(() => ({ me, now, until: instant }), [me, now, instant]);
  const lists = useRef<HTMLDivElement>(null);
  const close = () => {
    const id = view.open;
    change({ open: null });
    requestAnimationFrame(() => lists.current?.querySelector<HTMLElement>(`[data-open-alert="${id}"]`)?.focus());
  };
  return (
    <div className={css.page} data-panel={view.open !== null}>
      <div className={css.lists} ref={lists}>
        <header className={css.head}>
          <h1>{words('title')}</h1>
          {readsVenue && <ResponseTimes />}
          <Live />
        </header>
        <AlertTabs view={view} seat={seat} onChange={change} />
        <AlertFilters view={view} onChange={change} />
        {day !== null && <p className={css.note}>{words('pastNote', { day: format.day(day) })}</p>}
        <AlertList key={listKey(view, instant)} view={view} seat={seat} onChange={change} />
      </div>
      {view.open !== null && <AlertPanel key={view.open} id={view.open} onClose={close} />}
    </div>
  );
}

/** Another list begins anew: nothing chosen, nothing waiting. */
function listKey({ open: _, ...view }: AlertView, instant: string | null): string {
  return JSON.stringify([view, instant]);
}

function Live(): ReactNode {
  const words = useWords(alertWords);
  const state = useLiveState();
  if (state === 'idle') return null;
  return (
    <p className={css.live} data-live={state}>
      <span aria-hidden="true">{state === 'live' ? '●' : '○'}</span> {words(state === 'live' ? 'live' : 'connecting')}
    </p>
  );
}
