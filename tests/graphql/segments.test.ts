import { describe, expect, test } from 'vitest';
import type { Viewer } from '../../server/access/viewer.ts';
import { recordSegmentCounts } from '../../server/jobs/segments.ts';
import { admin, analyst, guestId, manager, narrowManager, now, openRestaurant, partner } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 47 });
const calendar = { timeZone: 'Europe/Berlin', dayStartMinutes: 240 };
const dayMs = 86_400_000;
const ids = (keep: (index: number) => boolean) =>
  Array.from({ length: 47 }, (_, index) => index)
    .filter(keep)
    .map(guestId);

interface Saved {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly count: number;
  readonly filter: string;
}
const saving = `mutation ($id: ID, $name: String!, $filter: CustomerFilter!) { saveSegment(id: $id, name: $name, filter: $filter) {
  id name version count filter savedBy savedAt } }`;

async function save(id: string | null, name: string, filter: unknown, viewer: Viewer = manager): Promise<Saved> {
  return (await restaurant.data<{ saveSegment: Saved }>(saving, { id, name, filter }, viewer)).saveSegment;
}
async function complaint(variables: Readonly<Record<string, unknown>>, viewer: Viewer = manager): Promise<string> {
  const { errors } = await restaurant.ask(saving, variables, viewer);
  return `${errors?.[0]?.extensions?.code}: ${errors?.[0]?.message}`;
}
async function remove(id: string): Promise<boolean> {
  return (await restaurant.data<{ deleteSegment: boolean }>('mutation ($id: ID!) { deleteSegment(id: $id) }', { id }))
    .deleteSegment;
}

describe('a saved segment', () => {
  test('counts and lists whom its filter names, and is versioned when it changes', async () => {
    const vip = await save('vip', 'VIPs', { crmSegments: ['VIP'] });
    expect(vip).toMatchObject({ id: 'vip', version: 1, count: 8, savedBy: 'manager', savedAt: new Date(now).toISOString() });
    expect(await save('vip', ' VIPs ', { crmSegments: ['VIP'], cities: null })).toMatchObject({ version: 1 });
    expect(await save('vip', 'VIPs of Berlin', { crmSegments: ['VIP'], cities: ['Berlin'] })).toMatchObject({
      version: 2,
      count: 8,
    });
    const { segment } = await restaurant.data<{
      segment: { members: { nodes: { id: string }[] }; versions: unknown[]; filter: string };
    }>('{ segment(id: "vip") { filter members(first: 100) { nodes { id } } versions { version name filter savedBy } } }');
    expect(segment.members.nodes.map(({ id }) => id).toSorted()).toEqual(ids((index) => index % 6 === 0));
    expect(segment.versions).toEqual([
      { version: 2, name: 'VIPs of Berlin', filter: segment.filter, savedBy: 'manager' },
      { version: 1, name: 'VIPs', filter: '{"crmSegments":["VIP"]}', savedBy: 'manager' },
    ]);
    expect(JSON.parse(segment.filter)).toEqual({ crmSegments: ['VIP'], cities: ['Berlin'] });
  });

  test('can be saved again as it was told', async () => {
    const filter = { not: { createdSince: '2026-01-01T00:00:00.000Z', or: [{ lifetimeValue: { min: '10.00' } }] } };
    const first = await save(null, 'Old hands', filter);
    expect(JSON.parse(first.filter)).toEqual(filter);
    expect(await save(first.id, 'Old hands', JSON.parse(first.filter))).toMatchObject({ version: 1 });
    await remove(first.id);
  });

  test('is a condition of other filters, but never of itself', async () => {
    await save('vip', 'VIPs', { crmSegments: ['VIP'] });
    const quiet = await save('quiet-vip', 'Quiet VIPs', { inSegments: ['vip'], visitDays: { max: 0 } });
    expect(quiet.count).toBe(ids((index) => index % 6 === 0 && index >= 37).length);
    expect(await complaint({ id: 'vip', name: 'VIPs', filter: { not: { inSegments: ['quiet-vip'] } } })).toBe(
      'BAD_USER_INPUT: segment vip → quiet-vip → vip would be part of itself; take one of these out of inSegments',
    );
    expect(await complaint({ name: 'x', filter: { inSegments: ['nowhere'] } })).toContain(
      'inSegments names "nowhere", which is no segment',
    );
    const listed = await restaurant.data<{ customers: { nodes: { id: string }[] } }>(
      '{ customers(first: 100, filter: { inSegments: ["quiet-vip"] }) { nodes { id } } }',
    );
    expect(listed.customers.nodes).toHaveLength(quiet.count);
    expect(await restaurant.codes('mutation { deleteSegment(id: "vip") }')).toEqual(['BAD_USER_INPUT']);
    expect(await remove('quiet-vip')).toBe(true);
    expect(await remove('quiet-vip')).toBe(false);
  });

  test('needs a name of its own, keeps no contact data and is saved by who may record', async () => {
    await save('vip', 'VIPs', { crmSegments: ['VIP'] });
    expect(await complaint({ name: 'vips', filter: {} })).toContain('name must be one that no other segment has');
    expect(await complaint({ name: ' ', filter: {} })).toBe('BAD_USER_INPUT: name must have 1 to 100 characters, got 0');
    expect(await complaint({ id: 'a b', name: 'x', filter: {} })).toContain('id must be 1 to 64 letters');
    expect(await complaint({ name: 'x', filter: { or: [{ contact: 'guest1@example.com' }] } })).toContain(
      'contact data, which no segment keeps',
    );
    for (const viewer of [analyst, partner('G00')])
      expect(await complaint({ name: 'x', filter: {} }, viewer)).toContain('FORBIDDEN');
  });

  test('shows a viewer only who is in reach, and to a customer the segments that it is in', async () => {
    await save('vip', 'VIPs', { crmSegments: ['VIP'] });
    await save('all', 'Everybody', {});
    const query =
      '{ segment(id: "vip") { count members(first: 9) { totalCount nodes { id segments { id } } } } customer(id: "G01") { segments { id } } }';
    expect(await restaurant.data(query, {}, partner('G00', 'G01'))).toEqual({
      segment: { count: 1, members: { totalCount: 1, nodes: [{ id: 'G00', segments: [{ id: 'all' }, { id: 'vip' }] }] } },
      customer: { segments: [{ id: 'all' }] },
    });
    const history = '{ segment(id: "vip") { history { day } } }';
    expect(await restaurant.codes(history, {}, partner('G00'))).toEqual(['FORBIDDEN']);
    expect(await restaurant.codes(history, {}, narrowManager('G00'))).toEqual(['FORBIDDEN']);
    expect(await restaurant.codes(history, {}, analyst)).toEqual([]);
  });

  test('overlaps with another one', async () => {
    await save('vip', 'VIPs', { crmSegments: ['VIP'] });
    await save('mail', 'By mail', { reachableBy: ['EMAIL'] });
    const query = '{ segment(id: "vip") { overlap(with: "mail") { segment { name } both onlyThis onlyOther similarity } } }';
    expect(await restaurant.data(query)).toEqual({
      segment: { overlap: { segment: { name: 'By mail' }, both: 0, onlyThis: 8, onlyOther: 31, similarity: 0 } },
    });
    await remove('mail');
  });
});

