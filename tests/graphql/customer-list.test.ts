import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Viewer } from '../../server/access/viewer.ts';
import { admin, analyst, guestId, manager, narrowManager, openRestaurant, partner } from './restaurant.ts';

const guestCount = 47;
const restaurant = await openRestaurant({ guests: guestCount });
// Guests who came to the CRM after the last run have no score at all.
await restaurant.data('mutation ($rows: [CustomerInput!]!) { upsertCustomers(customers: $rows) { inserted } }', {
  rows: ['N1', 'N2', 'N3'].map((id) => ({ id, name: id === 'N2' ? null : `newcomer ${id}` })),
});
await restaurant.db.kysely.deleteFrom('current_scores').where('customer_id', 'like', 'N%').execute();

const fields = ['NAME', 'HEALTH_SCORE', 'LAST_VISIT', 'LIFETIME_VALUE', 'VALUE_AT_RISK'] as const;
const directions = ['ASC', 'DESC'] as const;
const query = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: CustomerOrder, $filter: CustomerFilter, $search: String) {
  customers(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy, filter: $filter, search: $search) {
    totalCount nodes { id name } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

interface Connection {
  readonly totalCount: number | null;
  readonly nodes: readonly { readonly id: string; readonly name: string | null }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

async function page(variables: Readonly<Record<string, unknown>>, viewer: Viewer = admin): Promise<Connection> {
  return (await restaurant.data<{ customers: Connection }>(query, variables, viewer)).customers;
}

async function walkForward(
  size: number,
  variables: Readonly<Record<string, unknown>>,
  viewer: Viewer = admin,
): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const { nodes, edges, pageInfo }: Connection = await page(
      { ...variables, first: size, ...(after === null ? {} : { after }) },
      viewer,
    );
    expect(edges.map(({ node }) => node.id)).toEqual(nodes.map(({ id }) => id));
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
    ids.push(...nodes.map(({ id }) => id));
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor;
  }
}

async function walkBackward(
  size: number,
  variables: Readonly<Record<string, unknown>>,
  viewer: Viewer = admin,
): Promise<string[]> {
  const ids: string[] = [];
  for (let before: string | null = null; ; ) {
    const { nodes, pageInfo }: Connection = await page(
      { ...variables, last: size, ...(before === null ? {} : { before }) },
      viewer,
    );
    ids.unshift(...nodes.map(({ id }) => id));
    if (!pageInfo.hasPreviousPage) return ids;
    before = pageInfo.startCursor;
  }
}

const everybody = [...Array.from({ length: guestCount }, (_, index) => guestId(index)), 'N1', 'N2', 'N3'].toSorted();

describe('pages', () => {
  test('forward and backward hold every guest once and in the same order, for any size of page', async () => {
    const anyPage = fc.record({
      size: fc.integer({ min: 1, max: 60 }),
      field: fc.constantFrom(...fields),
      direction: fc.constantFrom(...directions),
    });
    await fc.assert(
      fc.asyncProperty(anyPage, async ({ size, field, direction }) => {
        const orderBy = { field, direction };
        const forward = await walkForward(size, { orderBy });
        expect(forward.toSorted()).toEqual(everybody);
        expect(await walkBackward(size, { orderBy })).toEqual(forward);
        expect(await walkForward(100, { orderBy })).toEqual(forward);
      }),
      { numRuns: 25 },
    );
  });

  test('keep their place when guests come and go', async () => {
    const first = await page({ first: 5, orderBy: { field: 'NAME' } });
    const [gone] = first.nodes.slice(-1);
    const rest = await page({ first: 100, after: first.pageInfo.endCursor, orderBy: { field: 'NAME' } });
    await restaurant.db.transaction(async (tx) => {
      await tx.kysely
        .updateTable('customers')
        .set({ name: 'aaa moved' })
        .where('customer_id', '=', gone?.id ?? '')
        .execute();
    });
    const again = await page({ first: 100, after: first.pageInfo.endCursor, orderBy: { field: 'NAME' } });
    expect(again.nodes).toEqual(rest.nodes);
    await restaurant.db.kysely
      .updateTable('customers')
      .set({ name: gone?.name ?? null })
      .where('customer_id', '=', gone?.id ?? '')
      .execute();
  });

  test('count everybody in reach who meets filter and search, on all pages together', async () => {
    const all = async (variables: Readonly<Record<string, unknown>>, viewer?: Viewer) =>
      (await page({ first: 100, ...variables }, viewer)).nodes.length;
    expect((await page({ first: 1 })).totalCount).toBe(everybody.length);
    expect((await page({ first: 1 }, partner('G01', 'G02'))).totalCount).toBe(2);
    expect((await page({ first: 1, filter: {}, search: ' ' })).totalCount).toBe(everybody.length);
    for (const narrow of [{ search: 'ada' }, { filter: { minHealthScore: 40 } }, { search: 'a', filter: { hasScore: false } }]) {
      for (const viewer of [admin, analyst, partner('G01', 'G02', 'G30')]) {
        const counted = await all(narrow, viewer);
        expect((await page({ first: 1, ...narrow }, viewer)).totalCount).toBe(counted);
        expect((await page({ last: 2, ...narrow }, viewer)).totalCount).toBe(counted);
      }
    }
    expect(await all({ filter: { minHealthScore: 40 } })).toBeGreaterThan(2);
  });

  test('count only when asked, in one statement', async () => {
    const listed = ['guests/list-filtered', 'guests/list-filtered'];
    const of = (selection: string) =>
      restaurant.statementsOf(`{ customers(first: 3, filter: { hasScore: false }) { ${selection} } }`);
    const without = await of('nodes { id }');
    expect(without.every((name) => listed.includes(name))).toBe(true);
    expect(await of('totalCount nodes { id }')).toEqual([...without, 'guests/count-matching']);
  });

  test('take exactly one of first and last, 1 to 100, with its own cursor', async () => {
    const wrong = [
      {},
      { first: 1, last: 1 },
      { first: 0 },
      { first: 101 },
      { last: -1 },
      { first: 1, before: 'x' },
      { last: 1, after: 'x' },
    ];
    for (const variables of wrong) expect(await restaurant.codes(query, variables)).toEqual(['BAD_USER_INPUT']);
    const { errors } = await restaurant.ask(query, { first: 101 });
    expect(errors?.[0]?.message).toBe('first must be from 1 to 100, got 101');
  });
});

describe('a cursor', () => {
  test('of another order, of another list, changed or made up is refused', async () => {
    const { pageInfo } = await page({ first: 3, orderBy: { field: 'NAME' } });
    const cursor = pageInfo.endCursor ?? '';
    const other = await restaurant.data<{ customer: { visits: { pageInfo: { endCursor: string } } } }>(
      '{ customer(id: "G05") { visits(first: 1) { pageInfo { endCursor } } } }',
    );
    const last = cursor.at(-1) === 'A' ? 'B' : 'A';
    for (const after of [
      '',
      'x',
      '!!',
      `${cursor}A`,
      `${cursor.slice(0, -2)}${last}${cursor.at(-1)}`,
      other.customer.visits.pageInfo.endCursor,
    ]) {
      expect([after, await restaurant.codes(query, { first: 3, after })]).toEqual([after, ['BAD_USER_INPUT']]);
    }
    expect(await restaurant.codes(query, { first: 3, after: cursor, orderBy: { field: 'LAST_VISIT' } })).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect(await restaurant.codes(query, { first: 3, after: cursor, orderBy: { field: 'NAME', direction: 'DESC' } })).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect(await restaurant.codes(query, { first: 3, after: cursor })).toEqual([]); // by name is the order when none is named
    const visits = 'query ($after: String) { customer(id: "G06") { visits(first: 1, after: $after) { nodes { id } } } }';
    expect(await restaurant.codes(visits, { after: other.customer.visits.pageInfo.endCursor })).toEqual(['BAD_USER_INPUT']);
  });

  test('made of anything never ends in a fault of ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.base64String()), async (after) => {
        const codes = await restaurant.codes(query, { first: 3, after });
        expect(codes).toEqual(['BAD_USER_INPUT']);
      }),
      { numRuns: 50 },
    );
  });
});

