import { expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { explained, type Input, riskLevelOf } from '../../../server/engine/risk/risk.ts';

const order: readonly Input[] = [
  { input: 'a', factor: 'SILENCE', name: 'a', unit: 'days' },
  { input: 'b', factor: 'VISIT_GAP', name: 'b', unit: 'minor', shown: (value) => value / 100 },
];

test('the levels begin at a third and at two thirds', () => {
  expect([0, 0.333, 1 / 3, 0.666, 2 / 3, 1].map((probability) => riskLevelOf(probability, defaultScoring))).toEqual([
    'LOW',
    'LOW',
    'MEDIUM',
    'MEDIUM',
    'HIGH',
    'HIGH',
  ]);
});

test('an effect is what replacing the input takes off, in the given order', () => {
  // a·b: 0.5·0.8 = 0.4; then 0.25·0.8 = 0.2; then 0.25·0.4 = 0.1.
  const { probability, typicalProbability, drivers } = explained(
    { a: 0.5, b: 0.8 },
    { a: 0.25, b: 0.4 },
    order,
    ({ a = 0, b = 0 }) => a * b,
  );
  expect(probability).toBeCloseTo(0.4);
  expect(typicalProbability).toBeCloseTo(0.1);
  expect(drivers[0]).toMatchObject({ factor: 'SILENCE', value: 0.5, typicalValue: 0.25 });
  expect(drivers[0]?.effect).toBeCloseTo(0.2);
  expect(drivers[1]?.effect).toBeCloseTo(0.1);
});

test('a driver shows its values in its own unit', () => {
  const { drivers } = explained({ a: 0, b: 500 }, { a: 0, b: 200 }, order, ({ b = 0 }) => b / 1_000);
  expect(drivers[1]).toMatchObject({ value: 5, typicalValue: 2, unit: 'minor' });
});

test('inputs that go together are replaced together, as one driver', () => {
  const together: readonly Input[] = [{ input: 'a', alsoReplaces: ['b'], factor: 'RECENT_VISITS', name: 'a', unit: 'days' }];
  const { drivers, typicalProbability } = explained(
    { a: 0.5, b: 0.8 },
    { a: 0.25, b: 0.4 },
    together,
    ({ a = 0, b = 0 }) => a * b,
  );
  expect(drivers).toHaveLength(1);
  expect(drivers[0]?.effect).toBeCloseTo(0.3);
  expect(typicalProbability).toBeCloseTo(0.1);
});

test('an input that the typical guest lacks stays as it is', () => {
  const { drivers, typicalProbability } = explained({ a: 0.5, b: 0.8 }, { b: 0.4 }, order, ({ a = 0, b = 0 }) => a * b);
  expect(drivers.map(({ effect }) => effect)).toEqual([0, 0.2]);
  expect(typicalProbability).toBe(0.2);
});
