import { expect, test } from 'vitest';
import { claimDeliveries, noticeEvents, settleDelivery } from '../../server/store/webhook-deliveries.ts';
import { guests, happen, webhookFor } from '../outbound/delivering.ts';
import { testDatabase } from '../support/database.ts';

test('several who send at once share what is due, of each guest only the oldest, and nothing goes to two', async () => {
  const db = await testDatabase({ maxConnections: 6 });
  const ids = Array.from({ length: 12 }, (_, n) => `G${n}`);
  const now = Date.now();
  await guests(db, ...ids);
  const webhook = await webhookFor(db, 'https://example.com/hook', now);
  await happen(db, now, ...ids, ...ids);
  await noticeEvents(db, webhook, async () => () => true, now);
  const claim = (at: number) => claimDeliveries(db, webhook, at, at + 60_000, 4);
  const first = (await Promise.all([claim(now), claim(now), claim(now), claim(now)])).flat();
  expect(first.map(({ customerId }) => customerId).sort()).toEqual(ids.toSorted());
  expect(await claim(now)).toEqual([]);

  const [done] = first;
  if (done === undefined) throw new Error('expected something due, got nothing');
  const outcome = { attempts: 1, lastAttemptAt: now, nextAttemptAt: now, status: 200, durationMs: 1, error: null };
  await settleDelivery(db, done, { state: 'DELIVERED', ...outcome });
  const next = await claim(now);
  expect(next).toMatchObject([{ customerId: done.customerId, attempts: 0 }]);
  expect(next[0]?.transaction).toBeGreaterThan(done.transaction);
  expect((await Promise.all([claim(now + 61_000), claim(now + 61_000)])).flat()).toHaveLength(8); // leases are over
});
