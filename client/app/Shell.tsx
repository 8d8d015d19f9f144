import type { ReactNode } from 'react';
import { useLocation } from 'react-router';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { useWords } from '../ui/words.ts';
import { AlertCount } from './AlertCount.tsx';
import css from './app.module.css';
import { GuestSearch } from './GuestSearch.tsx';
import { Keyboard } from './Keyboard.tsx';
import { LiveUpdates } from './LiveUpdates.tsx';
import { useOnline } from './live.ts';
import { MoreMenu } from './MoreMenu.tsx';
import { type Entry, isAt, useEntries } from './places.ts';
import { TimeMachine } from './TimeMachine.tsx';
import { Toasts } from './Toasts.tsx';
import { appWords } from './words.ts';

/** How many places the bar of a phone holds beside "More". */
const barPlaces = 3;

/** The frame around every page: places, the day that is looked at, the search for guests. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const words = useWords(appWords);
  const entries = useEntries();
  const { pathname } = useLocation();
  const isOnline = useOnline();
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#content">
        {words('skip')}
      </a>
      <nav className={css.rail} aria-label={words('navigation')}>
        <p className={css.brand}>
          <img src="/icon.svg" alt="" width="24" height="24" />
          <span>{words('product')}</span>
        </p>
        <ul className={css.places}>
          {entries.map((entry) => (
            <li key={entry.key}>
              <PlaceLink entry={entry} isCurrent={isAt(pathname, entry)} />
            </li>
          ))}
        </ul>
        <MoreMenu entries={[]} />
      </nav>
      <div className={css.column}>
        <header className={css.head}>
          <GuestSearch />
          <TimeMachine />
        </header>
        {!isOnline && (
          <p className={css.band} role="status">
            {words('offline')}
          </p>
        )}
        <PastBand />
        <main id="content" tabIndex={-1} className={css.main}>
          {children}
        </main>
      </div>
      <nav className={css.bar} aria-label={words('navigation')}>
        {entries.slice(0, barPlaces).map((entry) => (
          <PlaceLink key={entry.key} entry={entry} isCurrent={isAt(pathname, entry)} />
        ))}
        <MoreMenu entries={entries.slice(barPlaces)} />
      </nav>
      <Toasts />
      <Keyboard />
      <LiveUpdates />
    </div>
  );
}

function PlaceLink({ entry, isCurrent }: { readonly entry: Entry; readonly isCurrent: boolean }) {
  const words = useWords(appWords);
  return (
    <Link to={entry.place} className={css.place} aria-current={isCurrent ? 'page' : undefined}>
      <Icon name={entry.icon} />
      <span className={css.placeName}>{words(entry.key)}</span>
      {entry.key === 'alerts' && <AlertCount />}
    </Link>
  );
}

/** Says that the past is on show, and leads back. */
function PastBand() {
  const words = useWords(appWords);
  const format = useFormat();
  const { day, go } = useAsOf();
  if (day === null) return null;
  return (
    <p className={css.band} role="status">
      <Icon name="clock" /> <strong>{words('pastBand', { day: format.day(day) })}</strong> <span>{words('pastReadOnly')}</span>{' '}
      <button type="button" onClick={() => go(null)}>
        {words('backToToday')}
      </button>
    </p>
  );
}
