import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { takeMarks, waitingMarks } from '../../server/store/marks.ts';
import { testDatabase } from '../support/database.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

/** A database with marked guests, the mark of each one a second after the one before it. */
async function marked(...ids: readonly string[]): Promise<Db> {
  const db = await testDatabase();
  await sql`insert into customers (customer_id, created_at, recorded_at)
    select id, ${new Date(now)}, ${new Date(now)} from unnest(${ids}::text[]) as g (id)`.execute(db.kysely);
  await sql`insert into rescore_marks select id, ${new Date(now)}::timestamptz + (place - 1) * interval '1 second'
    from unnest(${ids}::text[]) with ordinality as g (id, place)`.execute(db.kysely);
  return db;
}

const waitsFor = async (db: Db): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_locks
    where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`.execute(db.kysely);
  return rows[0]?.n ?? 0;
};

test('marks are taken up to an instant, or all', async () => {
  const db = await marked('A', 'B', 'C');
  const { taken, left } = await db.transaction((tx) => takeMarks(tx, ['A', 'B', 'C', 'nobody'], now + 1_000));
  expect([taken.toSorted(), left]).toEqual([['A', 'B'], ['C']]);
  expect(await db.transaction((tx) => takeMarks(tx, ['A', 'B', 'C'], null))).toEqual({ taken: ['C'], left: [] });
  expect(await waitingMarks(db, now + 60_000, 10)).toEqual([]);
});

test('of two who take the same mark one gets it, and none comes back', async () => {
  const db = await marked('A', 'B');
  let second: Promise<readonly string[]> = Promise.resolve([]);
  const first = await db.transaction(async (tx) => {
    const { taken } = await takeMarks(tx, ['B'], null);
    second = db.transaction(async (other) => (await takeMarks(other, ['A', 'B'], null)).taken);
    await expect.poll(() => waitsFor(db), { timeout: 60_000 }).toBeGreaterThan(0);
    return taken;
  });
  expect([first, await second]).toEqual([['B'], ['A']]);
  expect(await waitingMarks(db, now + 60_000, 10)).toEqual([]);
});

test('a guest who is erased meanwhile is in nobody’s way', async () => {
  const db = await marked('A', 'B');
  let taking: Promise<readonly string[]> = Promise.resolve([]);
  await db.transaction(async (tx) => {
    await sql`delete from rescore_marks where customer_id = 'A'`.execute(tx.kysely);
    await sql`delete from customers where customer_id = 'A'`.execute(tx.kysely);
    taking = db.transaction(async (other) => (await takeMarks(other, ['A', 'B'], null)).taken);
    await expect.poll(() => waitsFor(db), { timeout: 60_000 }).toBeGreaterThan(0);
  });
  expect(await taking).toEqual(['B']);
});

test('those who are scored together follow each other in the order of the hash that spreads them', async () => {
  const ids = Array.from({ length: 40 }, (_, n) => `G${n}`);
  const db = await marked(...ids);
  const { rows } = await sql<{ id: string }>`select id from unnest(${ids}::text[]) as g (id) order by hashtext(id), id`.execute(
    db.kysely,
  );
  expect(await waitingMarks(db, now + 60_000, 25)).toEqual(rows.slice(0, 25).map(({ id }) => id));
});