describe('the counts of a segment', () => {
  const history = async () =>
    (
      await restaurant.data<{ segment: { history: unknown[] } }>(
        '{ segment(id: "moving") { history { day version members entered departed } } }',
        {},
        admin,
      )
    ).segment.history;
  const move = (id: string, segment: string | null) =>
    restaurant.db.kysely.updateTable('customers').set({ segment }).where('customer_id', '=', id).execute();

  test('tell who came and went, once each, and take a changed definition for no move', async () => {
    await save('moving', 'Moving', { crmSegments: ['VIP'] });
    await recordSegmentCounts(restaurant.db, now, calendar);
    const first = { day: '2026-03-02', version: 1, members: 8, entered: 0, departed: 0 };
    expect(await history()).toEqual([first]);
    await move('G01', 'VIP');
    await move('G02', 'VIP');
    await move('G00', null);
    await recordSegmentCounts(restaurant.db, now + dayMs, calendar);
    await recordSegmentCounts(restaurant.db, now + dayMs + 1, calendar);
    const second = { day: '2026-03-03', version: 1, members: 9, entered: 2, departed: 1 };
    expect(await history()).toEqual([second, first]);
    await save('moving', 'Moving', { cities: ['Berlin'] });
    await move('G02', null);
    await recordSegmentCounts(restaurant.db, now + 2 * dayMs, calendar);
    expect(await history()).toEqual([{ day: '2026-03-04', version: 2, members: 47, entered: 0, departed: 0 }, second, first]);
    await remove('moving');
    expect(await restaurant.data('{ segment(id: "moving") { id } }')).toEqual({ segment: null });
    const left = await restaurant.db.kysely
      .selectFrom('segment_members')
      .where('segment_id', '=', 'moving')
      .selectAll()
      .execute();
    expect(left).toEqual([]);
    for (const [id, segment] of [
      ['G00', 'VIP'],
      ['G01', null],
    ] as const)
      await move(id, segment);
  });
});
