import { describe, expect, test } from 'vitest';
import { endOfBusinessDay } from '../../server/engine/calendar.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import { type ExactFit, fitAt } from '../../server/jobs/fit.ts';
import { type GuestPrediction, predictAll } from '../../server/jobs/predict.ts';
import { madeDays, mbgLife } from '../engine/predictions/simulated.ts';
import { calendar, seed, type VisitSeed } from '../facts/rows.ts';
import { testDatabase } from '../support/database.ts';

const dayMs = 86_400_000;
const firstDay = Date.parse('2024-01-01T12:00:00Z');
const asOfDay = (day: number) => endOfBusinessDay(firstDay / dayMs - 0.5 + day, calendar);

/** Guests by their visit days since the beginning; every visit costs what `spend` says, null: unknown. */
async function venueOf(guests: readonly (readonly number[])[], spend: (guest: number) => number | null = () => 2_000) {
  const db = await testDatabase();
  const ids = guests.map((_, guest) => `g${guest}`);
  const visits = guests.flatMap((days, guest) =>
    days.map(
      (day, visit): VisitSeed => ({
        customerId: `g${guest}`,
        visitId: `v${visit}`,
        at: new Date(firstDay + day * dayMs).toISOString(),
        totalMinor: spend(guest),
      }),
    ),
  );
  await seed(db, ids, visits);
  return db;
}

async function fitOf(
  guests: readonly (readonly number[])[],
  day: number,
  spend?: (guest: number) => number | null,
): Promise<ExactFit> {
  return fitAt(await venueOf(guests, spend), { config: defaultScoring, calendar, asOf: asOfDay(day) });
}

const life = mbgLife({ r: 1.2, alpha: 3.5, a: 0.8, b: 5 });
const lively = madeDays(life, { guests: 120, beginWeeks: 30, weeks: 44, seed: 'fit job' });

function expectSound(rows: readonly GuestPrediction[]): void {
  for (const { stillCustomer, returnProbability, expectedVisits, lowerVisits, upperVisits, valueMinor } of rows) {
    expect(stillCustomer >= 0 && stillCustomer <= 1).toBe(true);
    expect(returnProbability >= 0 && returnProbability <= 1).toBe(true);
    expect(expectedVisits >= returnProbability && Number.isFinite(expectedVisits)).toBe(true);
    expect(lowerVisits >= 0 && lowerVisits <= upperVisits).toBe(true);
    expect(valueMinor === null || (valueMinor >= 0 && Number.isFinite(valueMinor))).toBe(true);
  }
}

describe('a fit at exactly an instant', () => {
  test('knows each guest with a visit by then and nothing later: the same bytes as if the rest had never happened', async () => {
    const day = 240;
    const cut = lively.map((days) => days.filter((at) => at <= day));
    const [all, truncated] = [await fitOf(lively, day), await fitOf(cut, day)];
    expect(JSON.stringify(all.card)).toBe(JSON.stringify(truncated.card));
    const rows = [...predictAll(all, 90, defaultScoring)];
    expect(rows).toEqual([...predictAll(truncated, 90, defaultScoring)]);
    expect(rows.map(({ customerId }) => customerId).sort()).toEqual(
      cut.flatMap((days, guest) => (days.length > 0 ? [`g${guest}`] : [])).sort(),
    );
    expectSound(rows);
  });

  test('counts a day once, in weeks, up to the end of the business day', async () => {
    const { known, day, fit } = await fitOf([[100, 114, 114, 121, 130], ...lively], 128);
    const at = known.customerIds.indexOf('g0');
    expect([...known.log.days.slice(known.log.starts[at], known.log.starts[at + 1])].map((each) => each - day)).toEqual([
      -28, -14, -7,
    ]);
    const row = [...predictAll({ day, known, fit }, 30, defaultScoring)].find(({ customerId }) => customerId === 'g0');
    expect(row).toMatchObject({ x: 2, tx: 3, T: 4 });
  });

  test('an asked horizon is one that the fit has learned of', async () => {
    const db = await venueOf(lively);
    const run = { config: defaultScoring, calendar, asOf: asOfDay(300) };
    const { card } = await fitAt(db, { ...run, horizonDays: 47 });
    expect([card.horizonDays, card.chosen.map(({ horizonDays }) => horizonDays)]).toEqual([47, [7, 30, 47, 90]]);
    const own = await fitAt(db, run);
    expect(own.card.horizonDays).not.toBe(47);
  });

  test('tells of its progress', async () => {
    const said: unknown[] = [];
    const db = await venueOf([[0], [1]]);
    const onProgress = (done: number, total: number) => said.push([done, total]);
    await fitAt(db, { config: defaultScoring, calendar, asOf: asOfDay(9), onProgress, onRead: () => said.push('read') });
    expect(said).toEqual([[2, 2], 'read']);
  });
});

describe('degenerate bases have a typed answer', () => {
  const eachOf = (count: number, days: readonly number[]) => Array.from({ length: count }, () => days);
  test('nobody, one guest and one-timers are too few', async () => {
    for (const guests of [[], [[0, 7, 14]], eachOf(80, [0])]) {
      const exact = await fitOf(guests, 100);
      const { fit, card } = exact;
      expect(fit.tier).toBe('INSUFFICIENT');
      expect(card.insufficientData).toMatchObject({ reason: 'TOO_FEW_GUESTS', need: 15 });
      expect(card.verdict).toHaveLength(1);
      expect(() => [...predictAll(exact, 30, defaultScoring)]).toThrow('expected a fit that answers');
    }
  });
  test.each<[string, readonly (readonly number[])[], number, (guest: number) => number | null]>([
    ['the same gaps and spends', eachOf(60, [0, 7, 14, 21, 28, 35, 70, 77, 84, 91]), 98, () => 1_000],
    ['a single day between two visits of all', eachOf(60, [0, 1]), 1, () => 1_000],
    ['a single month', lively.map((days) => days.map((at) => at % 28).sort((a, b) => a - b)), 28, () => 1_000],
    ['visits that cost nothing', lively, 300, () => 0],
    ['spends nobody knows', lively, 300, () => null],
    ['a last visit long ago', lively, 700, (guest) => 1_000 + guest],
  ])('%s', async (_, guests, day, spend) => {
    const exact = await fitOf(guests, day, spend);
    const rows = [...predictAll(exact, 90, defaultScoring)];
    expect(rows).toHaveLength(guests.length);
    expectSound(rows);
    expect(JSON.stringify(exact.card)).not.toMatch(/NaN|Infinity/);
    expect(exact.card.verdict.length).toBeGreaterThanOrEqual(1);
    for (const sentence of exact.card.verdict) expect(sentence).not.toMatch(/NaN|undefined|Infinity/);
    if (spend(0) === 0 || spend(0) === null) expect(exact.card.insufficientSpendData).toMatchObject({ have: 0, need: 30 });
    if (spend(0) === null) expect(rows.every(({ valueMinor }) => valueMinor === null)).toBe(true);
  });
});
