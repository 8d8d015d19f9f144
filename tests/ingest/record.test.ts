import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { IngestContext } from '../../server/ingest/import.ts';
import { recordRows } from '../../server/ingest/record.ts';
import { testDatabase } from '../support/database.ts';

const context: IngestContext = {
  now: Date.parse('2026-03-01T12:00:00Z'),
  timeZone: 'Europe/Berlin',
  dayStartMinutes: 240,
  currency: 'EUR',
  createCustomers: false,
};
const db = await testDatabase();
const later = (ms: number): IngestContext => ({ ...context, now: context.now + ms });
const customer = async (id: string) =>
  (await db.kysely.selectFrom('customers').selectAll().where('customer_id', '=', id).execute())[0];

test('recording customers and a visit, and the same again, changes nothing the second time', async () => {
  const customers = [
    { customer_id: 'A', name: 'Ada', email: 'ada@example.com', phone: '+49 30 1', consent_email: 'true' },
    { customer_id: 'B' },
  ];
  expect(await recordRows(db, context, 'customers', customers)).toEqual({
    inserted: 2,
    updated: 0,
    unchanged: 0,
    errors: [],
    customerIds: ['A', 'B'],
  });
  expect(await recordRows(db, later(1), 'customers', customers)).toMatchObject({
    inserted: 0,
    updated: 0,
    unchanged: 2,
    customerIds: [],
  });
  const visits = [{ customer_id: 'A', visited_at: '2026-02-28 23:30', total: '12.50', location_id: 'L1' }];
  expect(await recordRows(db, context, 'visits', visits)).toMatchObject({ inserted: 1, customerIds: ['A'] });
  expect(await recordRows(db, context, 'visits', visits)).toMatchObject({ unchanged: 1, customerIds: [] });
});
test('undefined keeps and null clears what is on record of a customer', async () => {
  await recordRows(db, context, 'customers', [{ customer_id: 'N', name: 'Nora', email: 'n@example.com', consent_sms: 'true' }]);
  const change = { customer_id: 'N', name: undefined, email: null, consent_sms: null, city: null };
  expect(await recordRows(db, later(1), 'customers', [change])).toMatchObject({ updated: 1 });
  expect(await customer('N')).toMatchObject({ name: 'Nora', email_sealed: null, email_index: null, consent_sms: null });
  expect(await recordRows(db, later(2), 'customers', [change])).toMatchObject({ unchanged: 1 });
});
test('bad rows are told by their index and the others are recorded all the same', async () => {
  const rows = [
    { customer_id: 'A', visit_id: 'r1', visited_at: '2026-02-01' },
    { customer_id: 'A', visit_id: 'r2', visited_at: 'soon' },
    { customer_id: null, visit_id: 'r3', visited_at: '2026-02-01' },
    { customer_id: 'A', visit_id: 'r4\ud800', visited_at: '2026-02-01' },
    { customer_id: 'A', visit_id: 'r5\0', visited_at: '2026-02-01' },
    { customer_id: 'stranger', visit_id: 'r6', visited_at: '2026-02-01' },
    { customer_id: 'A', visit_id: 'r1', visited_at: '2026-02-02' },
  ];
  const result = await recordRows(db, context, 'visits', rows);
  expect(result).toMatchObject({ inserted: 1, customerIds: ['A'] });
  const unknown = result.errors.find(({ index }) => index === 5)?.message;
  expect(unknown).toBe('expected a customer on record, got "stranger": record the customer first');
  expect(result.errors.map(({ index, column }) => [index, column])).toEqual([
    [1, 'visited_at'],
    [2, 'customer_id'],
    [3, 'visit_id'],
    [4, 'visit_id'],
    [5, 'customer_id'],
    [6, 'visit_id'],
  ]);
  expect(result.errors.at(-1)?.message).toContain('in item 0');
});
test('two changes at one instant leave no version that never held', async () => {
  await recordRows(db, context, 'customers', [{ customer_id: 'V', name: 'One' }]);
  await recordRows(db, context, 'customers', [{ customer_id: 'V', name: 'Two' }]);
  await recordRows(db, later(5), 'customers', [{ customer_id: 'V', name: 'Three' }]);
  await recordRows(db, later(3), 'customers', [{ customer_id: 'V', name: 'Four' }]); // the clock was set back
  const { rows } = await sql`select name, recorded_at from customer_versions where customer_id = 'V'`.execute(db.kysely);
  expect(rows).toEqual([{ name: 'Two', recorded_at: new Date(context.now) }]);
  expect(await customer('V')).toMatchObject({ name: 'Four', recorded_at: new Date(context.now + 5) });
});
test('an empty list is no work', async () => {
  expect(await recordRows(db, context, 'feedback', [])).toMatchObject({ inserted: 0, errors: [], customerIds: [] });
});