describe('orders', () => {
  interface Row {
    readonly id: string;
    readonly healthScore: { readonly healthScore: number | null };
    readonly visits: { readonly nodes: readonly { readonly visitedAt: string }[] };
  }
  const rows = async (field: string, direction: string) =>
    (
      await restaurant.data<{ customers: { nodes: readonly Row[] } }>(
        `query ($orderBy: CustomerOrder) { customers(first: 100, orderBy: $orderBy) { nodes { id healthScore { healthScore } visits(first: 1) { nodes { visitedAt } } } } }`,
        { orderBy: { field, direction } },
      )
    ).customers.nodes;

  test('put guests by score and by last visit, those without one last either way', async () => {
    for (const [field, value] of [
      ['HEALTH_SCORE', (row: Row): number | string | null => row.healthScore.healthScore],
      ['LAST_VISIT', (row: Row): number | string | null => row.visits.nodes[0]?.visitedAt ?? null],
    ] as const) {
      for (const direction of directions) {
        const values = (await rows(field, direction)).map(value);
        const known = values.filter((item) => item !== null);
        expect(values.slice(known.length).every((item) => item === null)).toBe(true);
        const sign = direction === 'ASC' ? 1 : -1;
        expect(known).toEqual(known.toSorted((a, b) => (a < b ? -sign : a > b ? sign : 0)));
      }
    }
  });

  test('put names of any case and script together', async () => {
    const { nodes } = await page({ first: 100 });
    const names = nodes.flatMap(({ name }) => (name === null ? [] : [name.toLowerCase()]));
    expect(names).toEqual(names.toSorted());
    expect(nodes.slice(names.length).every(({ name }) => name === null)).toBe(true);
  });
});

