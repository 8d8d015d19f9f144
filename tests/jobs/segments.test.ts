import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { followSegments, isFollowingDue, recordSegmentCounts } from '../../server/jobs/segments.ts';
import { readLive, tellLive } from '../../server/store/live-events.ts';
import { writeSegment } from '../../server/store/segments.ts';
import { testDatabase } from '../support/database.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const calendar = { timeZone: 'Europe/Berlin', dayStartMinutes: 240 };
const guests = 9_001; // more moves than one transaction takes, each way

let db: Db;
beforeAll(async () => {
  db = await testDatabase();
  await sql`insert into customers (customer_id, name, city, created_at, recorded_at)
    select 'G' || lpad(n::text, 5, '0'), 'Guest', 'Berlin', now(), now() from generate_series(1, ${guests}::int) n`.execute(
    db.kysely,
  );
  const filter = { kind: 'oneOf', field: 'city', values: ['Paris'] } as const;
  const draft = { id: 'paris', name: 'Paris', filter: { cities: ['Paris'] }, condition: filter, savedBy: 'test', savedAt: now };
  await db.transaction((tx) => writeSegment(tx, draft));
});

const moved = async () => (await readLive(db, 0)).events.filter(({ topic }) => topic === 'SEGMENT');
const live = (city: string, ids: readonly string[] | null) =>
  sql`update customers set city = ${city} where ${ids}::text[] is null or customer_id = any(${ids}::text[])`.execute(db.kysely);
const forget = () => sql`delete from live_events`.execute(db.kysely);

test('what the first count finds is stock and told to nobody; later moves are told once each', async () => {
  await live('Paris', ['G00001']);
  await recordSegmentCounts(db, now, calendar);
  expect(await moved()).toEqual([]);
  await live('Paris', ['G00002']);
  await live('Berlin', ['G00001']);
  await recordSegmentCounts(db, now + 1, calendar);
  await recordSegmentCounts(db, now + 2, calendar);
  const told = (await moved()).map(({ customerId, subject }) => `${customerId} ${subject}`);
  expect(told).toEqual([`G00001 paris LEFT ${now + 1}`, `G00002 paris ENTERED ${now + 1}`]);
});

test('whoever was scored for an event is looked at, and nobody else; nothing is found twice', async () => {
  await forget();
  await live('Paris', ['G00003', 'G00004']);
  expect(await isFollowingDue(db)).toBe(false);
  await db.transaction((tx) => tellLive(tx, 'SCORE', [{ customerId: 'G00003', subject: '' }], now + 3));
  expect(await isFollowingDue(db)).toBe(true);
  // What began before in another transaction of the server may still be told: until it ends, the last event counts as not seen.
  const isDueAfterwards = async () => {
    await followSegments(db, () => now + 3, calendar);
    return await isFollowingDue(db);
  };
  await expect.poll(isDueAfterwards, { timeout: 60_000 }).toBe(false);
  await sql`delete from installation where name = 'segments_followed'`.execute(db.kysely); // as if it had stopped before it noted that
  await followSegments(db, () => now + 4, calendar);
  expect((await moved()).map(({ customerId, subject }) => `${customerId} ${subject}`)).toEqual([
    `G00003 paris ENTERED ${now + 3}`,
  ]);
  const days = await db.kysely.selectFrom('segment_days').select(['members', 'entered', 'departed']).execute();
  expect(days).toEqual([{ members: 2, entered: 2, departed: 1 }]);
});

test('many moves are told in several transactions, so that no reading is too long', async () => {
  await forget();
  await live('Paris', null);
  await recordSegmentCounts(db, now + 5, calendar);
  const sizes = await sql<{ events: number }>`select count(*)::int as events from live_events group by transaction_id`.execute(
    db.kysely,
  );
  expect(sizes.rows.map(({ events }) => events).sort((a, b) => b - a)).toEqual([4_000, 4_000, guests - 2 - 8_000]);
  const days = await db.kysely.selectFrom('segment_days').select(['members', 'entered', 'departed']).execute();
  expect(days).toEqual([{ members: guests, entered: guests, departed: 1 }]);
});
