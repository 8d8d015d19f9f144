import { describe, expect, test } from 'vitest';
import type { Viewer } from '../../server/access/viewer.ts';
import { admin, analyst, guestId, manager, narrowManager, openRestaurant, partner } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 47 });
const query = 'query ($filter: CustomerFilter) { customers(first: 100, filter: $filter) { nodes { id } } }';

async function found(filter: unknown, viewer: Viewer = admin): Promise<string[]> {
  const { customers } = await restaurant.data<{ customers: { nodes: { id: string }[] } }>(query, { filter }, viewer);
  return customers.nodes.map(({ id }) => id).toSorted();
}

const ids = (keep: (index: number) => boolean) =>
  Array.from({ length: 47 }, (_, index) => index)
    .filter(keep)
    .map(guestId);

describe('a filter of customers', () => {
  test('combines what the CRM knows with and, or and not', async () => {
    expect(await found({ crmSegments: ['VIP'] })).toEqual(ids((index) => index % 6 === 0));
    expect(await found({ reachableBy: ['EMAIL'], not: { crmSegments: ['VIP'] } })).toEqual(
      ids((index) => index % 3 !== 0 && index % 6 !== 0),
    );
    expect(
      await found({ or: [{ loyaltyMember: true }, { and: [{ crmSegments: ['VIP'] }, { nameContains: 'ADA' }] }] }),
    ).toContain(guestId(1));
    expect(await found({ loyaltyTiers: ['GOLD'], cities: ['Berlin'], consents: [{ channel: 'SMS' }] })).toEqual([guestId(1)]);
    expect(await found({ visitedLocations: ['MITTE', 'NORD'] })).toEqual(ids((index) => index < 37)); // the last ten never came
    expect(await found({ visitedLocations: ['NORD'] })).toEqual([]);
    expect(await found({ ids: [guestId(3), guestId(1), 'nobody'] })).toEqual([guestId(1), guestId(3)]);
    expect(await found({ ids: [] })).toEqual([]);
    expect(await found({ not: { ids: ids((index) => index > 1) } })).toEqual([guestId(0), guestId(1)]);
    expect(await found({ createdBefore: '2024-01-01T00:00:00Z' })).toEqual([]);
    expect(await found({ createdSince: '2024-01-01T00:00:00Z' })).toHaveLength(47);
  });

  test('finds guests by what was last scored of them', async () => {
    // Guest i came i + 1 days before now, and the last scoring was an hour before it.
    expect(await found({ daysSinceLastVisit: { min: 10, max: 12 } })).toEqual(ids((index) => index >= 10 && index <= 12));
    expect(await found({ visitDays: { max: 0 } })).toEqual(ids((index) => index >= 37));
    const rich = await found({ lifetimeValue: { min: '200.00' } });
    expect(rich.length).toBeGreaterThan(0);
    expect(await found({ lifetimeValue: { max: '199.99' } })).toHaveLength(47 - rich.length);
    expect(await found({ churnRisks: ['LOW', 'MEDIUM', 'HIGH'], not: { churnProbability: { min: 0, max: 1 } } })).toEqual([]);
  });

  test('that is wrong says where and why', async () => {
    const { errors } = await restaurant.ask(query, { filter: { and: [{ coverage: { min: 2 } }] } });
    expect(errors?.[0]?.message).toBe('filter.and[0].coverage.min must be from 0 to 1, got 2');
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  test('by contact data finds exactly its guest, and is refused to who may not read it', async () => {
    expect(await found({ contact: 'guest1@EXAMPLE.com' })).toEqual([guestId(1)]);
    expect(await found({ or: [{ not: { contact: '+49 30 555004' } }] }, manager)).toEqual(ids((index) => index !== 4));
    for (const viewer of [analyst, partner(guestId(1))]) {
      for (const contact of ['guest1@example.com', 'ghost@example.com']) {
        const filter = { or: [{ hasScore: true }, { not: { contact } }] };
        expect(await restaurant.codes(query, { filter }, viewer)).toEqual(['FORBIDDEN']);
      }
    }
  });

  test('never leads beyond a reach, whatever it says', async () => {
    for (const viewer of [partner(guestId(1), guestId(3)), narrowManager(guestId(1), guestId(3))]) {
      for (const filter of [{}, { not: { nameContains: 'zzz' } }, { or: [{ hasScore: true }, { hasScore: false }] }])
        expect(await found(filter, viewer)).toEqual([guestId(1), guestId(3)]);
      expect(await found({ ids: [guestId(1), guestId(5)] }, viewer)).toEqual([guestId(1)]);
    }
  });
});
