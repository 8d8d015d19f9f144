import { useEffect, useRef, useSyncExternalStore } from 'react';

/** A key that does something on the page that is open. */
export interface Shortcut {
  /** As `KeyboardEvent.key` says it, or two of them with a space between: "g p". */
  readonly keys: string;
  /** What it does, in words, for the list behind "?". */
  readonly label: string;
}

interface Bound extends Shortcut {
  readonly run: () => void;
}

let bound: readonly Bound[] = [];
let isOn = true;
const listeners = new Set<() => void>();

function change(next: readonly Bound[]): void {
  bound = next;
  for (const tell of listeners) tell();
}

/** Binds a key as long as the component is mounted; the newest binding of a key wins. @param when false: not now. */
export function useShortcut(keys: string, label: string, run: () => void, when = true): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (!when) return undefined;
    const own: Bound = { keys, label, run: () => latest.current() };
    change([...bound, own]);
    return () => change(bound.filter((other) => other !== own));
  }, [keys, label, when]);
}

/** The keys that do something now, for the list. */
export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => bound,
  );
}

const typing = 'input:not([type="checkbox"]):not([type="radio"]), select, textarea, [contenteditable="true"], [role="textbox"]';
const pairMs = 1_000;

/** Whether keys without Ctrl do anything: dictation software fires them by chance, so they can be switched off. */
export function switchSingleKeys(on: boolean): void {
  isOn = on;
}

/** Listens to the keyboard of the whole page. @returns stops listening. */
export function listenToKeys(): () => void {
  let first = { key: '', at: 0 };
  const onKey = (event: KeyboardEvent) => {
    if (!isOn || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(typing) !== null) return;
    const pair = event.timeStamp - first.at < pairMs ? `${first.key} ${event.key}` : '';
    const match = bound.findLast(({ keys }) => keys === pair) ?? bound.findLast(({ keys }) => keys === event.key);
    first = { key: event.key, at: event.timeStamp };
    if (match === undefined) return;
    event.preventDefault();
    first = { key: '', at: 0 };
    match.run();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
