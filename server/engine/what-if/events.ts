/** What a guest might do: changes made into events, and facts as if these had happened. */
import { dayMs } from '../calendar.ts';
import { type Derivation, derivation, type Moment } from '../derivation.ts';
import type { FactName, Facts, FeedbackEntry, Send, Visit } from '../facts.ts';
import { reachOf } from '../insights/reach.ts';
import { outlookOf } from '../outlook.ts';
import { spendOf } from '../spending.ts';

export type ResponseKind = 'IGNORED' | 'OPENED' | 'CLICKED' | 'REPLIED';

/** A change without a day happens where the one before it ends. Days count from 1970-01-01. */
export type HypotheticalChange =
  | {
      readonly kind: 'VISITS';
      readonly count: number;
      /** Null: `everyDays`. */
      readonly days: readonly number[] | null;
      /** Null: the guest's own expected gap. */
      readonly everyDays: number | null;
      /** Net, of each; null: the guest's own mean, else the venue's. */
      readonly spendMinor: number | null;
    }
  | { readonly kind: 'FEEDBACK'; readonly rating: number | null; readonly nps: number | null; readonly day: number | null }
  | {
      readonly kind: 'CAMPAIGN_RESPONSE';
      readonly response: ResponseKind;
      /** Null: the one on which the guest is reached best. */
      readonly channel: string | null;
      readonly day: number | null;
    }
  | { readonly kind: 'SILENCE'; readonly days: number };

/** Events after an instant, each kind in order of time, and the instant from which they are looked back at. */
export interface HypotheticalEvents {
  readonly visits: readonly Visit[];
  readonly feedback: readonly FeedbackEntry[];
  readonly sends: readonly Send[];
  /** Days from the instant of the facts to the answer's. */
  readonly days: number;
  /** The answer's instant, milliseconds since 1970. */
  readonly asOf: number;
}

/** What changes need to know where they leave something open. */
export interface Habits {
  readonly everyDays: number;
  /** Null: nothing is known of anybody's spend. */
  readonly spendMinor: number | null;
  readonly channel: string;
}

export const habitNeeds = ['visits', 'sends', 'identity', 'population'] as const;

export function habitsOf(
  { visits, sends, identity, population }: Pick<Facts, (typeof habitNeeds)[number]>,
  { day, config }: Moment,
): Habits {
  const gapDays = outlookOf(visits, day, population, config)?.expectedGapDays ?? population.typicalGapDays;
  const spend = spendOf(visits.visits);
  const mean = spend.visits === 0 ? population.meanSpendMinor : spend.netMinor / spend.visits;
  return {
    everyDays: Math.max(1, Math.round(gapDays)),
    spendMinor: mean === null ? null : Math.round(mean),
    channel: reachOf(identity, sends, config)[0]?.channel ?? sends.sends.at(-1)?.channel ?? 'EMAIL',
  };
}

function visitOn(day: number, at: number, visitId: string, netMinor: number | null): Visit {
  return {
    visitId,
    at,
    day,
    localMinute: null,
    locationId: null,
    serviceType: null,
    seating: null,
    partySize: null,
    channel: null,
    campaignId: null,
    grossMinor: netMinor,
    discountMinor: netMinor === null ? null : 0,
    totalMinor: netMinor,
    netMinor,
    itemCount: null,
  };
}

function sendOn(day: number, at: number, id: string, channel: string, response: ResponseKind): Send {
  return {
    campaignId: id,
    campaignName: 'What if',
    kind: null,
    channel,
    at,
    day,
    deliveredAt: at,
    openedAt: response === 'IGNORED' ? null : at,
    clickedAt: response === 'CLICKED' ? at : null,
    repliedAt: response === 'REPLIED' ? at : null,
    visitId: null,
  };
}

