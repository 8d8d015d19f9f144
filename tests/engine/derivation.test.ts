import { expect, test } from 'vitest';
import { derivation } from '../../server/engine/derivation.ts';
import { historyOf, momentOn, today, venueOn } from './histories.ts';

const venue = venueOn(today - 3);

function counting() {
  let runs = 0;
  const counted = derivation(['visits', 'population'], ({ visits, population }, { day }) => {
    runs += 1;
    return { visits: visits.visits.length, horizonDays: population.horizonDays, day };
  });
  return { counted, runs: () => runs };
}

test('the same facts at the same moment are computed once', () => {
  const { counted, runs } = counting();
  const facts = { visits: historyOf([today - 9, today - 2]), population: venue };
  const moment = momentOn(today);
  expect(counted.compute(facts, moment)).toBe(counted.compute({ ...facts }, moment));
  expect(runs()).toBe(1);
});

test('another fact or another moment is computed anew, in any order', () => {
  const { counted, runs } = counting();
  const [few, many] = [historyOf([today - 2]), historyOf([today - 30, today - 9, today - 2])];
  const [now, later] = [momentOn(today), momentOn(today + 7)];
  const other = { ...venue, horizonDays: venue.horizonDays + 7 };
  const asked = [
    [few, venue, now],
    [many, venue, now],
    [few, venue, now],
    [few, other, now],
    [few, venue, later],
    [few, venue, now],
  ] as const;
  for (const [visits, population, moment] of asked) {
    expect(counted.compute({ visits, population }, moment)).toEqual({
      visits: visits.visits.length,
      horizonDays: population.horizonDays,
      day: moment.day,
    });
  }
  expect(runs()).toBe(5); // the third is remembered
});
