import { expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { daypartOf, monthOf, venueMix, weekdayOf } from '../../server/engine/venue-mix.ts';
import { readVenueMix } from '../../server/facts/venue-mix.ts';
import { visits } from '../../server/facts/visits.ts';
import { testDatabase } from '../support/database.ts';
import { calendar, seed } from './rows.ts';

const db = await testDatabase();
const until = Date.parse('2024-12-02T00:00:00+01:00');
const read = () => readVenueMix(db, '2023-12-02', until, calendar.timeZone, defaultScoring);

test('the mix counts visits by weekday, month and local daypart', async () => {
  await seed(
    db,
    ['A', 'B'],
    [
      { customerId: 'A', visitId: '1', at: '2024-11-27T13:00:00+01:00' }, // a Wednesday at lunch
      { customerId: 'A', visitId: '2', at: '2024-11-28T02:30:00+01:00' }, // still Wednesday, late
      { customerId: 'B', visitId: '3', at: '2024-07-05T10:59:00+02:00' }, // a Friday at breakfast
      { customerId: 'B', visitId: '4', at: '2024-07-05T12:00:00+02:00' }, // recorded with a day only
      { customerId: 'B', visitId: '5', at: '2024-07-06T19:00:00+02:00', totalMinor: 900, refundMinor: 900 }, // no visit
      { customerId: 'B', visitId: '6', at: '2023-12-02T19:00:00+01:00' }, // too long ago
      { customerId: 'B', visitId: '7', at: '2024-12-02T00:00:00+01:00' }, // not before the week
    ],
  );
  expect(await read()).toEqual({
    weekdays: [0, 0, 2, 0, 2, 0, 0],
    dayparts: [1, 1, 0, 0, 1],
    months: [0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0],
  });
});

test('the statement and the engine agree on where each visit falls', async () => {
  const counts = { weekdays: Array(7).fill(0), dayparts: Array(5).fill(0), months: Array(12).fill(0) };
  const found = await visits.read(db, ['A', 'B'], until - 1, calendar);
  for (const id of ['A', 'B']) {
    for (const { day, localMinute } of visits.at(found.get(id), until - 1).visits) {
      if (day <= Date.parse('2023-12-02T00:00:00Z') / 86_400_000) continue;
      counts.weekdays[weekdayOf(day)] += 1;
      counts.months[monthOf(day)] += 1;
      if (localMinute !== null) counts.dayparts[daypartOf(localMinute, defaultScoring)] += 1;
    }
  }
  expect(await read()).toEqual(counts);
});

test('shares add up to 1, even ones counting as twenty visits', () => {
  const mix = venueMix({ weekdays: [8, 0, 0, 0, 0, 0, 0], dayparts: [0, 0, 0, 0, 0], months: Array(12).fill(0) }, defaultScoring);
  expect(mix.weekdayShares[0]).toBeCloseTo((8 + 20 / 7) / 28, 12);
  expect(mix.daypartShares).toEqual([0.2, 0.2, 0.2, 0.2, 0.2]);
  expect(mix.weekdayShares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
});
