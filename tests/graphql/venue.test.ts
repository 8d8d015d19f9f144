import { expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { recordRows } from '../../server/ingest/record.ts';
import { testDatabase } from '../support/database.ts';
import { admin, analyst, manager, now, openRestaurant, partner } from './restaurant.ts';

const restaurant = await openRestaurant();
const figures = `currency timeZone businessDayStart horizonDays alertThreshold trendDays completenessThreshold
  freshnessThresholdSeconds batchSize firstEventOn lastEventOn locations { id name timeZone }`;
const source = '{ lastEventAt lastRecordedAt isFresh }';
const freshness = `freshness { visits ${source} loyalty ${source} campaigns ${source} feedback ${source} }`;

test('the venue says what every page needs', async () => {
  const { venue } = await restaurant.data<{ venue: Record<string, unknown> }>(`{ venue { ${figures} ${freshness} } }`);
  // Guest 11 comes every 14 days, 12 times; the first one came a day ago.
  expect(venue).toEqual({
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    businessDayStart: '04:00',
    horizonDays: expect.any(Number),
    alertThreshold: 40,
    trendDays: 30,
    completenessThreshold: 70,
    freshnessThresholdSeconds: 604_800,
    batchSize: 50,
    firstEventOn: await oldestDay(),
    lastEventOn: '2026-03-01',
    locations: [{ id: 'MITTE', name: 'Mitte', timeZone: 'Europe/Berlin' }],
    freshness: {
      visits: { lastEventAt: '2026-03-01T12:00:00.000Z', lastRecordedAt: '2026-03-02T10:00:00.000Z', isFresh: true },
      loyalty: { lastEventAt: null, lastRecordedAt: null, isFresh: null },
      campaigns: { lastEventAt: null, lastRecordedAt: null, isFresh: null },
      feedback: { lastEventAt: '2026-02-05T10:00:00.000Z', lastRecordedAt: '2026-03-02T10:00:00.000Z', isFresh: false },
    },
  });
});

async function oldestDay(): Promise<string> {
  const [row] = await restaurant.db.run<{ day: string }>(
    'oldest day',
    'select min(business_day)::text as day from (select business_day from visits union all select business_day from feedback) as d',
    [],
  );
  return row?.day ?? '';
}

test('the horizon is that of the predictions', async () => {
  const query = '{ venue { horizonDays } customerHealthScore(customerId: "G01") { predictionModels { horizonDays } } }';
  const found = await restaurant.data<{
    venue: { horizonDays: number };
    customerHealthScore: { predictionModels: { horizonDays: number } };
  }>(query);
  expect(found.venue.horizonDays).toBe(found.customerHealthScore.predictionModels.horizonDays);
});

test('each role may ask; how fresh the whole venue is, partners may not', async () => {
  for (const viewer of [admin, manager, analyst, partner('G01')])
    expect(await restaurant.codes(`{ venue { ${figures} } }`, {}, viewer)).toEqual([]);
  expect(await restaurant.codes(`{ venue { ${freshness} } }`, {}, analyst)).toEqual([]);
  expect(await restaurant.codes(`{ venue { ${freshness} } }`, {}, partner('G01'))).toEqual(['FORBIDDEN']);
});

test('all that is read of the events takes one statement, and the currency none', async () => {
  expect(await restaurant.statementsOf(`{ venue { firstEventOn lastEventOn ${freshness} } }`)).toEqual(['facts.sourceSpans']);
  expect(await restaurant.statementsOf('{ venue { currency timeZone batchSize } }')).toEqual([]);
});

test('nothing computed and nothing received is null, and nothing is computed for it', async () => {
  const empty = await openRestaurant({ db: await testDatabase(), change: { CURRENCY: 'JPY' } });
  const query = '{ venue { currency horizonDays firstEventOn lastEventOn locations { id } freshness { visits { isFresh } } } }';
  expect(await empty.data(query)).toEqual({
    venue: {
      currency: 'JPY',
      horizonDays: null,
      firstEventOn: null,
      lastEventOn: null,
      locations: [],
      freshness: { visits: { isFresh: null } },
    },
  });
  expect(await empty.db.run('weeks', 'select 1 from population_facts', [])).toEqual([]);
});

test('an event in the future does not count, one late at night belongs to the evening before', async () => {
  const db = await testDatabase();
  const place = await openRestaurant({
    db,
    defaults: { ...defaultScoring, freshnessSeconds: 3600, trendDays: 7, attentionBelow: 55 },
  });
  const context = { now, timeZone: 'Europe/Berlin', dayStartMinutes: 240, currency: 'EUR', createCustomers: true };
  await recordRows(db, context, 'visits', [
    { customer_id: 'C1', visit_id: 'V1', visited_at: '2026-02-10T02:30:00Z' }, // 03:30 local
    { customer_id: 'C1', visit_id: 'V2', visited_at: '2026-03-02T11:00:00Z' }, // an hour ago, exactly the threshold
    { customer_id: 'C1', visit_id: 'V3', visited_at: '2026-03-02T13:00:00Z' }, // in an hour
  ]);
  const query = `{ venue { trendDays completenessThreshold firstEventOn lastEventOn freshness { visits ${source} } } }`;
  expect(await place.data(query)).toEqual({
    venue: {
      trendDays: 7,
      completenessThreshold: 55,
      firstEventOn: '2026-02-09',
      lastEventOn: '2026-03-02',
      freshness: {
        visits: { lastEventAt: '2026-03-02T11:00:00.000Z', lastRecordedAt: '2026-03-02T12:00:00.000Z', isFresh: true },
      },
    },
  });
});