/** The days of visits, ascending, from where the change before ends. */
function visitDaysOf(change: HypotheticalChange & { kind: 'VISITS' }, from: number, habits: Habits): number[] {
  if (change.days !== null) return [...change.days].sort((a, b) => a - b);
  const every = change.everyDays ?? habits.everyDays;
  return Array.from({ length: change.count }, (_, index) => from + every * (index + 1));
}

/** The events of changes, one change after the other. Events carry ids that say what they are. */
export function eventsOf(changes: readonly HypotheticalChange[], habits: Habits, moment: Moment): HypotheticalEvents {
  const [visits, feedback, sends]: [Visit[], FeedbackEntry[], Send[]] = [[], [], []];
  let place = moment.day;
  let count = 0;
  const at = (day: number) => moment.asOf + (day - moment.day) * dayMs;
  const nextId = () => {
    count += 1;
    return `what-if-${String(count).padStart(4, '0')}`;
  };
  for (const change of changes) {
    if (change.kind === 'SILENCE') place += change.days;
    else if (change.kind === 'VISITS') {
      const days = visitDaysOf(change, place, habits);
      for (const day of days) visits.push(visitOn(day, at(day), nextId(), change.spendMinor ?? habits.spendMinor));
      place = Math.max(place, ...days);
    } else {
      const day = change.day ?? place;
      place = Math.max(place, day);
      if (change.kind === 'CAMPAIGN_RESPONSE') {
        sends.push(sendOn(day, at(day), nextId(), change.channel ?? habits.channel, change.response));
      } else {
        const { rating, nps } = change;
        feedback.push({ feedbackId: nextId(), at: at(day), day, source: null, nps, rating, sentiment: null });
      }
    }
  }
  const inOrder = <Event extends { readonly at: number }>(events: readonly Event[]) => [...events].sort((a, b) => a.at - b.at);
  return {
    visits: inOrder(visits),
    feedback: inOrder(feedback),
    sends: inOrder(sends),
    days: place - moment.day,
    asOf: at(place),
  };
}

/** The events of changes for a guest. */
export function hypotheticalEvents(
  changes: readonly HypotheticalChange[],
): Derivation<(typeof habitNeeds)[number], HypotheticalEvents> {
  return derivation(habitNeeds, (facts, moment) => eventsOf(changes, habitsOf(facts, moment), moment));
}

type Alterations = { readonly [Name in FactName]?: (fact: Facts[Name], events: HypotheticalEvents) => Facts[Name] };

const later = (at: number | null, days: number) => (at === null ? null : at + days * dayMs);

/** Facts that events change; the base stays that of today, and every source stays as fresh as it is. */
const alterations: Alterations = {
  visits: (fact, events) => ({ visits: [...fact.visits, ...events.visits] }),
  feedback: (fact, events) => ({ entries: [...fact.entries, ...events.feedback] }),
  sends: (fact, events) => ({ sends: [...fact.sends, ...events.sends] }),
  sources: (fact, { days }) => ({
    visits: later(fact.visits, days),
    loyalty: later(fact.loyalty, days),
    campaigns: later(fact.campaigns, days),
    feedback: later(fact.feedback, days),
  }),
};

/** The facts as if the events had happened. */
export function supposing<Name extends FactName>(facts: Pick<Facts, Name>, events: HypotheticalEvents): Pick<Facts, Name> {
  const altered = { ...facts };
  for (const name of Object.keys(facts) as Name[]) {
    const alter = alterations[name] as ((fact: Facts[Name], events: HypotheticalEvents) => Facts[Name]) | undefined;
    if (alter !== undefined) altered[name] = alter(facts[name], events);
  }
  return altered;
}

/** The moment from which events are looked back at. */
export function momentAfter(moment: Moment, { days }: HypotheticalEvents): Moment {
  const { asOf, day, earlier } = moment;
  return {
    ...moment,
    asOf: asOf + days * dayMs,
    day: day + days,
    earlier: { asOf: earlier.asOf + days * dayMs, day: earlier.day + days },
  };
}
