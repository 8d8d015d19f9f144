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

test('recording customers and a visit, and the same again, changes nothing the second time', async () => {
  const customers = [
    { customer_id: 'A', name: 'Ada', email: 'ada@example.com', phone: '+49 30 1', consent_email: 'true' },
    { customer_id: 'B' },
  ];
  expect(await recordRows(db, context, 'customers', customers)).toMatchObject({
    inserted: 2,
    updated: 0,
    unchanged: 0,
    errors: [],
    customerIds: ['A', 'B'],
  });
  expect(await recordRows(db, context, 'customers', customers)).toMatchObject({
    inserted: 0,
    updated: 0,
    unchanged: 2,
    customerIds: [],
  });
  const visits = [{ customer_id: 'A', visited_at: '2026-02-28 23:30', total: '12.50', location_id: 'L1' }];
  expect(await recordRows(db, context, 'visits', visits)).toMatchObject({ inserted: 1, customerIds: ['A'] });
  expect(await recordRows(db, context, 'visits', visits)).toMatchObject({ unchanged: 1, customerIds: [] });
});
