/** The ledger of what was done for guests, or on purpose not done. What came of it is never kept: it is derived from the visits. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement, statementFamily, written } from '../db/statement.ts';
import type { Arm } from '../engine/interventions/arms.ts';
import type { GuestFilter } from '../engine/segments/filter.ts';
import { meets, sampleFilter } from './filter-sql.ts';
import { guestsWithScores } from './filtered.ts';
import { millis } from './guests.ts';

export interface InterventionKey {
  readonly customerId: string;
  readonly interventionId: string;
}

export interface InterventionRecord extends InterventionKey {
  /** In small letters. */
  readonly action: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly arm: Arm;
  /** Null: unknown. */
  readonly costMinor: number | null;
}

const fields = sql`i.customer_id as "customerId", i.intervention_id as "interventionId", lower(i.action) as action,
  ${millis('i.at')} as at, i.arm, i.cost_minor::float8 as "costMinor"`;

const byKey = statement('interventions/by key', 'customer', (kysely, customerIds: readonly string[], ids: readonly string[]) =>
  written(
    kysely,
    sql<InterventionRecord>`select ${fields} from interventions as i
      where (i.customer_id, i.intervention_id) in (select * from unnest(${customerIds}::text[], ${ids}::text[]))`,
  ),
);

/** Those on record, in any order. */
export async function readInterventions(db: Db, keys: readonly InterventionKey[]): Promise<InterventionRecord[]> {
  if (keys.length === 0) return [];
  return await byKey(
    db,
    keys.map(({ customerId }) => customerId),
    keys.map(({ interventionId }) => interventionId),
  );
}

const resting = statement(
  'interventions/resting',
  'customer',
  (kysely, customerIds: readonly string[], action: string, since: Date) =>
    written(
      kysely,
      sql<{ customerId: string }>`select distinct i.customer_id as "customerId" from interventions as i
        where i.customer_id = any(${customerIds}::text[]) and lower(i.action) = ${action}::text and i.at > ${since}::timestamptz`,
    ),
);

/** Of these guests, those with the action on record since then, in either arm. */
export async function readResting(db: Db, customerIds: readonly string[], action: string, since: number): Promise<Set<string>> {
  return new Set((await resting(db, customerIds, action, new Date(since))).map(({ customerId }) => customerId));
}

/** Null: everything. */
export interface InterventionConditions {
  readonly action: string | null;
  readonly arm: Arm | null;
  /** Milliseconds since 1970: from the first on, before the second. */
  readonly from: number | null;
  readonly to: number | null;
  readonly guests: GuestFilter | null;
}

/** Where an intervention stands in the list: newest first. */
export interface InterventionPlace extends InterventionKey {
  readonly at: number;
}

function conditionsOf({ action, arm, from, to, guests }: InterventionConditions): RawBuilder<boolean> {
  const at = (instant: number | null) => (instant === null ? null : new Date(instant));
  const about =
    guests === null
      ? sql<boolean>`true`
      : sql<boolean>`i.customer_id in (select c.customer_id from ${guestsWithScores} where ${meets(guests)})`;
  return sql<boolean>`(${action}::text is null or lower(i.action) = ${action}::text) and (${arm}::text is null or i.arm = ${arm}::text)
    and (${at(from)}::timestamptz is null or i.at >= ${at(from)}::timestamptz)
    and (${at(to)}::timestamptz is null or i.at < ${at(to)}::timestamptz) and ${about}`;
}

const anything: InterventionConditions = { action: null, arm: null, from: null, to: null, guests: null };

const page = statementFamily<[InterventionConditions, number, InterventionPlace | null], InterventionRecord>(
  'interventions/page',
  'population',
  (kysely, conditions, count, from) => {
    const place =
      from === null
        ? sql<boolean>`true`
        : sql<boolean>`(i.at, i.customer_id, i.intervention_id)
            < (${new Date(from.at)}::timestamptz, ${from.customerId}::text, ${from.interventionId}::text)`;
    return written(
      kysely,
      sql<InterventionRecord>`select ${fields} from interventions as i where ${place} and ${conditionsOf(conditions)}
        order by i.at desc, i.customer_id desc, i.intervention_id desc limit ${count}::int`,
    );
  },
  [
    [anything, 1, null],
    [{ ...anything, guests: sampleFilter }, 1, { at: 0, customerId: '', interventionId: '' }],
  ],
);

/** A page of interventions, newest first, behind a place. */
export async function readInterventionPage(
  db: Db,
  conditions: InterventionConditions,
  count: number,
  from: InterventionPlace | null,
): Promise<{ readonly items: readonly InterventionRecord[]; readonly more: boolean }> {
  const found = await page(db, conditions, count + 1, from);
  return { items: found.slice(0, count), more: found.length > count };
}

const total = statementFamily<[InterventionConditions], { count: number }>(
  'interventions/count of all',
  'population',
  (kysely, conditions) =>
    written(
      kysely,
      sql<{ count: number }>`select count(*)::int as count from interventions as i where ${conditionsOf(conditions)}`,
    ),
  [[anything], [{ ...anything, guests: sampleFilter }]],
);

export async function countInterventions(db: Db, conditions: InterventionConditions): Promise<number> {
  return (await total(db, conditions))[0]?.count ?? 0;
}
