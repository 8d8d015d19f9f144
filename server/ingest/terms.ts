import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { hasCustomers, note, notesOf } from '../store/installation.ts';

/** The settings that recorded data were understood under, under their names in the environment. */
export interface Terms {
  /** Amounts are kept in minor units of it. */
  readonly CURRENCY: string;
  /** Zone of events without a location of their own. */
  readonly TIME_ZONE: string;
  /** hh:mm: when the business day begins. */
  readonly BUSINESS_DAY_START: string;
}

const names = ['CURRENCY', 'TIME_ZONE', 'BUSINESS_DAY_START'] as const;

/** The local day of an instant, in the zone of the event's location or else the main one. */
function dayOf(instant: string, zone: ReturnType<typeof sql>, dayStartMinutes: number) {
  return sql<string>`((${sql.ref(instant)} at time zone ${zone}) - make_interval(mins => ${dayStartMinutes}::integer))::date`;
}

const moveVisits = statement('ingest/days of visits', 'population', (kysely, timeZone: string, dayStartMinutes: number) => {
  const zone = sql`coalesce((select l.time_zone from locations as l where l.location_id = visits.location_id), ${timeZone}::text)`;
  const day = dayOf('visited_at', zone, dayStartMinutes);
  return kysely.updateTable('visits').set({ business_day: day }).where(sql<boolean>`business_day is distinct from ${day}`);
});

const movePoints = statement('ingest/days of points', 'population', (kysely, timeZone: string, dayStartMinutes: number) => {
  const day = dayOf('at', sql`${timeZone}::text`, dayStartMinutes);
  return kysely
    .updateTable('loyalty_transactions')
    .set({ business_day: day })
    .where(sql<boolean>`business_day is distinct from ${day}`);
});

const moveFeedback = statement('ingest/days of feedback', 'population', (kysely, timeZone: string, dayStartMinutes: number) => {
  const day = dayOf('at', sql`${timeZone}::text`, dayStartMinutes);
  return kysely.updateTable('feedback').set({ business_day: day }).where(sql<boolean>`business_day is distinct from ${day}`);
});

const everyWeekStale = statement('ingest/every week stale', 'own', (kysely) =>
  kysely.updateTable('population_facts').set({ stale: true }),
);

const markEverybody = statement('ingest/mark everybody', 'population', (kysely, now: Date) =>
  kysely
    .insertInto('rescore_marks')
    .columns(['customer_id', 'marked_at'])
    .expression((from) =>
      from
        .selectFrom('customers')
        .select(['customer_id', sql<Date>`${now}::timestamptz`.as('marked_at')])
        .orderBy('customer_id'),
    )
    // A mark that is there is locked: a run that takes it away waits, and then reads the new days.
    .onConflict((conflict) =>
      conflict.column('customer_id').doUpdateSet({ marked_at: (given) => given.ref('excluded.marked_at') }),
    ),
);

/**
 * Notes the terms of the data at the first start, and holds every later start to them: another time zone or beginning of the day moves
 * the recorded events to their new business days, another currency is refused, because amounts cannot be converted.
 *
 * @param now milliseconds since 1970.
 * @throws Error with one line that says what to do when the currency differs.
 */
export async function holdTerms(db: Db, terms: Terms, now: number, tell: (line: string) => void): Promise<void> {
  const before = await notesOf(db, names);
  const changed = names.filter((name) => before.get(name) !== terms[name]);
  if (changed.length === 0) return;
  const recorded = await hasCustomers(db);
  const currency = before.get('CURRENCY');
  if (recorded && currency !== undefined && currency !== terms.CURRENCY) {
    throw new Error(
      `CURRENCY was ${currency} when the data were recorded, got ${terms.CURRENCY}: amounts are not converted. Set CURRENCY=${currency}, or give the new currency a database of its own (another ECX_DATA_DIR or DATABASE_URL)`,
    );
  }
  await db.transaction(async (tx) => {
    if (recorded && (before.has('TIME_ZONE') || before.has('BUSINESS_DAY_START'))) await moveDays(tx, terms, now, tell);
    for (const name of changed) await note(tx, name, terms[name], now);
  });
}

async function moveDays(tx: Db, terms: Terms, now: number, tell: (line: string) => void): Promise<void> {
  const [hours = '0', minutes = '0'] = terms.BUSINESS_DAY_START.split(':');
  const dayStartMinutes = 60 * Number(hours) + Number(minutes);
  tell(`Days are counted in ${terms.TIME_ZONE} from ${terms.BUSINESS_DAY_START} now: moving the recorded events to their days.`);
  for (const move of [moveVisits, movePoints, moveFeedback]) await move(tx, terms.TIME_ZONE, dayStartMinutes);
  await everyWeekStale(tx);
  await markEverybody(tx, new Date(now));
}
