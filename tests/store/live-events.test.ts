import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { readLive, tellLive } from '../../server/store/live-events.ts';
import { guests } from '../outbound/delivering.ts';
import { testDatabase } from '../support/database.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

/** The horizon is that of the whole server: a transaction in the database of another test may hold it for a while. */
const patience = { timeout: 60_000 };

test('whoever reads on misses nothing: a transaction that tells holds the horizon until it is over', async () => {
  const db = await testDatabase();
  await guests(db, 'A', 'B');
  const horizon = async () => (await readLive(db, started.horizon)).horizon;
  const tell = (customerId: string) => db.transaction((tx) => tellLive(tx, 'SCORE', [{ customerId, subject: '' }], now));
  const started = await readLive(db, Number.MAX_SAFE_INTEGER);
  await db.transaction(async (tx) => {
    await tellLive(tx, 'SCORE', [{ customerId: 'A', subject: '' }], now);
    await tell('B');
    const meanwhile = await readLive(db, started.horizon);
    expect(meanwhile.events.map(({ customerId }) => customerId)).toEqual(['B']);
    expect(meanwhile.horizon).toBeLessThan(meanwhile.events[0]?.transaction ?? 0);
    expect((await readLive(tx, meanwhile.horizon)).events.map(({ customerId }) => customerId)).toEqual(['A', 'B']);
  });
  const after = await readLive(db, started.horizon);
  expect(after.events.map(({ customerId }) => customerId)).toEqual(['A', 'B']);
  await expect.poll(horizon, patience).toBeGreaterThan(after.events[1]?.transaction ?? Number.MAX_SAFE_INTEGER);
});

test('as on a cluster, where rows appear after their transaction has ended here and before its locks go', async () => {
  const db = await testDatabase();
  await guests(db, 'A');
  await db.transaction((tx) => tellLive(tx, 'SCORE', [{ customerId: 'A', subject: '' }], now));
  const horizon = async () => (await readLive(db, 0)).horizon;
  const [event] = (await readLive(db, 0)).events;
  await db.transaction(async (tx) => {
    await sql`select pg_advisory_xact_lock(4611686018427387904 + ${event?.transaction}::bigint)`.execute(tx.kysely);
    await expect.poll(horizon, patience).toBe(event?.transaction);
  });
  await expect.poll(horizon, patience).toBeGreaterThan(event?.transaction ?? 0);
});
