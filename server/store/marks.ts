import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { unlessErased } from './data-keys.ts';

const marked = statement('store.marked', 'customer', (kysely, customerIds: readonly string[], until: Date | null) =>
  kysely
    .selectFrom('rescore_marks')
    .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
    .select(['customer_id', sql<boolean>`(${until}::timestamptz is null or marked_at <= ${until}::timestamptz)`.as('isDue')]),
);

// Locks in sorted order, as imports do, so that the two never wait for each other in a circle. An upsert that changes nothing is the
// lock over many guests that keeps to an order and that Citus has. A mark that somebody took meanwhile comes back as one of no instant.
const lockMarks = statement('store.lockMarks', 'customer', (kysely, customerIds: readonly string[]) =>
  kysely
    .insertInto('rescore_marks')
    .columns(['customer_id', 'marked_at'])
    .expression(
      kysely
        .selectFrom('rescore_marks')
        .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
        .orderBy('customer_id')
        .select(['customer_id', sql<Date>`'-infinity'::timestamptz`.as('marked_at')]),
    )
    .onConflict((conflict) => conflict.column('customer_id').doUpdateSet({ marked_at: sql`rescore_marks.marked_at` }))
    .returning(['customer_id', sql<boolean>`marked_at = '-infinity'`.as('taken')]),
);

const unmark = statement('store.unmark', 'customer', (kysely, customerIds: readonly string[], until: Date | null) =>
  kysely
    .deleteFrom('rescore_marks')
    .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
    .where(sql<boolean>`(${until}::timestamptz is null or marked_at <= ${until}::timestamptz)`)
    .returning('customer_id'),
);

// Only whose row is newer than the instant: an erased guest gets no mark.
const mark = statement('store.markOvertaken', 'customer', (kysely, customerIds: readonly string[], asOf: Date, now: Date) =>
  kysely
    .insertInto('rescore_marks')
    .columns(['customer_id', 'marked_at'])
    .expression(
      kysely
        .selectFrom('current_scores')
        .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
        .where('scored_at', '>', asOf)
        .orderBy('customer_id')
        .select(['customer_id', sql<Date>`${now}::timestamptz`.as('marked_at')]),
    )
    .onConflict((conflict) => conflict.column('customer_id').doNothing()),
);

const waiting = statement('store.waitingMarks', 'population', (kysely, until: Date, limit: number) =>
  kysely
    .selectFrom('rescore_marks')
    .where('marked_at', '<=', until)
    .orderBy(sql`hashtext(customer_id)`) // on a cluster what is taken together lies on one node, or on few
    .orderBy('customer_id')
    .limit(sql<number>`${limit}::int`)
    .select('customer_id'),
);

/**
 * Takes away the marks of guests who are about to be scored. In the transaction that then reads their events and writes their rows: an
 * import that commits meanwhile waits and marks them again, so no event is ever left unscored.
 * @param until leaves the marks of later instants to whoever scores as of later, milliseconds since 1970; null: takes all.
 * @returns the ids that were marked, and those whose marks were left.
 */
export async function takeMarks(
  tx: Db,
  customerIds: readonly string[],
  until: number | null,
): Promise<{ readonly taken: readonly string[]; readonly left: readonly string[] }> {
  const before = until === null ? null : new Date(until);
  const rows = await marked(tx, customerIds, before);
  const left = rows.filter(({ isDue }) => !isDue).map((row) => row.customer_id);
  const ids = rows.filter(({ isDue }) => isDue).map((row) => row.customer_id);
  if (ids.length === 0) return { taken: [], left };
  const locked = await unlessErased(tx, (inner) => lockMarks(inner, ids));
  const others = new Set(locked.filter((row) => row.taken).map((row) => row.customer_id));
  const gone = await unmark(
    tx,
    locked.map((row) => row.customer_id),
    before,
  );
  return { taken: gone.map((row) => row.customer_id).filter((id) => !others.has(id)), left };
}

/** Marks guests again whose rows turned out to be newer than the instant that they were just scored as of. */
export async function markOvertaken(tx: Db, customerIds: readonly string[], asOf: number, now: number): Promise<void> {
  await mark(tx, customerIds, new Date(asOf), new Date(now));
}

/** Guests who were marked until an instant, milliseconds since 1970; at most `limit`. */
export async function waitingMarks(db: Db, until: number, limit: number): Promise<string[]> {
  return (await waiting(db, new Date(until), limit)).map((row) => row.customer_id);
}
