import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import { forgetPacks, readPacks, writePacks } from '../../server/facts/packed-visits.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { packOf } from '../../server/facts/visit-pack.ts';
import { bareVisits, packingVisits, visits } from '../../server/facts/visits.ts';
import { scoreCustomers } from '../../server/jobs/score.ts';
import { testDatabase } from '../support/database.ts';
import { plain } from './bare.ts';
import { calendar, restaurant, seed } from './rows.ts';

const asOf = Date.parse('2024-07-10T15:00:00Z');
const always = Number.POSITIVE_INFINITY;

async function openRestaurant(): Promise<{ db: Db; ids: string[] }> {
  const db = await testDatabase();
  const { customerIds, visits: rows } = restaurant();
  await seed(db, [...customerIds, 'silent'], rows);
  return { db, ids: [...customerIds, 'silent'] };
}

async function score(db: Db): Promise<void> {
  const weeks = openWeeks({ db, worker: db, config: defaultScoring, calendar, clock: () => asOf, patienceMs: always });
  await scoreCustomers(db, { config: defaultScoring, calendar, weeks, asOf, now: asOf, keepNewer: true });
}

/** A visit, with the mark of whoever records one. */
async function record(db: Db, customerId: string, visitId: string): Promise<void> {
  await seed(db, [], [{ customerId, visitId, at: '2024-07-09T19:30:00+02:00', totalMinor: 4_200 }]);
  await sql`insert into rescore_marks values (${customerId}, ${new Date(asOf)}) on conflict (customer_id) do nothing`.execute(
    db.kysely,
  );
}

/** Of each guest what a run reads, and what is on record. */
async function both(db: Db, ids: readonly string[]) {
  const [whole, bare] = [await visits.read(db, ids, asOf, calendar), await bareVisits.read(db, ids, asOf, calendar)];
  return ids.map((id) => ({
    onRecord: visits.at(whole.get(id), asOf).visits.map(plain),
    read: bareVisits.at(bare.get(id), asOf).visits.map(plain),
  }));
}

async function expectAsOnRecord(db: Db, ids: readonly string[]): Promise<void> {
  for (const { onRecord, read } of await both(db, ids)) expect(read).toEqual(onRecord);
}

describe('the packed visits of a base', () => {
  test('are written by a scoring, of everybody, and are the visits on record', async () => {
    const { db, ids } = await openRestaurant();
    expect((await readPacks(db, ids)).size).toBe(0);
    await expectAsOnRecord(db, ids);
    await score(db);
    expect([...(await readPacks(db, ids)).keys()].sort()).toEqual([...ids].sort());
    await expectAsOnRecord(db, ids);
  });

  test('do not count while a mark stands, and are written anew by who takes it', async () => {
    const { db, ids } = await openRestaurant();
    await score(db);
    await record(db, 'g001', 'new');
    expect((await readPacks(db, ids)).has('g001')).toBe(false);
    await expectAsOnRecord(db, ids);
    await score(db);
    expect((await readPacks(db, ids)).size).toBe(ids.length);
    await expectAsOnRecord(db, ids);
    const [guest] = await both(db, ['g001']);
    expect(guest?.read.some(({ visitId }) => visitId === 'new')).toBe(true);
  });

  test('of a visit that was recorded while they were written do not count', async () => {
    const { db, ids } = await openRestaurant();
    await db.transaction(async (tx) => {
      await packingVisits(new Set()).read(tx, ids, asOf, calendar);
      await record(db, 'g002', 'meanwhile');
    });
    expect((await readPacks(db, ids)).has('g002')).toBe(false);
    await expectAsOnRecord(db, ids);
    await score(db);
    await expectAsOnRecord(db, ids);
  });

  test('are never written over by who read before a mark was taken', async () => {
    const { db } = await openRestaurant();
    const older = packOf([]);
    await record(db, 'g003', 'new');
    await score(db);
    await db.transaction((tx) => writePacks(tx, new Map([['g003', older]]), new Set()));
    await expectAsOnRecord(db, ['g003']);
    await db.transaction((tx) => writePacks(tx, new Map([['g003', older]]), new Set(['g003'])));
    expect((await both(db, ['g003']))[0]?.read).toEqual([]);
  });

  test('go with their guest, and are not written for who is gone', async () => {
    const { db, ids } = await openRestaurant();
    await score(db);
    await sql`delete from visits where customer_id = 'g004'`.execute(db.kysely);
    await sql`delete from customers where customer_id = 'g004'`.execute(db.kysely);
    expect((await readPacks(db, ids)).has('g004')).toBe(false);
    await db.transaction((tx) => writePacks(tx, new Map([['g004', packOf([])]]), new Set()));
    expect((await readPacks(db, ids)).has('g004')).toBe(false);
  });

  test('of a format that this program does not know are read from the visits, and written anew', async () => {
    const { db, ids } = await openRestaurant();
    await score(db);
    await sql`update packed_visits set format = 999, packed = '\\x00' where customer_id < 'g010'`.execute(db.kysely);
    await expectAsOnRecord(db, ids);
    await score(db);
    expect((await readPacks(db, ids)).size).toBe(ids.length);
    await expectAsOnRecord(db, ids);
  });

  test('are read from the visits again once they are forgotten: rows that were changed without the program show then', async () => {
    const { db, ids } = await openRestaurant();
    await score(db);
    await sql`update visits set total_minor = total_minor + 1`.execute(db.kysely);
    await forgetPacks(db);
    await expectAsOnRecord(db, ids);
    await score(db);
    await expectAsOnRecord(db, ids);
  });
});
