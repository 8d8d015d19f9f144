import { useMantineColorScheme } from '@mantine/core';
import { useId, useRef } from 'react';
import { useLocation } from 'react-router';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { useSetting } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import css from './app.module.css';
import { type Entry, isAt } from './places.ts';
import { useTaste } from './taste.ts';
import { appWords } from './words.ts';

/** What does not fit the bar of a phone, appearance, language, and the way out. */
export function MoreMenu({ entries }: { readonly entries: readonly Entry[] }) {
  const words = useWords(appWords);
  const { role } = useSetting();
  const { pathname } = useLocation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [taste, changeTaste] = useTaste();
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = () => panel.current?.hidePopover();
  return (
    <>
      <button type="button" className={css.place} popoverTarget={id}>
        <Icon name="more" />
        <span className={css.placeName}>{words('more')}</span>
      </button>
      <div ref={panel} id={id} popover="auto" className={css.morePanel}>
        {entries.length > 0 && (
          <ul className={css.places}>
            {entries.map((entry) => (
              <li key={entry.key}>
                <Link
                  to={entry.place}
                  className={css.place}
                  aria-current={isAt(pathname, entry) ? 'page' : undefined}
                  onClick={close}
                >
                  <Icon name={entry.icon} />
                  <span>{words(entry.key)}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
        <label className={css.choice}>
          <span>{words('scheme')}</span>
          <select
            value={colorScheme}
            onChange={(event) => setColorScheme(event.currentTarget.value as 'light' | 'dark' | 'auto')}
          >
            <option value="auto">{words('schemeAuto')}</option>
            <option value="light">{words('schemeLight')}</option>
            <option value="dark">{words('schemeDark')}</option>
          </select>
        </label>
        <label className={css.choice}>
          <span>{words('language')}</span>
          <select
            value={taste.language ?? ''}
            onChange={(event) =>
              changeTaste({ language: event.currentTarget.value === '' ? null : (event.currentTarget.value as 'en') })
            }
          >
            <option value="">{words('schemeAuto')}</option>
            <option value="en">English</option>
            <option value="de">Deutsch</option>
          </select>
        </label>
        <button
          type="button"
          className={css.plainButton}
          onClick={() => document.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }))}
        >
          {words('keys')}
        </button>
        <a href="/docs" className={css.plainButton}>
          {words('docs')}
        </a>
        <form method="post" action="/sign-out" className={css.choice}>
          <span>{words('role', { role })}</span>
          <button type="submit" className={css.plainButton}>
            {words('signOut')}
          </button>
        </form>
      </div>
    </>
  );
}
