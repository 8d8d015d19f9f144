import type { ReactNode } from 'react';
import { type Formats, useFormat } from './format.ts';
import { type FragmentType, getFragmentData, graphql } from './graphql.ts';
import css from './kit.module.css';
import { common } from './words.common.ts';
import { useWords } from './words.ts';

export const Evidence_list = graphql(`
  fragment Evidence_list on Evidence {
    name
    value
    unit
    events
  }
`);

interface EvidenceProps {
  readonly items: readonly FragmentType<typeof Evidence_list>[];
  /** Names an event by its id, such as "14 Jul, €45"; null: it cannot. Absent: events are left out. */
  readonly nameEvent?: (id: string) => ReactNode | null;
}

/** How many events are shown: those that mattered most come first. */
const mostEvents = 5;

/** The unit of what holds or does not. */
const flag = '1: yes, 0: no';

/** What went into a number: inputs with their units, then the events that mattered. */
export function Evidence({ items, nameEvent }: EvidenceProps) {
  const words = useWords(common);
  const format = useFormat();
  const inputs = getFragmentData(Evidence_list, items);
  if (inputs.length === 0) return null;
  const ids = [...new Set(inputs.flatMap(({ events }) => events))];
  const events = nameEvent === undefined ? [] : ids.flatMap((id) => nameEvent(id) ?? []).slice(0, mostEvents);
  return (
    <>
      <h3 className={css.evidenceTitle}>{words('inputs')}</h3>
      <dl className={css.evidence}>
        {inputs.map(({ name, value, unit }) => (
          <div key={name}>
            <dt>{inWords(name)}</dt>
            <dd>{unit === flag && value !== null ? words(value === 1 ? 'yes' : 'no') : inUnit(value, unit, format)}</dd>
          </div>
        ))}
      </dl>
      {events.length > 0 && (
        <>
          <h3 className={css.evidenceTitle}>{words('events')}</h3>
          <ul className={css.evidenceEvents}>
            {events.map((event, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is written once
              <li key={index}>{event}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** The name of an input as people say it: "favoriteVisits" is "favorite visits". */
export function inWords(name: string): string {
  return name.replaceAll(/(?<=[a-z])([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A value with its unit as people write it: shares in percent, amounts as money, a version without any. */
export function inUnit(value: number | null, unit: string, format: Formats): string {
  if (value === null) return '–';
  if (unit === 'probability' || unit === 'share' || unit === 'share of messages')
    return format.percent(value, value < 0.1 ? 1 : 0);
  if (/^[A-Z]{3}$/.test(unit)) return format.money({ amount: String(value), currency: unit });
  return `${format.decimal(value, Math.abs(value) < 10 ? 2 : 1)}\u00a0${unit}`;
}
