import { IntlMessageFormat } from 'intl-messageformat';
import { createContext, useContext, useMemo } from 'react';

/** Languages that a catalogue may have; English is always complete. */
export type Language = 'en' | 'de';

/** Messages in ICU syntax by key. */
export type Messages = Readonly<Record<string, string>>;

/** The words of one room of the pages: every key in English, some or all of them in other languages. */
export interface Catalogue<M extends Messages> {
  readonly en: M;
  readonly de?: Partial<Record<keyof M, string>>;
}

/** How this reader reads. */
export interface Reading {
  readonly language: Language;
  /** BCP 47, such as "en-GB" or "de-AT". */
  readonly locale: string;
  /** IANA name of the venue's time zone: times are shown as they were there. */
  readonly timeZone: string;
  /** ISO 4217 code of the venue's money. */
  readonly currency: string;
}

export const ReadingContext = createContext<Reading>({ language: 'en', locale: 'en-GB', timeZone: 'UTC', currency: 'EUR' });

/** How this reader reads. */
export function useReading(): Reading {
  return useContext(ReadingContext);
}

/** Values of a message's placeholders. */
export type Values = Readonly<Record<string, string | number | boolean | null>>;

/** The message of a key with its values in place. */
export type Words<M extends Messages> = (key: keyof M & string, values?: Values) => string;

const formats = new Map<string, IntlMessageFormat>();

function formatOf(message: string, locale: string): IntlMessageFormat {
  const key = `${locale}\n${message}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
  formats.set(key, made);
  return made;
}

/** The words of a catalogue in a language; what it lacks is said in English. Minus signs are real ones. */
export function wordsOf<M extends Messages>(
  catalogue: Catalogue<M>,
  { language, locale }: Pick<Reading, 'language' | 'locale'>,
): Words<M> {
  const own = language === 'en' ? catalogue.en : catalogue[language];
  return (key, values) => {
    const message = own?.[key] ?? catalogue.en[key];
    if (message === undefined) return key;
    if (!/[{']/.test(message)) return message;
    return String(formatOf(message, locale).format({ ...values })).replaceAll(/(?<![\p{L}\p{N}])-(?=\d)/gu, '−');
  };
}

/** The words of a catalogue for this reader. */
export function useWords<M extends Messages>(catalogue: Catalogue<M>): Words<M> {
  const reading = useReading();
  return useMemo(() => wordsOf(catalogue, reading), [catalogue, reading]);
}
