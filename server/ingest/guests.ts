import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { Row } from './row-types.ts';
import { HashTable } from './seen.ts';

/** Of these customers: who is not on record, and who is on record since a later time than the first of the given events. */
const strangers = statement('ingest/strangers', 'customer', (kysely, ids: readonly string[], firsts: readonly (Date | null)[]) =>
  kysely
    .selectFrom(
      sql<{ customer_id: string; first_at: Date | null }>`unnest(${ids}::text[], ${firsts}::timestamptz[])`.as<'given'>(
        sql`given (customer_id, first_at)`,
      ),
    )
    .leftJoin('customers', 'customers.customer_id', 'given.customer_id')
    .where(sql<boolean>`customers.customer_id is null or customers.created_at > given.first_at`)
    .select([
      'given.customer_id as id',
      'given.first_at as firstAt',
      sql<Date | null>`customers.created_at`.as('createdAt'), // null: not on record
    ])
    .orderBy('given.customer_id'),
);

export interface GuestLookup {
  /** Ids that are not on record and were not created. */
  readonly unknown: ReadonlySet<string>;
  readonly created: number;
  /** Customers on record with the first instant that was looked at, to be handed to `settle` after the commit. */
  readonly met: ReadonlyMap<string, number | null>;
}

const minutesBefore1970 = 40_000_000; // so that minutes from 1894 on are positive
const minuteMs = 60_000;

/** Makes sure of the customers that events name, and remembers whom it need not look up again. */
export class Guests {
  /** Customer to the minute from which on no look-up is needed; 12 MB for half a million. */
  #settled = new HashTable();

  /**
   * One made from events is on record since the first event; when an earlier one arrives later, since that one. A `created_at`
   * that the CRM gave stays.
   */
  async meet(tx: Db, rows: readonly Row[], recordedAt: Date, create: boolean): Promise<GuestLookup> {
    const met = new Map<string, number | null>();
    for (const { customerId, at } of rows) {
      const first = met.get(customerId);
      if (first === undefined || first === null || (at !== null && at < first)) met.set(customerId, at ?? first ?? null);
    }
    for (const [id, first] of met) if (this.#isSettled(id, first)) met.delete(id);
    if (met.size === 0) return { unknown: new Set(), created: 0, met };
    const ids = [...met.keys()].sort();
    const instants = ids.map((id) => met.get(id) ?? null).map((at) => (at === null ? null : new Date(at)));
    const found = await strangers(tx, ids, instants);
    const missing = found.filter((guest) => !isOnRecord(guest));
    const created = create ? await createGuests(tx, missing, recordedAt) : new Set<string>();
    // Whom another transaction made meanwhile is on record now: the insert waited for its end.
    const late = create
      ? await lookAgain(
          tx,
          missing.filter(({ id }) => !created.has(id)),
        )
      : [];
    await moveFirstSeen(tx, [...found, ...late].filter(isOnRecord));
    if (create) return { unknown: new Set(), created: created.size, met };
    for (const { id } of missing) met.delete(id);
    return { unknown: new Set(missing.map(({ id }) => id)), created: 0, met };
  }

  settle(met: GuestLookup['met']): void {
    for (const [id, first] of met) {
      const { place, fresh } = this.#settled.find(id);
      const minute = first === null ? maxMinute : Math.ceil(first / minuteMs) + minutesBefore1970;
      this.#settled.write(place, 0, fresh ? minute : Math.min(minute, this.#settled.read(place, 0)));
    }
  }

  /** Somebody took a customer away meanwhile: nothing is sure any more. */
  forget(): void {
    this.#settled = new HashTable();
  }

  #isSettled(id: string, first: number | null): boolean {
    const { place, fresh } = this.#settled.find(id);
    if (fresh) this.#settled.write(place, 0, unsettled);
    const since = this.#settled.read(place, 0);
    if (since === unsettled) return false;
    return first === null || Math.floor(first / minuteMs) + minutesBefore1970 >= since;
  }
}

