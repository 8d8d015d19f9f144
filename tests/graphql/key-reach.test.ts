import { describe, expect, test } from 'vitest';
import { keyViewer } from '../../server/access/principal.ts';
import { mayReach } from '../../server/access/viewer.ts';
import type { Db } from '../../server/db/open.ts';
import type { Context } from '../../server/graphql/context.ts';
import { followingKeys, reachingNow } from '../../server/graphql/key-reach.ts';
import { openLoaders } from '../../server/graphql/loaders.ts';
import { recordRows } from '../../server/ingest/record.ts';
import { openKeys } from '../../server/store/keys.ts';
import { lockSegments, removeSegment, writeSegment } from '../../server/store/segments.ts';
import { testDatabase } from '../support/database.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const ingest = { now, timeZone: 'UTC', dayStartMinutes: 240, currency: 'EUR', createCustomers: true };

async function place(db: Db, segments: Readonly<Record<string, string>>): Promise<void> {
  const rows = Object.entries(segments).map(([customer_id, segment]) => ({ customer_id, segment }));
  await recordRows(db, ingest, 'customers', rows);
}

/** Somebody who listens with a key, under what was found out about its reach when the listener was asked last. */
async function listener(db: Db, limits: { reachSegments?: string[]; reachLocations?: string[] }): Promise<Context> {
  const keys = openKeys(db);
  const given = { name: 'Courier', role: 'PARTNER', reach: null, createdBy: 'a test', expiresAt: null, ...limits };
  const { id } = await keys.create(given, now);
  const record = await followingKeys(keys, db).current(id, now);
  const viewer = record === null ? null : keyViewer(record);
  if (viewer === null) throw new Error('expected a viewer');
  return { db, viewer, now, loaders: openLoaders(db, viewer) } as unknown as Context;
}

const isTold = async (context: Context, id: string) => {
  const reached = await reachingNow(context, id);
  if (reached === null) return false;
  // whoever is told may also look the guest up
  return mayReach(reached.viewer, id) && (await reached.loaders.guests.load(id)) !== null;
};

describe('an event is told of whom the key reaches at that moment', () => {
  test('in a segment, whatever is remembered of who was in it', async () => {
    const db = await testDatabase();
    await place(db, { A: 'VIP', B: 'NEW' });
    await db.transaction(async (tx) => {
      await lockSegments(tx);
      const condition = { kind: 'oneOf', field: 'crmSegment', values: ['VIP'] } as const;
      await writeSegment(tx, {
        id: 'vip',
        name: 'VIPs',
        filter: { crmSegments: ['VIP'] },
        condition,
        savedBy: 'a test',
        savedAt: now,
      });
    });
    const context = await listener(db, { reachSegments: ['vip'] });
    expect([await isTold(context, 'A'), await isTold(context, 'B')]).toEqual([true, false]);
    await place(db, { A: 'NEW', B: 'VIP' });
    expect([...(context.viewer.reach ?? [])]).toEqual(['A']); // as it was
    expect([await isTold(context, 'A'), await isTold(context, 'B'), await isTold(context, 'nobody')]).toEqual([
      false,
      true,
      false,
    ]);
    await db.transaction((tx) => removeSegment(tx, 'vip'));
    expect(await isTold(context, 'B')).toBe(false);
  });

  test('at a location, until the key ends', async () => {
    const db = await testDatabase();
    await place(db, { A: 'NEW', B: 'NEW' });
    const context = await listener(db, { reachLocations: ['SOUTH'] });
    expect(await isTold(context, 'A')).toBe(false);
    const visit = { customer_id: 'A', visit_id: '1', visited_at: '2026-03-01T12:00:00Z', location_id: 'SOUTH' };
    await recordRows(db, ingest, 'visits', [visit]);
    expect([await isTold(context, 'A'), await isTold(context, 'B')]).toEqual([true, false]);
    await openKeys(db).revoke(context.viewer.principal.replace('key:', ''), now);
    expect(await isTold(context, 'A')).toBe(false);
  });
});
