import { type Formats, useFormat } from '../ui/format.ts';
import { useWords, type Words } from '../ui/words.ts';
import { kindOf, type Unit } from './fields.ts';
import { advancedOf, type Condition, conditionsOf, type Filter, type Range } from './model.ts';
import { type FilterMessages, filterWords } from './words.ts';

/** What it takes to say a filter in words. */
export interface Teller {
  readonly words: Words<FilterMessages>;
  readonly format: Formats;
  /** Names of saved segments and locations by id; an id without one stands for itself. */
  readonly names?: ReadonlyMap<string, string>;
}

/** How many values a chip names before it counts the rest. */
const named = 3;

/** The text of one chip: "Level: Poor, Fair", "Visits: 5 or more". */
export function sentenceOf({ field, wanted }: Condition, teller: Teller): string {
  const { words, format, names } = teller;
  const name = words(`field_${field}`);
  const kind = kindOf(field);
  switch (kind.kind) {
    case 'choice':
      return words('is', {
        field: name,
        values: listed(
          (wanted as readonly string[]).map((value) => optionName(value, words)),
          words,
        ),
      });
    case 'texts':
      return words('is', { field: name, values: listed(wanted as readonly string[], words) });
    case 'segments':
    case 'locations':
      return words('is', {
        field: name,
        values: listed(
          (wanted as readonly string[]).map((id) => names?.get(id) ?? id),
          words,
        ),
      });
    case 'guests':
      return words('chosenGuests', { n: (wanted as readonly string[]).length });
    case 'number':
      return rangeText(name, wanted as Range<number>, (bound) => boundText(bound, kind.unit, format), words);
    case 'money':
      return rangeText(name, wanted as Range<string>, (bound) => format.amount(Number(bound)), words);
    case 'flag':
      return words('is', { field: name, values: words(wanted === true ? 'yes' : 'no') });
    case 'consents':
      return words('is', { field: name, values: listed(consentTexts(wanted as readonly Consent[], words), words) });
    case 'time':
      return words('since', { field: name, day: format.day(wanted as string) });
    case 'text':
      return words('text', { field: name, text: wanted as string });
  }
}

interface Consent {
  readonly channel: string;
  readonly given?: boolean | null;
}

const consentTexts = (consents: readonly Consent[], words: Teller['words']) =>
  consents.map(({ channel, given = null }) =>
    words('consentIs', {
      channel: words(`consent_${channel as 'EMAIL'}`),
      answer: words(`consent_${String(given) as 'true'}`),
    }),
  );

export function optionName(option: string, words: Teller['words']): string {
  return words(`option_${option as 'POOR'}`);
}

function listed(values: readonly string[], words: Teller['words']): string {
  const first = values.slice(0, named).join(', ');
  return values.length <= named ? first : words('more', { values: first, n: values.length - named });
}

function boundText(bound: number, unit: Unit, format: Formats): string {
  return unit === 'share' ? format.percent(bound) : format.decimal(bound);
}

function rangeText<Bound>(
  field: string,
  { min, max }: Range<Bound>,
  write: (bound: Bound) => string,
  words: Teller['words'],
): string {
  const hasMin = min !== null && min !== undefined;
  const hasMax = max !== null && max !== undefined;
  if (hasMin && hasMax) {
    const values = { field, min: write(min), max: write(max) };
    return words(min === max ? 'exactly' : 'between', values);
  }
  if (hasMin) return words('atLeast', { field, min: write(min) });
  return hasMax ? words('atMost', { field, max: write(max) }) : field;
}

/** The texts of all chips of a filter; empty: everybody. */
export function sentencesOf(filter: Filter, teller: Teller): readonly string[] {
  return [
    ...conditionsOf(filter).map((condition) => sentenceOf(condition, teller)),
    ...advancedOf(filter).map((part) => teller.words('advanced', { text: advancedText(part, teller) })),
  ];
}

/** The text of and, or, not within each other. */
export function advancedText(filter: Filter, teller: Teller): string {
  const { words } = teller;
  const joined = (parts: readonly Filter[]) => parts.map((part) => advancedText(part, teller)).join('; ');
  const texts = conditionsOf(filter).map((condition) => sentenceOf(condition, teller));
  for (const bound of ['minHealthScore', 'maxHealthScore'] as const) {
    const value = filter[bound];
    if (typeof value !== 'number') continue;
    texts.push(
      rangeText(words('field_healthScore'), bound === 'minHealthScore' ? { min: value } : { max: value }, String, words),
    );
  }
  if (Array.isArray(filter.and)) texts.push(...(filter.and as Filter[]).map((part) => advancedText(part, teller)));
  if (Array.isArray(filter.or)) texts.push(words('oneOf', { parts: joined(filter.or as Filter[]) }));
  if (typeof filter.not === 'object' && filter.not !== null)
    texts.push(words('noneOf', { parts: advancedText(filter.not as Filter, teller) }));
  return texts.length === 1 ? (texts[0] ?? '') : words('allOf', { parts: texts.join('; ') });
}

/** What it takes to say a filter in words, for this reader. */
export function useTeller(names?: ReadonlyMap<string, string>): Teller {
  const words = useWords(filterWords);
  const format = useFormat();
  return { words, format, ...(names !== undefined && { names }) };
}
