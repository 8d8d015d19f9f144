import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { ScoringConfig } from '../engine/config.ts';
import { daypartStarts, noVisits, type VisitCounts } from '../engine/venue-mix.ts';
import { counted, localMinute } from './visits.ts';

interface Row {
  /** 0 = Monday. */
  weekday: number;
  /** 0 = January. */
  month: number;
  /** Dayparts begun by then, 0 to 5; null: the time is not known. */
  begun: number | null;
  visits: number;
}

const select = statement(
  'facts.venueMix',
  'population',
  (kysely, afterDay: string, until: Date, timeZone: string, starts: readonly number[]) =>
    kysely
      .selectFrom('visits as v')
      .leftJoin('locations as l', 'l.location_id', 'v.location_id')
      .where('v.visited_at', '<', until)
      .where(sql<boolean>`v.business_day > ${afterDay}::date`)
      .where(counted)
      .groupBy(sql`1, 2, 3`)
      .select([
        sql<number>`(extract(isodow from v.business_day) - 1)::int`.as('weekday'),
        sql<number>`(extract(month from v.business_day) - 1)::int`.as('month'),
        sql<number | null>`width_bucket(${localMinute(timeZone)}, ${starts}::int[])`.as('begun'),
        sql<number>`count(*)::int`.as('visits'),
      ])
      .$castTo<Row>(),
);

/** Visits of the whole venue on the days after `afterDay` (ISO) and before the instant, by weekday, daypart and month. */
export async function readVenueMix(
  db: Db,
  afterDay: string,
  until: number,
  timeZone: string,
  config: ScoringConfig,
): Promise<VisitCounts> {
  const [weekdays, dayparts, months] = [[...noVisits.weekdays], [...noVisits.dayparts], [...noVisits.months]];
  const add = (counts: number[], index: number, visits: number) => {
    counts[index] = (counts[index] ?? 0) + visits;
  };
  for (const { weekday, month, begun, visits } of await select(db, afterDay, new Date(until), timeZone, daypartStarts(config))) {
    add(weekdays, weekday, visits);
    add(months, month, visits);
    // Before the first daypart it is still the last one of the day before.
    if (begun !== null) add(dayparts, begun === 0 ? dayparts.length - 1 : begun - 1, visits);
  }
  return { weekdays, dayparts, months };
}