const maxMinute = 0xfffffffe;
const unsettled = 0xffffffff;

/** A guest with the first of the given events, and since when he is on record; null: he is not. */
interface Met {
  readonly id: string;
  readonly firstAt: Date | null;
  readonly createdAt: Date | null;
}

function isOnRecord({ createdAt }: Met): boolean {
  return createdAt !== null;
}

async function lookAgain(tx: Db, guests: readonly Met[]): Promise<readonly Met[]> {
  if (guests.length === 0) return [];
  return await strangers(
    tx,
    guests.map(({ id }) => id),
    guests.map(({ firstAt }) => firstAt),
  );
}

/** @returns the ids of those whom nobody else made meanwhile. */
async function createGuests(tx: Db, missing: readonly Met[], recordedAt: Date): Promise<ReadonlySet<string>> {
  if (missing.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    insert into customers (customer_id, created_at, recorded_at)
    select customer_id, coalesce(first_at, ${recordedAt}::timestamptz), ${recordedAt}::timestamptz
    from unnest(${missing.map(({ id }) => id)}::text[], ${missing.map((guest) => guest.firstAt)}::timestamptz[]) as given (customer_id, first_at)
    order by customer_id
    on conflict (customer_id) do nothing
    returning customer_id as id`.execute(tx.kysely);
  return new Set(rows.map(({ id }) => id));
}

/**
 * Lets guests be on record since their first event. One whom another transaction moved meanwhile is looked at again: what was asked of
 * his events was asked before that.
 */
async function moveFirstSeen(tx: Db, guests: readonly Met[]): Promise<void> {
  for (let left = guests; left.length > 0; ) {
    const moved = await moveOnce(tx, left);
    const before = new Map(left.flatMap((guest) => (moved.has(guest.id) ? [] : [[guest.id, guest] as const])));
    const now = await lookAgain(tx, [...before.values()]);
    left = now.filter(
      (guest) => guest.createdAt !== null && guest.createdAt.getTime() !== before.get(guest.id)?.createdAt?.getTime(),
    );
  }
}

/** `created_at` was taken from the first event (or from the recording of a customer without one) exactly when it equals it. */
async function moveOnce(tx: Db, guests: readonly Met[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    update customers set created_at = given.first_at
    from unnest(${guests.map(({ id }) => id)}::text[], ${guests.map(({ firstAt }) => firstAt)}::timestamptz[]) as given (customer_id, first_at)
    where customers.customer_id = given.customer_id and customers.created_at > given.first_at
      and (customers.created_at = least(
        (select min(visited_at) from visits where visits.customer_id = given.customer_id),
        (select min(at) from loyalty_transactions t where t.customer_id = given.customer_id),
        (select joined_at from loyalty_accounts a where a.customer_id = given.customer_id),
        (select min(sent_at) from campaign_sends s where s.customer_id = given.customer_id),
        (select min(at) from feedback f where f.customer_id = given.customer_id),
        (select min(at) from interventions i where i.customer_id = given.customer_id))
      or customers.created_at = least(customers.recorded_at,
        (select min(recorded_at) from customer_versions v where v.customer_id = given.customer_id)))
    returning given.customer_id as id`.execute(tx.kysely);
  return new Set(rows.map(({ id }) => id));
}

/** Which of these visits are not on record; key: customer and visit joined by U+001F. */
export const missingVisits = statement(
  'ingest/missing visits',
  'customer',
  (kysely, customerIds: readonly string[], visitIds: readonly string[]) =>
    kysely
      .selectFrom(
        sql<{ customer_id: string; visit_id: string }>`unnest(${customerIds}::text[], ${visitIds}::text[])`.as<'given'>(
          sql`given (customer_id, visit_id)`,
        ),
      )
      .leftJoin('visits', (join) =>
        join.onRef('visits.customer_id', '=', 'given.customer_id').onRef('visits.visit_id', '=', 'given.visit_id'),
      )
      .where('visits.customer_id', 'is', null)
      .select(['given.customer_id as customerId', 'given.visit_id as visitId']),
);
