import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { bareVisits, visits } from '../../server/facts/visits.ts';
import { testDatabase } from '../support/database.ts';
import { calendar, seed } from './rows.ts';

const db = await testDatabase();
const until = Date.parse('2024-12-02T00:00:00+01:00');
const historyOf = async (id: string, asOf = until) =>
  visits.at((await visits.read(db, ['A', 'B', 'C'], until, calendar)).get(id), asOf).visits;

test('a visit is read with everything that is on record, its time by the clock of its place', async () => {
  await seed(
    db,
    ['A', 'B', 'C'],
    [
      {
        customerId: 'A',
        visitId: 'é-1',
        at: '2024-07-05T12:00:00+02:00',
        totalMinor: 2_400,
        grossMinor: 2_500,
        discountMinor: 100,
        refundMinor: 400,
      },
    ],
  );
  await sql`insert into locations (location_id, name, time_zone, recorded_at) values ('L1', 'London', 'Europe/London', now())`.execute(
    db.kysely,
  );
  await sql`update visits set location_id = 'L1', service_type = 'DINE_IN', party_size = 3, item_count = 2.125`.execute(
    db.kysely,
  );
  const at = Date.parse('2024-07-05T12:00:00+02:00');
  expect(await historyOf('A')).toEqual([
    {
      visitId: 'é-1',
      at,
      day: 19_909,
      localMinute: 11 * 60,
      locationId: 'L1',
      serviceType: 'DINE_IN',
      seating: null,
      partySize: 3,
      channel: null,
      campaignId: null,
      grossMinor: 2_500,
      discountMinor: 100,
      totalMinor: 2_400,
      netMinor: 2_000,
      itemCount: 2.125,
    },
  ]);
});

test('a visit at noon of its place is one of a day only, a microsecond later it has a time', async () => {
  await seed(db, [], [{ customerId: 'B', visitId: '1', at: '2024-07-05T12:00:00+02:00' }]);
  await sql`insert into visits (customer_id, visit_id, visited_at, business_day, recorded_at)
    values ('B', '2', '2024-07-05 12:00:00.000001+02', '2024-07-05', now())`.execute(db.kysely);
  expect((await historyOf('B')).map(({ localMinute, at }) => [localMinute, at % 1_000])).toEqual([
    [null, 0],
    [720, expect.closeTo(0.001, 3)],
  ]);
});

test('visits come by day, then time, then id in the order of code points, up to the instant', async () => {
  const same = '2024-03-01T19:00:00+01:00';
  const rows = ['\u{1F600}', '\uFF5E', 'b', 'B', '10', '9'].map((visitId) => ({ customerId: 'C', visitId, at: same }));
  await seed(db, [], [...rows, { customerId: 'C', visitId: 'first', at: '2024-02-01T19:00:00+01:00' }]);
  const expected = ['first', '10', '9', 'B', 'b', '\uFF5E', '\u{1F600}'];
  expect((await historyOf('C')).map(({ visitId }) => visitId)).toEqual(expected);
  expect((await historyOf('C', Date.parse(same) - 1)).map(({ visitId }) => visitId)).toEqual(['first']);
});

test('what is read of everybody is the same part of the same visits: refunds, unknown sums and ids included', async () => {
  const other = await testDatabase();
  await seed(other, ['A', 'B', 'C'], []);
  await sql`insert into visits (customer_id, visit_id, visited_at, business_day, gross_minor, discount_minor, total_minor, refund_minor, recorded_at)
    select (array['A', 'B', 'C'])[1 + n % 3], 'é' || (97 - n), '2024-01-05 12:00:00.123456+01'::timestamptz + (n / 6) * interval '1 day',
      date '2024-01-05' + n / 6, case when n % 5 > 0 then 5000000000 + n end, case when n % 7 > 0 then n end,
      case when n % 4 > 0 then n * 100 end, case n % 6 when 0 then n * 100 when 1 then 50 when 2 then n * 200 when 3 then 0 end, now()
    from generate_series(0, 95) n`.execute(other.kysely);
  const ids = ['A', 'B', 'C', 'nobody'];
  const [whole, bare] = [await visits.read(other, ids, until, calendar), await bareVisits.read(other, ids, until, calendar)];
  for (const asOf of [until, Date.parse('2024-01-10T00:00:00Z')]) {
    for (const id of ids) {
      const parts = visits
        .at(whole.get(id), asOf)
        .visits.map((visit) => [
          visit.visitId,
          visit.at,
          visit.day,
          visit.grossMinor,
          visit.discountMinor,
          visit.totalMinor,
          visit.netMinor,
        ]);
      expect(
        bareVisits
          .at(bare.get(id), asOf)
          .visits.map((visit) => [
            visit.visitId,
            visit.at,
            visit.day,
            visit.grossMinor,
            visit.discountMinor,
            visit.totalMinor,
            visit.netMinor,
          ]),
      ).toEqual(parts);
      expect(parts.length > 0).toBe(id !== 'nobody');
    }
  }
});
