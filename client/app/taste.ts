import { useCallback, useSyncExternalStore } from 'react';
import type { Language } from '../ui/words.ts';

/** What a person likes, kept in this browser: never data of guests. */
interface Taste {
  readonly language: Language | null;
  readonly singleKeys: boolean;
  readonly density: 'comfortable' | 'compact';
}

const key = 'ecx-taste';
const usual: Taste = { language: null, singleKeys: true, density: 'comfortable' };
const listeners = new Set<() => void>();
let current: Taste | null = null;

function read(): Taste {
  if (current !== null) return current;
  try {
    current = { ...usual, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Taste>) };
  } catch {
    current = usual;
  }
  return current;
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** What this person likes, and how to change it. */
export function useTaste(): readonly [Taste, (change: Partial<Taste>) => void] {
  const taste = useSyncExternalStore(subscribe, read);
  const change = useCallback((part: Partial<Taste>) => {
    current = { ...read(), ...part };
    try {
      localStorage.setItem(key, JSON.stringify(current));
    } catch {
      // storage is switched off: the taste lasts as long as the page
    }
    for (const tell of listeners) tell();
  }, []);
  return [taste, change];
}

/** The language and locale of this reader: the chosen one, else the browser's first that we have. */
export function readingLanguage(chosen: Language | null): { readonly language: Language; readonly locale: string } {
  const wanted = navigator.languages.find((locale) => /^(en|de)\b/.test(locale)) ?? 'en-GB';
  const language = chosen ?? (wanted.startsWith('de') ? 'de' : 'en');
  const locale = wanted.startsWith(language) ? wanted : { en: 'en-GB', de: 'de-DE' }[language];
  return { language, locale };
}
