import { expect, test } from 'vitest';
import { demoState, loadDemo } from '../../server/demo/load.ts';
import { demoOptions } from '../../server/demo/options.ts';
import { demoRows } from '../../server/demo/rows.ts';
import { testDatabase } from '../support/database.ts';

const now = Date.UTC(2026, 5, 1);
const context = { now, timeZone: 'Europe/Berlin', dayStartMinutes: 240, currency: 'EUR', createCustomers: false };
const options = demoOptions({ customers: '30', months: '12', until: '2026-03-31', currency: 'EUR', now });

test('the demo goes in whole, and the same arguments again change nothing', async () => {
  const db = await testDatabase();
  expect(await demoState(db, options)).toBe('EMPTY');
  const steps: number[] = [];
  const first = await loadDemo(db, options, context, (done) => steps.push(done));
  expect(await demoState(db, options)).toBe('SAME');
  expect(steps.at(-1)).toBe(30);
  for (const { table, rows } of demoRows(options)) {
    const report = first.find((entry) => entry.table === table);
    expect(report, table).toMatchObject({ inserted: [...rows].length, rejected: 0, anonymous: 0, createdCustomers: 0 });
  }
  const second = await loadDemo(db, options, context, () => undefined);
  for (const { table, inserted, updated, read, unchanged } of second) {
    expect({ table, inserted, updated, unchanged }).toEqual({ table, inserted: 0, updated: 0, unchanged: read });
  }
});

test('other guests are noticed, and so is the demo of other arguments', async () => {
  const db = await testDatabase();
  await loadDemo(db, { ...options, customers: 2 }, context, () => undefined);
  expect(await demoState(db, options)).toBe('OTHER');
  expect(await demoState(db, { ...options, customers: 2 })).toBe('SAME');
});
