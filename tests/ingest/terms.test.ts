import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { holdTerms, type Terms } from '../../server/ingest/terms.ts';
import { seed } from '../facts/rows.ts';
import { testDatabase } from '../support/database.ts';

const now = Date.parse('2024-07-10T12:00:00Z');
const berlin: Terms = { CURRENCY: 'EUR', TIME_ZONE: 'Europe/Berlin', BUSINESS_DAY_START: '04:00' };
const tell = () => undefined;

/** A guest who came at 03:30 in Berlin: on the 1st of May by a day that begins at 04:00. */
async function recorded(): Promise<Db> {
  const db = await testDatabase();
  await holdTerms(db, berlin, now, tell);
  await seed(db, ['a'], [{ customerId: 'a', visitId: '1', at: '2024-05-02T01:30:00Z', totalMinor: 1_000 }]);
  return db;
}

async function dayOf(db: Db): Promise<string | undefined> {
  return (await sql<{ day: string }>`select business_day::text as day from visits`.execute(db.kysely)).rows[0]?.day;
}

describe('the terms of the data', () => {
  test('are free while nothing is recorded', async () => {
    const db = await testDatabase();
    await holdTerms(db, berlin, now, tell);
    await holdTerms(db, { ...berlin, CURRENCY: 'USD' }, now, tell);
    await seed(db, ['a'], []);
    await expect(holdTerms(db, berlin, now, tell)).rejects.toThrow(/^CURRENCY was USD when the data were recorded, got EUR/);
  });

  test('refuse another currency, and change nothing', async () => {
    const db = await recorded();
    const other = { ...berlin, CURRENCY: 'JPY', BUSINESS_DAY_START: '03:00' };
    await expect(holdTerms(db, other, now, tell)).rejects.toThrow('Set CURRENCY=EUR');
    expect(await dayOf(db)).toBe('2024-05-01');
    await holdTerms(db, berlin, now, tell);
  });

  test('move events to their days when the day begins at another time or in another zone', async () => {
    const db = await recorded();
    expect(await dayOf(db)).toBe('2024-05-01');
    await holdTerms(db, { ...berlin, BUSINESS_DAY_START: '03:00' }, now, tell);
    expect(await dayOf(db)).toBe('2024-05-02');
    await holdTerms(db, { ...berlin, TIME_ZONE: 'America/New_York', BUSINESS_DAY_START: '03:00' }, now, tell);
    expect(await dayOf(db)).toBe('2024-05-01');
    const { rows } = await sql<{ customer_id: string }>`select customer_id from rescore_marks`.execute(db.kysely);
    expect(rows).toEqual([{ customer_id: 'a' }]);
  });

  test('leave the days of a location with a zone of its own where they are', async () => {
    const db = await recorded();
    await sql`insert into locations (location_id, name, time_zone, recorded_at) values ('L', 'L', 'Europe/Berlin', now())`.execute(
      db.kysely,
    );
    await sql`update visits set location_id = 'L'`.execute(db.kysely);
    await holdTerms(db, { ...berlin, TIME_ZONE: 'Asia/Tokyo' }, now, tell);
    expect(await dayOf(db)).toBe('2024-05-01');
  });
});
