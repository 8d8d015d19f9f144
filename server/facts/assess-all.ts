/** A derivation for many guests at one instant: what `openAssessor` answers one by one, without its bookkeeping. For runs. */
import type { Db } from '../db/open.ts';
import type { BareFacts } from '../engine/bare-visits.ts';
import { dayMs, weekOf } from '../engine/calendar.ts';
import type { Derivation } from '../engine/derivation.ts';
import type { FactName, Facts, Identity } from '../engine/facts.ts';
import { type AssessorContext, momentOf } from './assessor.ts';
import { feedback } from './feedback.ts';
import { identity } from './identity.ts';
import { interventions } from './interventions.ts';
import { bareItems, items } from './items.ts';
import type { KeptFacts } from './kept-facts.ts';
import { loyalty } from './loyalty.ts';
import { sends } from './sends.ts';
import type { FactSource } from './source.ts';
import { readSources } from './sources.ts';
import { bareVisits, visits } from './visits.ts';

export interface AllContext extends AssessorContext {
  /** Where bare visits and attributes come from; absent: from the rows. */
  readonly kept?: KeptFacts;
}

/** One fact of each guest, once it is read. */
type Reading<Fact> = Promise<(customerId: string) => Fact>;

/**
 * Reads what the derivation needs, one statement per source, then computes guest by guest and keeps only what `take` makes of a result:
 * nothing else of a guest outlives the next one.
 * @param asOf milliseconds since 1970.
 * @returns what `take` returned, in the order of the ids.
 * @throws DatabaseUnavailable, PopulationUnavailable
 */
export async function assessAll<Name extends FactName, Result, Value>(
  db: Db,
  context: AllContext,
  wanted: Derivation<Name, Result>,
  { customerIds, asOf }: { readonly customerIds: readonly string[]; readonly asOf: number },
  take: (customerId: string, result: Result) => Value,
): Promise<Value[]> {
  const readers = readersOf(db, context, customerIds, asOf, wanted.bare);
  const read: { [Name in FactName]?: (customerId: string) => BareFacts[Name] } = {};
  await Promise.all(wanted.needs.map(async (name) => Object.assign(read, { [name]: await readers[name]() })));
  const moment = momentOf(asOf, context);
  return customerIds.map((customerId) => {
    // A literal, of one form for all guests: one that is put together by names takes longer to make and to look into.
    const own = {
      visits: read.visits?.(customerId),
      items: read.items?.(customerId),
      identity: read.identity?.(customerId),
      earlierIdentity: read.earlierIdentity?.(customerId),
      loyalty: read.loyalty?.(customerId),
      feedback: read.feedback?.(customerId),
      sends: read.sends?.(customerId),
      interventions: read.interventions?.(customerId),
      sources: read.sources?.(customerId),
      population: read.population?.(customerId),
      earlierPopulation: read.earlierPopulation?.(customerId),
    } satisfies { readonly [Name in FactName]: BareFacts[Name] | undefined };
    return take(customerId, wanted.compute(own as unknown as Pick<Facts, Name>, moment));
  });
}

function readersOf(
  db: Db,
  { config, calendar, weeks, kept }: AllContext,
  customerIds: readonly string[],
  asOf: number,
  bare: boolean,
): { readonly [Name in FactName]: () => Reading<BareFacts[Name]> } {
  const earlier = asOf - config.trendDays * dayMs;
  const ofCustomers =
    <Raw, Fact>(source: FactSource<Raw, Fact>) =>
    async () => {
      const raw = await source.read(db, customerIds, asOf, calendar);
      return (customerId: string) => source.at(raw.get(customerId), asOf);
    };
  const ofVersions = <Raw>(source: FactSource<Raw, Identity>) => {
    const versions = once(() => source.read(db, customerIds, Number.POSITIVE_INFINITY, calendar));
    return (instant: number) => async () => {
      const raw = await versions();
      return (customerId: string) => source.at(raw.get(customerId), instant);
    };
  };
  const identityAt = kept !== undefined && bare ? ofVersions(kept.identity) : ofVersions(identity);
  const bareVisitsOf = kept === undefined ? ofCustomers(bareVisits) : ofCustomers(kept.visits);
  const bothWeeks = once(() => weeks.read([asOf, earlier].map((instant) => weekOf(instant, calendar.timeZone).week)));
  const week = (index: number) => async () => {
    const found = (await bothWeeks())[index];
    if (found === undefined) throw new Error('expected the facts of each week that was asked for, got fewer');
    return () => found;
  };
  return {
    visits: bare ? bareVisitsOf : ofCustomers(visits),
    items: bare ? ofCustomers(bareItems) : ofCustomers(items),
    identity: identityAt(asOf),
    earlierIdentity: identityAt(earlier),
    loyalty: ofCustomers(loyalty),
    feedback: ofCustomers(feedback),
    sends: ofCustomers(sends),
    interventions: ofCustomers(interventions),
    sources: async () => {
      const [found] = await readSources(db, [asOf]);
      if (found === undefined) throw new Error('expected the newest event of each source, got nothing');
      return () => found;
    },
    population: week(0),
    earlierPopulation: week(1),
  };
}

/** Begun when it is first asked for. */
function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let begun: Promise<Result> | null = null;
  return () => {
    begun ??= work();
    return begun;
  };
}
