import { sql } from 'kysely';
import type { Db } from '../../db/open.ts';
import { statement, written } from '../../db/statement.ts';
import { markWeeksStale } from '../effects.ts';
import type { IngestContext } from '../report.ts';

/** A guest on record who has this address or number. */
export interface KnownContact {
  readonly customerId: string;
  /** The blind index by which it was found. */
  readonly found: Buffer;
  readonly hasEmail: boolean;
}

export const guestsOfEmails = statement('formats/guests of emails', 'population', (kysely, emails: readonly Buffer[]) =>
  kysely
    .selectFrom('customers')
    .where(sql<boolean>`email_index = any(${emails}::bytea[])`)
    .select(['customer_id as customerId', sql<Buffer>`email_index`.as('found'), sql<boolean>`true`.as('hasEmail')])
    .orderBy('customer_id'),
);

export const guestsOfPhones = statement('formats/guests of phones', 'population', (kysely, phones: readonly Buffer[]) =>
  kysely
    .selectFrom('customers')
    .where(sql<boolean>`phone_index = any(${phones}::bytea[])`)
    .select([
      'customer_id as customerId',
      sql<Buffer>`phone_index`.as('found'),
      sql<boolean>`email_index is not null`.as('hasEmail'),
    ])
    .orderBy('customer_id'),
);

/** Of these customers: who is on record, and what contact is. */
export const knownGuests = statement('formats/known guests', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('customers')
    .where(sql<boolean>`customer_id = any(${ids}::text[])`)
    .select([
      'customer_id as customerId',
      sql<boolean>`email_index is not null`.as('hasEmail'),
      sql<boolean>`phone_index is not null`.as('hasPhone'),
    ]),
);

/** Visits of other systems are called `system:id`: the index visits_of_systems holds only those. */
export const visitsOfSystems = statement('formats/visits of systems', 'population', (kysely, visitIds: readonly string[]) =>
  kysely
    .selectFrom('visits')
    .where(sql<boolean>`visit_id = any(${visitIds}::text[])`)
    .where(sql<boolean>`visit_id like '%:%'`)
    .select([
      'visit_id as visitId',
      'customer_id as customerId',
      'visited_at as visitedAt',
      sql<string | null>`total_minor::text`.as('total'),
      sql<string | null>`refund_minor::text`.as('refund'),
    ])
    .orderBy('customer_id'),
);

/** Visits that another guest turned out to have made, with their lines. */
const moveVisits = statement(
  'formats/move visits',
  'customer',
  (kysely, from: readonly string[], visitIds: readonly string[], to: readonly string[], at: Date) =>
    written<{ moved: number }>(
      kysely,
      sql`
      with given as (
        select * from unnest(${from}::text[], ${visitIds}::text[], ${to}::text[]) as given (customer_id, visit_id, guest)
      ), lines as (
        update visit_items set customer_id = given.guest from given
        where visit_items.customer_id = given.customer_id and visit_items.visit_id = given.visit_id
      ), moved as (
        update visits set customer_id = given.guest, recorded_at = ${at}::timestamptz from given
        where visits.customer_id = given.customer_id and visits.visit_id = given.visit_id returning visits.visit_id
      )
      select count(*)::int as moved from moved`,
    ),
);

const markGuests = statement('formats/mark guests', 'customer', (kysely, ids: readonly string[], at: Date) =>
  written<object>(
    kysely,
    sql`
    insert into rescore_marks (customer_id, marked_at)
    select customer_id, ${at}::timestamptz from customers where customer_id = any(${ids}::text[]) order by customer_id
    on conflict (customer_id) do update set marked_at = excluded.marked_at`,
  ),
);

export interface Move {
  readonly visitId: string;
  readonly from: string;
  readonly to: string;
  readonly visitedAt: Date;
}

/** Both guests are scored again. A trial leaves no marks, at which others would wait. */
export async function moveToGuests(db: Db, context: IngestContext, moves: readonly Move[]): Promise<void> {
  const at = new Date(context.now);
  const [from, to] = [moves.map((move) => move.from), moves.map((move) => move.to)];
  await db.transaction(async (tx) => {
    await moveVisits(
      tx,
      from,
      moves.map(({ visitId }) => visitId),
      to,
      at,
    );
    if (context.trial !== true) await markGuests(tx, [...new Set([...from, ...to])], at);
    const oldest = Math.min(...moves.map(({ visitedAt }) => visitedAt.getTime()));
    await markWeeksStale(tx, context, new Date(oldest));
  });
}
