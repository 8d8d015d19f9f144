import DataLoader from 'dataloader';
import type { Db } from '../db/open.ts';
import { businessDay, type Calendar, dayMs, weekOf } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import type { Derivation, Moment } from '../engine/derivation.ts';
import type { FactName, Facts } from '../engine/facts.ts';
import { momentAfter, supposing } from '../engine/what-if/events.ts';
import { feedback } from './feedback.ts';
import { identity } from './identity.ts';
import { interventions } from './interventions.ts';
import { items } from './items.ts';
import { loyalty } from './loyalty.ts';
import type { WeekSource } from './population.ts';
import type { RequestSources } from './request-sources.ts';
import { sends } from './sends.ts';
import type { FactSource } from './source.ts';
import { readSources } from './sources.ts';
import type { Subject } from './subject.ts';
import { visits } from './visits.ts';

export type { Subject };

export interface Assessor {
  /**
   * The result of a derivation for a subject: a plain value once it is known, else a promise. All subjects of a tick are answered by
   * one statement per needed fact.
   * @throws DatabaseUnavailable, PopulationUnavailable
   */
  assess<Name extends FactName, Result>(wanted: Derivation<Name, Result>, subject: Subject): Result | Promise<Result>;
}

export interface AssessorContext {
  readonly config: ScoringConfig;
  readonly calendar: Calendar;
  readonly weeks: WeekSource;
  /** Told what is asked and read for it; absent: nobody is. */
  readonly sources?: RequestSources | null;
}

type Loaders = { readonly [Name in FactName]: DataLoader<Subject, Facts[Name], string> };

const keyOf = (subject: Subject) => `${subject.asOf} ${subject.customerId}`;

const answerKeyOf = (subject: Subject) =>
  subject.hypothesis === undefined ? keyOf(subject) : `${subject.hypothesis.key} ${keyOf(subject)}`;

/** The instant of an answer, with the earlier one that trends compare with. */
export function momentOf(asOf: number, { config, calendar }: Pick<AssessorContext, 'config' | 'calendar'>): Moment {
  const earlier = asOf - config.trendDays * dayMs;
  return { asOf, day: businessDay(asOf, calendar), earlier: { asOf: earlier, day: businessDay(earlier, calendar) }, config };
}

/** One per request or chunk of a run: it remembers what it has read and computed. */
export function openAssessor(db: Db, context: AssessorContext): Assessor {
  const loaders = openLoaders(db, context);
  const results = new WeakMap<object, Map<string, unknown>>();
  const moments = new Map<number, Moment>();
  const momentAt = (asOf: number): Moment => {
    const moment = moments.get(asOf) ?? momentOf(asOf, context);
    moments.set(asOf, moment);
    return moment;
  };
  // What is supposed alters the facts that are there: whatever is asked of it is computed as ever.
  const compute = <Name extends FactName, Result>(
    wanted: Derivation<Name, Result>,
    facts: Pick<Facts, Name>,
    { asOf, hypothesis }: Subject,
  ): Result => {
    if (hypothesis === undefined) return wanted.compute(facts, momentAt(asOf));
    const { events } = hypothesis;
    return wanted.compute(supposing(facts, events), momentAfter(momentAt(asOf), events));
  };

  return {
    assess<Name extends FactName, Result>(wanted: Derivation<Name, Result>, subject: Subject): Result | Promise<Result> {
      const known = results.get(wanted) ?? new Map<string, unknown>();
      results.set(wanted, known);
      const key = answerKeyOf(subject);
      if (known.has(key)) return known.get(key) as Result | Promise<Result>;
      const pending = Promise.all(wanted.needs.map(async (name) => [name, await loaders[name].load(subject)] as const)).then(
        (loaded) => {
          const facts = Object.fromEntries(loaded) as unknown as Pick<Facts, Name>;
          const result = compute(wanted, facts, subject);
          known.set(key, result);
          return result;
        },
      );
      known.set(key, pending);
      return pending;
    },
  };
}

function openLoaders(db: Db, { config, calendar, weeks, sources }: AssessorContext): Loaders {
  const dbOf = (name: FactName): Db => sources?.dbOf(name) ?? db;
  const options = { cacheKeyFn: keyOf };
  const ofCustomers = <Raw, Fact>(name: FactName, source: FactSource<Raw, Fact>) =>
    new DataLoader<Subject, Fact, string>(async (subjects) => {
      const ids = [...new Set(subjects.map((subject) => subject.customerId))];
      const latest = subjects.reduce((instant, subject) => Math.max(instant, subject.asOf), Number.NEGATIVE_INFINITY);
      const raw = await source.read(dbOf(name), ids, latest, calendar);
      return subjects.map((subject) => source.at(raw.get(subject.customerId), subject.asOf));
    }, options);
  // Both instants of a trend come with one statement, for a source that reads what is recorded for all time.
  const ofVersions = <Raw, Fact>(source: FactSource<Raw, Fact>) => {
    const versions = new DataLoader<string, Raw | undefined>(async (ids) => {
      const found = await source.read(dbOf('identity'), ids, Number.POSITIVE_INFINITY, calendar);
      return ids.map((id) => found.get(id));
    });
    return (instant: (asOf: number) => number) =>
      new DataLoader<Subject, Fact, string>(async (subjects) => {
        const raw = await Promise.all(subjects.map(({ customerId }) => versions.load(customerId)));
        return subjects.map(({ asOf }, index) => source.at(raw[index], instant(asOf)));
      }, options);
  };
  const identityAt = ofVersions(identity);
  // Both weeks of a trend come with one look-up.
  const weeksOf = sources ? weeks.through(dbOf('population')) : weeks;
  const byWeek = new DataLoader<string, Awaited<ReturnType<WeekSource['read']>>[number]>((names) => weeksOf.read(names));
  const ofWeek = (instant: (asOf: number) => number) =>
    new DataLoader<Subject, Facts['population'], string>(
      (subjects) => byWeek.loadMany(subjects.map((subject) => weekOf(instant(subject.asOf), calendar.timeZone).week)),
      options,
    );
  const byInstant = new DataLoader<number, Facts['sources']>((instants) => readSources(dbOf('sources'), instants));
  return {
    visits: ofCustomers('visits', visits),
    items: ofCustomers('items', items),
    identity: identityAt((asOf) => asOf),
    earlierIdentity: identityAt((asOf) => asOf - config.trendDays * dayMs),
    loyalty: ofCustomers('loyalty', loyalty),
    feedback: ofCustomers('feedback', feedback),
    sends: ofCustomers('sends', sends),
    interventions: ofCustomers('interventions', interventions),
    sources: new DataLoader<Subject, Facts['sources'], string>(
      (subjects) => byInstant.loadMany(subjects.map((subject) => subject.asOf)),
      options,
    ),
    population: ofWeek((asOf) => asOf),
    earlierPopulation: ofWeek((asOf) => asOf - config.trendDays * dayMs),
  };
}