describe('a search', () => {
  const found = async (search: string, viewer: Viewer = admin) => (await page({ first: 100, search }, viewer)).nodes;

  test('finds part of a name in any case, also beyond ASCII', async () => {
    expect((await found('éLOÏ')).map(({ name }) => name)).toEqual(expect.arrayContaining([expect.stringContaining('Éloïse')]));
    expect((await found('ÖZLEM')).length).toBe((await found('özlem')).length);
    expect((await found(' ada ')).every(({ name }) => name?.toLowerCase().includes('ada'))).toBe(true);
    expect(await found('nobody of that name')).toEqual([]);
  });

  test('takes the wild cards of SQL for what they are', async () => {
    expect((await found('%')).length).toBe((await found('100%')).length);
    expect((await found('_\\')).every(({ name }) => name?.includes('_\\'))).toBe(true);
    expect(await found('a%a')).toEqual([]);
  });

  test('finds a whole e-mail address or phone number, however it is written', async () => {
    expect((await found(' GUEST1@example.com ')).map(({ id }) => id)).toEqual(['G01']);
    expect((await found('guest1@example.com', manager)).map(({ id }) => id)).toEqual(['G01']);
    expect((await found('+49 (30) 555-004')).map(({ id }) => id)).toEqual(['G04']);
    expect(await found('guest1@example')).toEqual([]);
  });

  test('by contact data finds nothing for who may not read it, as if it were not there', async () => {
    for (const viewer of [analyst, partner('G01', 'G04')]) {
      for (const [there, absent] of [
        ['guest1@example.com', 'ghost1@example.com'],
        ['+4930555004', '+4930555999'],
      ] as const) {
        const answer = JSON.stringify(await restaurant.ask(query, { first: 10, search: there }, viewer));
        expect(answer).toBe(JSON.stringify(await restaurant.ask(query, { first: 10, search: absent }, viewer)));
      }
    }
  });

  test('stays within reach', async () => {
    expect(await found('guest1@example.com', narrowManager('G02'))).toEqual([]);
    expect((await found('guest1@example.com', narrowManager('G01', 'G02'))).map(({ id }) => id)).toEqual(['G01']);
  });

  test('that is too long says how long it may be', async () => {
    expect(await restaurant.codes(query, { first: 1, search: 'x'.repeat(321) })).toEqual(['BAD_USER_INPUT']);
  });
});

describe('a filter', () => {
  interface Filtered {
    readonly customers: {
      readonly nodes: readonly {
        id: string;
        segment: string | null;
        healthScore: { healthScore: number | null; healthLevel: string | null };
      }[];
    };
  }
  const filtered = async (filter: unknown, viewer: Viewer = admin) =>
    (
      await restaurant.data<Filtered>(
        'query ($filter: CustomerFilter) { customers(first: 100, filter: $filter) { nodes { id segment healthScore { healthScore healthLevel } } } }',
        { filter },
        viewer,
      )
    ).customers.nodes;

  test('by segment, level and range of scores keeps exactly the guests that meet all of it', async () => {
    const all = await filtered({});
    const bySegment = await filtered({ segments: ['VIP', 'NEW'] });
    expect(bySegment.length).toBeGreaterThan(0);
    expect(all.filter(({ segment }) => segment === 'VIP').every(({ id }) => bySegment.some((guest) => guest.id === id))).toBe(
      true,
    );
    expect(await filtered({ segments: [] })).toEqual([]);
    const levels = await filtered({ healthLevels: ['GOOD', 'FAIR'] });
    expect(levels).toEqual(all.filter(({ healthScore }) => ['GOOD', 'FAIR'].includes(healthScore.healthLevel ?? '')));
    const range = await filtered({ minHealthScore: 40, maxHealthScore: 70, healthLevels: ['GOOD', 'FAIR'] });
    expect(range).toEqual(
      levels.filter(({ healthScore }) => (healthScore.healthScore ?? -1) >= 40 && (healthScore.healthScore ?? 101) <= 70),
    );
    expect(range.length).toBeGreaterThan(0);
  });

  test('pages forward and backward like the whole list', async () => {
    const variables = { filter: { minHealthScore: 20 }, orderBy: { field: 'HEALTH_SCORE', direction: 'DESC' }, search: 'a' };
    const forward = await walkForward(3, variables);
    expect(forward.length).toBeGreaterThan(5);
    expect(await walkBackward(4, variables)).toEqual(forward);
    const reach = narrowManager(...forward.slice(1, 6), 'G99');
    expect(await walkForward(2, variables, reach)).toEqual(forward.slice(1, 6));
  });

  test('outside of 0 to 100 is refused', async () => {
    expect(await restaurant.codes(query, { first: 1, filter: { minHealthScore: 101 } })).toEqual(['BAD_USER_INPUT']);
    expect(await restaurant.codes(query, { first: 1, filter: { maxHealthScore: -1 } })).toEqual(['BAD_USER_INPUT']);
  });
});
