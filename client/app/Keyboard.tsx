import { useEffect, useRef } from 'react';
import { listenToKeys, switchSingleKeys, useShortcut, useShortcuts } from '../ui/keys.ts';
import { useNavigation } from '../ui/navigation.ts';
import { undoLatest } from '../ui/toasts.ts';
import { useWords } from '../ui/words.ts';
import css from './app.module.css';
import { useEntries } from './places.ts';
import { useTaste } from './taste.ts';
import { appWords } from './words.ts';

const goKeys = {
  portfolio: 'g p',
  guests: 'g g',
  alerts: 'g a',
  segments: 'g s',
  interventions: 'g c',
  model: 'g m',
  data: 'g d',
  settings: 'g x',
  explorer: 'g e',
} as const;

const focusOn = (selector: string) => () => document.querySelector<HTMLElement>(selector)?.focus();

/** The keys of every page, and the list of them behind "?". */
export function Keyboard() {
  const words = useWords(appWords);
  const [{ singleKeys }, changeTaste] = useTaste();
  const dialog = useRef<HTMLDialogElement>(null);
  const shortcuts = useShortcuts();
  useEffect(listenToKeys, []);
  useEffect(() => switchSingleKeys(singleKeys), [singleKeys]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      focusOn('[data-search]')();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  useShortcut('?', words('keyHelp'), () => dialog.current?.showModal());
  useShortcut('/', words('keySearch'), focusOn('[data-search]'));
  useShortcut('t', words('keyDay'), () => document.querySelector<HTMLElement>('[data-time-machine]')?.click());
  useShortcut('w', words('keyWhy'), () => document.querySelector<HTMLElement>('main [data-why]')?.click());
  useShortcut('z', words('keyUndo'), () => void undoLatest());
  return (
    <>
      <GoKeys />
      <dialog ref={dialog} className={css.keys} aria-labelledby="ecx-keys">
        <h2 id="ecx-keys">{words('keys')}</h2>
        <dl>
          <div>
            <dt>
              <kbd>Ctrl</kbd> <kbd>K</kbd>
            </dt>
            <dd>{words('keySearch')}</dd>
          </div>
          {shortcuts.map(({ keys, label }) => (
            <div key={keys}>
              <dt>
                {keys.split(' ').map((key, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: "g g" has the same key twice, in a fixed order
                  <kbd key={at}>{key}</kbd>
                ))}
              </dt>
              <dd>{label}</dd>
            </div>
          ))}
        </dl>
        <label className={css.choice}>
          <span>{words('keysSwitch')}</span>
          <input
            type="checkbox"
            checked={singleKeys}
            onChange={(event) => changeTaste({ singleKeys: event.currentTarget.checked })}
          />
        </label>
        <form method="dialog">
          <button type="submit" className={css.plainButton}>
            {words('keysClose')}
          </button>
        </form>
      </dialog>
    </>
  );
}

function GoKeys() {
  return useEntries().map((entry) => <GoKey key={entry.key} entry={entry} />);
}

function GoKey({ entry }: { readonly entry: ReturnType<typeof useEntries>[number] }) {
  const words = useWords(appWords);
  const { go } = useNavigation();
  useShortcut(goKeys[entry.key], words('keyGo', { page: words(entry.key) }), () => go(entry.place));
  return null;
}
