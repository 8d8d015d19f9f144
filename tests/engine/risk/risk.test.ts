import { expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { explained, type Input, riskLevelOf } from '../../../server/engine/risk/risk.ts';

interface Two {
  readonly a: number;
  readonly b: number;
}

const order: readonly Input<Two>[] = [
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
    ({ a, b }) => a * b,
  );
  expect(probability).toBeCloseTo(0.4);
  expect(typicalProbability).toBeCloseTo(0.1);
  expect(drivers[0]).toMatchObject({ factor: 'SILENCE', value: 0.5, typicalValue: 0.25 });
  expect(drivers[0]?.effect).toBeCloseTo(0.2);
  expect(drivers[1]?.effect).toBeCloseTo(0.1);
});

test('a driver shows its values in its own unit', () => {
  const { drivers } = explained({ a: 0, b: 500 }, { a: 0, b: 200 }, order, ({ b }) => b / 1_000);
  expect(drivers[1]).toMatchObject({ value: 5, typicalValue: 2, unit: 'minor' });
});
