import { expect, test } from 'vitest';
import type { AnsweredOperation } from '../../server/graphql/answered.ts';
import { openMeter } from '../../server/graphql/meter.ts';

const answered = (change: Partial<AnsweredOperation>): AnsweredOperation => ({
  name: 'Page',
  kind: 'query',
  client: 'Till',
  fields: [],
  codes: [],
  seconds: 0.01,
  cost: 1,
  ...change,
});

test('operations are counted with their errors and times', () => {
  const meter = openMeter(7);
  for (let index = 0; index < 98; index += 1) meter.observe(answered({}));
  meter.observe(answered({ seconds: 1, codes: ['UNAVAILABLE', 'UNAVAILABLE'] }));
  meter.observe(answered({ seconds: 1, codes: ['FORBIDDEN'] }));
  meter.observe(answered({ name: null, kind: 'mutation' }));
  const [page, unnamed] = meter.operations();
  expect(meter.since).toBe(7);
  expect(page).toMatchObject({ operation: 'Page', kind: 'query', count: 100, failed: 2 });
  expect(page?.errors).toEqual([
    { code: 'UNAVAILABLE', count: 2 },
    { code: 'FORBIDDEN', count: 1 },
  ]);
  expect(page?.meanSeconds).toBeCloseTo(0.0298, 10);
  for (const quantile of [page?.p50Seconds ?? 0, page?.p90Seconds ?? 0]) {
    expect(quantile).toBeGreaterThanOrEqual(0.01);
    expect(quantile).toBeLessThan(0.0116);
  }
  expect(page?.p99Seconds).toBeGreaterThanOrEqual(1);
  expect(page?.p99Seconds).toBeLessThan(1.16);
  expect(unnamed).toMatchObject({ operation: 'unnamed', kind: 'mutation', count: 1, failed: 0 });
});

test('computed fields are counted by client', () => {
  const meter = openMeter(0);
  meter.observe(answered({ fields: ['Query.portfolio', 'Portfolio.trend'] }));
  meter.observe(answered({ fields: ['Query.portfolio'] }));
  meter.observe(answered({ fields: ['Query.portfolio'], client: 'Office' }));
  expect(meter.fields()).toEqual([
    { client: 'Till', field: 'Query.portfolio', operations: 2 },
    { client: 'Till', field: 'Portfolio.trend', operations: 1 },
    { client: 'Office', field: 'Query.portfolio', operations: 1 },
  ]);
});

test('names that callers choose do not grow without bound', () => {
  const meter = openMeter(0);
  for (let index = 0; index < 300; index += 1) meter.observe(answered({ name: `Page${index}`, client: `Key${index}` }));
  expect(meter.operations()).toHaveLength(201);
  expect(meter.operations()[0]).toMatchObject({ operation: 'other', count: 100 });
});
