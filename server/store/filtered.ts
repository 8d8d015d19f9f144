import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement, statementFamily, written } from '../db/statement.ts';
import type { GuestFilter, NumberField } from '../engine/segments/filter.ts';
import type { FilterRow } from '../engine/segments/matches.ts';
import { meets, numberColumns, sampleFilter, textColumns } from './filter-sql.ts';
import { millis } from './guests.ts';

/** Every guest with what was last scored of them. */
export const guestsWithScores: RawBuilder<unknown> = sql`customers as c left join current_scores as s on s.customer_id = c.customer_id`;

const matching = statementFamily<[filter: GuestFilter], { count: number }>(
  'guests/count-matching',
  'population',
  (kysely, filter) =>
    written(kysely, sql<{ count: number }>`select count(*)::int as count from ${guestsWithScores} where ${meets(filter)}`),
  [[sampleFilter]],
);

/** How many guests meet a filter. */
export async function countMatching(db: Db, filter: GuestFilter): Promise<number> {
  return (await matching(db, filter))[0]?.count ?? 0;
}

const matchingIds = statementFamily<[filter: GuestFilter], { customerId: string }>(
  'guests/ids-matching',
  'population',
  (kysely, filter) =>
    written(
      kysely,
      sql<{ customerId: string }>`select c.customer_id as "customerId" from ${guestsWithScores} where ${meets(filter)}`,
    ),
  [[sampleFilter]],
);

/** The ids of the guests who meet a filter, in any order. */
export async function readMatching(db: Db, filter: GuestFilter): Promise<string[]> {
  return (await matchingIds(db, filter)).map(({ customerId }) => customerId);
}

const matchingUpTo = statementFamily<[filter: GuestFilter, most: number], { customerId: string }>(
  'guests/some ids matching',
  'population',
  (kysely, filter, most) =>
    written(
      kysely,
      sql<{ customerId: string }>`select c.customer_id as "customerId" from ${guestsWithScores} where ${meets(filter)}
        order by c.customer_id limit ${most}::int`,
    ),
  [[sampleFilter, 1]],
);

/** The first of the ids of the guests who meet a filter, in order. */
export async function readMatchingUpTo(db: Db, filter: GuestFilter, most: number): Promise<string[]> {
  return (await matchingUpTo(db, filter, most)).map(({ customerId }) => customerId);
}

/** The condition that a guest of `guestsWithScores` meets a filter, for a statement of another room. */
export function whoMeets(filter: GuestFilter): RawBuilder<boolean> {
  return meets(filter);
}

/** How many guests are in two groups. */
export interface Overlap {
  readonly one: number;
  readonly other: number;
  readonly both: number;
}

const overlapping = statementFamily<[GuestFilter, GuestFilter, GuestFilter], Overlap>(
  'guests/count-overlap',
  'population',
  (kysely, one, other, reach) =>
    written(
      kysely,
      sql<Overlap>`select count(*) filter (where a)::int as one, count(*) filter (where b)::int as other,
        count(*) filter (where a and b)::int as both
        from (select (${meets(one)}) as a, (${meets(other)}) as b from ${guestsWithScores} where ${meets(reach)}) as g`,
    ),
  [[sampleFilter, sampleFilter, sampleFilter]],
);

/** @param reach who is looked at. */
export async function countOverlap(db: Db, one: GuestFilter, other: GuestFilter, reach: GuestFilter): Promise<Overlap> {
  return (await overlapping(db, one, other, reach))[0] ?? { one: 0, other: 0, both: 0 };
}

const rows = statement('guests/filter-rows', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('customers as c')
    .leftJoin('current_scores as s', 's.customer_id', 'c.customer_id')
    .leftJoin('loyalty_accounts as l', 'l.customer_id', 'c.customer_id')
    .where(sql<boolean>`c.customer_id = any(${ids}::text[])`)
    .select([
      'c.customer_id as customerId',
      sql<string | null>`lower(c.name)`.as('lowerName'),
      millis('c.created_at').as('createdAt'),
      'c.consent_email as consentEmail',
      'c.consent_sms as consentSms',
      'c.consent_push as consentPush',
      sql<boolean>`c.email_sealed is not null`.as('hasEmail'),
      sql<boolean>`c.phone_sealed is not null`.as('hasPhone'),
      sql<boolean>`s.health_score is not null`.as('hasScore'),
      sql<boolean>`l.customer_id is not null`.as('loyaltyMember'),
      sql<string | null>`l.tier`.as('loyaltyTier'),
      sql<
        string[]
      >`array(select distinct v.location_id from visits as v where v.customer_id = c.customer_id and v.location_id is not null)`.as(
        'locations',
      ),
      ...(Object.keys(numberColumns) as NumberField[]).map((field) =>
        sql<number | null>`(${numberColumns[field]})::float8`.as(field),
      ),
      ...(Object.keys(textColumns) as (keyof typeof textColumns)[]).map((field) => textColumns[field].as(field)),
    ])
    .$castTo<FilterRow>(),
);

/** What filters look at, by customer id; an unknown id is absent. */
export async function readFilterRows(db: Db, ids: readonly string[]): Promise<Map<string, FilterRow>> {
  return new Map((await rows(db, ids)).map((row) => [row.customerId, row]));
}
