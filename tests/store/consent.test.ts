import { expect, test } from 'vitest';
import type { IngestContext } from '../../server/ingest/import.ts';
import { recordRows } from '../../server/ingest/record.ts';
import { readConsentHistories } from '../../server/store/consent.ts';
import { testDatabase } from '../support/database.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
const db = await testDatabase();

/** Records customers `minutes` after the start. */
function upsert(minutes: number, ...rows: readonly Readonly<Record<string, string | null>>[]) {
  const context: IngestContext = {
    now: start + minutes * 60_000,
    timeZone: 'Europe/Berlin',
    dayStartMinutes: 240,
    currency: 'EUR',
    createCustomers: false,
  };
  return recordRows(db, context, 'customers', rows);
}

const at = (minutes: number) => start + minutes * 60_000;

test('every change of a consent is kept with its time, newest first; other changes are none', async () => {
  await upsert(0, { customer_id: 'A', consent_email: 'true' }, { customer_id: 'B', name: 'Bo' });
  await upsert(1, { customer_id: 'A', city: 'Berlin' });
  await upsert(2, { customer_id: 'A', consent_email: 'false', consent_sms: 'true' }, { customer_id: 'B', consent_push: 'false' });
  await upsert(3, { customer_id: 'A', consent_email: 'false' });
  await upsert(4, { customer_id: 'A', consent_sms: null });
  const histories = await readConsentHistories(db, ['A', 'B', 'nobody']);
  expect(histories.get('A')).toEqual([
    { channel: 'SMS', given: null, recordedAt: at(4) },
    { channel: 'EMAIL', given: false, recordedAt: at(2) },
    { channel: 'SMS', given: true, recordedAt: at(2) },
    { channel: 'EMAIL', given: true, recordedAt: at(0) },
  ]);
  expect(histories.get('B')).toEqual([{ channel: 'PUSH', given: false, recordedAt: at(2) }]);
  expect(histories.has('nobody')).toBe(false);
});

test('who was never asked has an empty history', async () => {
  await upsert(0, { customer_id: 'C', name: 'Cy' });
  expect((await readConsentHistories(db, ['C'])).get('C')).toEqual([]);
});
