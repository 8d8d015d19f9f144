import { describe, expect, test } from 'vitest';
import { wholeSelection } from '../../bench/whole.ts';
import { executableSchema } from '../../server/graphql/schema.ts';
import { admin, analyst, guestId, narrowManager, now, openRestaurant, partner } from './restaurant.ts';

const restaurant = await openRestaurant({ guests: 60 });
const schema = executableSchema();
const cyclic = new Set(['Customer.enhancedProfile', 'Customer.healthScore']);
const profile = wholeSelection(schema, 'EnhancedCustomerProfile', cyclic);
const score = wholeSelection(schema, 'CustomerHealthScore', cyclic);
const guests = (count: number) => Array.from({ length: count }, (_, index) => guestId(index));
const single = `query ($id: ID!, $asOf: DateTime) {
  profile: enhancedCustomerProfile(customerId: $id, asOf: $asOf) ${profile} score: customerHealthScore(customerId: $id, asOf: $asOf) ${score} }`;
const batch = `query ($ids: [ID!]!, $asOf: DateTime) {
  profiles: enhancedCustomerProfiles(customerIds: $ids, asOf: $asOf) ${profile} scores: customerHealthScores(customerIds: $ids, asOf: $asOf) ${score} }`;

interface Single {
  readonly profile: unknown;
  readonly score: { readonly healthScore: number | null; readonly insufficientData: { readonly message: string } | null };
}
interface Batch {
  readonly profiles: readonly unknown[];
  readonly scores: readonly unknown[];
}

describe('one guest', () => {
  test('has every argument-free field of profile and score', async () => {
    const { profile: answered, score: scored } = await restaurant.data<Single>(single, { id: guestId(3) });
    expect(scored).toMatchObject({
      customerId: guestId(3),
      asOf: '2026-03-02T11:00:00.000Z',
      method: 'CHAMPION',
      week: '2026-03-02',
    });
    expect(scored).toMatchObject({ lastCalculated: '2026-03-02T11:00:00.000Z', nextCalculation: '2026-03-03T11:00:00.000Z' });
    expect(answered).toMatchObject({ customer: { id: guestId(3) }, lastUpdated: '2026-03-02T12:00:00.000Z' });
    expect(answered).toMatchObject({
      purchaseHistoryAnalysis: { lifetimeValue: { total: { amount: '80.00', currency: 'EUR' } } },
    });
  });

  test('without a visit has no score but a reason', async () => {
    const { score: scored } = await restaurant.data<Single>(single, { id: guestId(59) });
    expect(scored.healthScore).toBeNull();
    expect(scored.insufficientData?.message).toBe('Insufficient data for health score calculation');
  });

  test('as of a past day is answered from the events up to then', async () => {
    const { score: scored } = await restaurant.data<Single>(single, { id: guestId(3), asOf: '2026-02-01T00:00:00+01:00' });
    expect(scored).toMatchObject({ asOf: '2026-01-31T23:00:00.000Z', week: '2026-01-26' });
  });

  test('has engagement and comparison on their own, without the rest of the score', async () => {
    const query = `query ($id: ID!) { score: customerHealthScore(customerId: $id) {
      engagementAnalysis { overallLevel percentileSource optedOutEverywhere channels { channel } campaigns { sent } loyalty { tier earnings } }
      benchmarkComparison { segment segmentGuests segmentAverage industryAverageSource guests insufficientData { reason } } } }`;
    const { score: member } = await restaurant.data<{ score: object }>(query, { id: guestId(1) });
    expect(member).toMatchObject({
      engagementAnalysis: {
        overallLevel: expect.any(String),
        channels: [],
        campaigns: { sent: 0 },
        loyalty: { tier: 'GOLD', earnings: 0 },
      },
      benchmarkComparison: { industryAverageSource: expect.stringContaining('current base'), insufficientData: null },
    });
    const { score: regular } = await restaurant.data<{ score: object }>(query, { id: guestId(6) });
    expect(regular).toMatchObject({
      engagementAnalysis: { loyalty: null },
      benchmarkComparison: { segment: 'VIP', segmentAverage: null },
    });
  });

  test('is the same object under its node id', async () => {
    const { customer } = await restaurant.data<{ customer: { nodeId: string } }>('{ customer(id: "G05") { nodeId } }');
    const query = 'query ($id: ID!) { node(id: $id) { __typename nodeId ... on Customer { id } } }';
    expect(await restaurant.data(query, { id: customer.nodeId })).toEqual({
      node: { __typename: 'Customer', nodeId: customer.nodeId, id: 'G05' },
    });
    for (const id of ['', 'G05', '!', Buffer.from('Customer:nobody').toString('base64url')]) {
      expect(await restaurant.data(query, { id })).toEqual({ node: null });
    }
  });

  test('reads visits and feedback page by page, newest first, and the comment unsealed', async () => {
    const query = `query ($after: String, $before: String, $first: Int, $last: Int) { customer(id: "G05") {
      visits(first: $first, after: $after, last: $last, before: $before) {
        totalCount nodes { id } edges { cursor node { id visitedAt businessDay total { amount } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
    interface Page {
      readonly customer: {
        readonly visits: {
          readonly nodes: readonly { readonly id: string }[];
          readonly pageInfo: { readonly endCursor: string; readonly startCursor: string };
        };
      };
    }
    const first = await restaurant.data<Page>(query, { first: 4 });
    expect(first.customer.visits).toMatchObject({ totalCount: 6, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const rest = await restaurant.data<Page>(query, { first: 4, after: first.customer.visits.pageInfo.endCursor });
    const ids = [...first.customer.visits.nodes, ...rest.customer.visits.nodes].map(({ id }) => id);
    expect(ids).toEqual(['G05-0', 'G05-1', 'G05-2', 'G05-3', 'G05-4', 'G05-5']);
    const back = await restaurant.data<Page>(query, { last: 2, before: rest.customer.visits.pageInfo.startCursor });
    expect(back.customer.visits.nodes.map(({ id }) => id)).toEqual(['G05-2', 'G05-3']);
    const feedback = await restaurant.data(
      '{ customer(id: "G01") { feedback(last: 1) { totalCount nodes { id comment } } loyaltyAccount { tier joinedAt } } }',
    );
    expect(feedback).toEqual({
      customer: {
        feedback: { totalCount: 2, nodes: [{ id: 'F1', comment: 'The tart was lovely' }] },
        loyaltyAccount: { tier: 'GOLD', joinedAt: '2025-01-01T10:00:00.000Z' },
      },
    });
  });
});

describe('a batch', () => {
  test('of N is N singles, byte for byte, in the order of the ids, twice named guests included', async () => {
    const ids = [...guests(30), guestId(59), guestId(2)];
    const together = await restaurant.data<Batch>(batch, { ids });
    for (const [index, id] of ids.entries()) {
      const alone = await restaurant.data<Single>(single, { id });
      expect(JSON.stringify([together.profiles[index], together.scores[index]])).toBe(
        JSON.stringify([alone.profile, alone.score]),
      );
    }
  });

  test('takes as many statements for 50 guests as for 5, and at most one per source table', async () => {
    const few = await restaurant.statementsOf(batch, { ids: guests(5) });
    const many = await restaurant.statementsOf(batch, { ids: guests(50) });
    expect(many.toSorted()).toEqual(few.toSorted());
    // customers, keys, current scores, segments, weeks, visits, items with their menu, loyalty, feedback, sends and the newest event of each source
    expect(new Set(many).size).toBe(many.length);
    expect(many.length).toBeLessThanOrEqual(15);
  });

  test('with a bad id has a null and an error in its place only', async () => {
    const query = 'query ($ids: [ID!]!) { customerHealthScores(customerIds: $ids) { customerId } }';
    const { data, errors } = await restaurant.ask(query, { ids: ['G01', 'nobody', 'G02', ''] });
    expect(data).toEqual({ customerHealthScores: [{ customerId: 'G01' }, null, { customerId: 'G02' }, null] });
    expect(errors?.map(({ path, extensions }) => [path, extensions?.code])).toEqual([
      [['customerHealthScores', 1], 'CUSTOMER_NOT_FOUND'],
      [['customerHealthScores', 3], 'CUSTOMER_NOT_FOUND'],
    ]);
  });

  test('beyond the limit is refused with the limit', async () => {
    const { errors } = await restaurant.ask(batch, { ids: Array.from({ length: 51 }, (_, index) => `x${index}`) });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BATCH_TOO_LARGE', limit: 50, got: 51 });
  });

  test('is the same page by page, through customers', async () => {
    const paged = await restaurant.data<{
      customers: { nodes: readonly { id: string; enhancedProfile: unknown; healthScore: unknown }[] };
    }>(`{ customers(first: 20) { nodes { id enhancedProfile ${profile} healthScore ${score} } } }`);
    const ids = paged.customers.nodes.map(({ id }) => id);
    const together = await restaurant.data<Batch>(batch, { ids });
    expect(JSON.stringify(paged.customers.nodes.map((node) => node.healthScore))).toBe(JSON.stringify(together.scores));
    expect(JSON.stringify(paged.customers.nodes.map((node) => node.enhancedProfile))).toBe(JSON.stringify(together.profiles));
  });
});

describe('reach', () => {
  const everywhere = `query ($id: ID!, $ids: [ID!]!) { customer(id: $id) { name } enhancedCustomerProfile(customerId: $id) { customerId }
    customerHealthScore(customerId: $id) { healthScore } profiles: enhancedCustomerProfiles(customerIds: $ids) { customerId }
    scores: customerHealthScores(customerIds: $ids) { customerId } }`;

  test('a foreign guest answers byte for byte like a missing one', async () => {
    for (const viewer of [partner('G01'), partner(), narrowManager('G01')]) {
      const foreign = JSON.stringify(await restaurant.ask(everywhere, { id: 'G02', ids: ['G02'] }, viewer));
      expect(foreign).toBe(JSON.stringify(await restaurant.ask(everywhere, { id: 'G99', ids: ['G99'] }, viewer)));
      expect(foreign).toContain('CUSTOMER_NOT_FOUND');
    }
    const nodes = await Promise.all(
      ['G02', 'G99'].map((id) =>
        restaurant.ask(
          'query ($id: ID!) { node(id: $id) { nodeId } }',
          { id: Buffer.from(`Customer:${id}`).toString('base64url') },
          partner('G01'),
        ),
      ),
    );
    expect(JSON.stringify(nodes[0])).toBe(JSON.stringify(nodes[1]));
  });

  test('two partners share no row, and a partner without a reach sees nobody', async () => {
    const query = '{ customers(first: 100) { totalCount nodes { id } } }';
    const seen = async (...ids: readonly string[]) =>
      await restaurant.data<{ customers: { totalCount: number; nodes: readonly { id: string }[] } }>(query, {}, partner(...ids));
    expect((await seen('G03', 'G01', 'G99')).customers).toMatchObject({ totalCount: 2 });
    expect((await seen('G03', 'G01')).customers.nodes.map(({ id }) => id).toSorted()).toEqual(['G01', 'G03']);
    expect((await seen('G07')).customers.nodes.map(({ id }) => id)).toEqual(['G07']);
    expect((await seen()).customers).toEqual({ totalCount: 0, nodes: [] });
  });

  test('the viewer learns its role, rights and reach', async () => {
    const query = '{ viewer { role name permissions reach } }';
    expect(await restaurant.data(query, {}, partner('G01', 'G02'))).toEqual({
      viewer: { role: 'PARTNER', name: 'partner', permissions: ['SIGNED_IN', 'READ_CUSTOMERS'], reach: 2 },
    });
    expect(await restaurant.data(query, {}, analyst)).toMatchObject({ viewer: { role: 'ANALYST', reach: null } });
    expect(await restaurant.data(query, {}, admin)).toMatchObject({
      viewer: { permissions: expect.arrayContaining(['ADMINISTER']) },
    });
  });
});

describe('what is wrong with a question', () => {
  test('an instant after now is refused, now itself is not', async () => {
    const query = 'query ($at: DateTime) { customerHealthScore(customerId: "G01", asOf: $at) { asOf } }';
    expect(await restaurant.codes(query, { at: new Date(now + 1).toISOString() })).toEqual(['BAD_USER_INPUT']);
    expect(await restaurant.codes(query, { at: new Date(now).toISOString() })).toEqual([]);
    const whole = 'query ($ids: [ID!]!, $at: DateTime) { customerHealthScores(customerIds: $ids, asOf: $at) { asOf } }';
    expect(await restaurant.codes(whole, { ids: ['G01'], at: '2027-01-01T00:00:00Z' })).toEqual(['BAD_USER_INPUT']);
  });

  test('a switched-off feature says which setting switches it on', async () => {
    const off = await openRestaurant({
      db: restaurant.db,
      change: { FEATURE_HEALTH_SCORING: false, FEATURE_ENHANCED_PROFILES: false, FEATURE_BATCH_PROCESSING: false },
    });
    const query = `{ customerHealthScore(customerId: "G01") { asOf } enhancedCustomerProfile(customerId: "G01") { asOf }
      customer(id: "G01") { name healthScore { asOf } enhancedProfile { asOf } } }`;
    const { data, errors } = await off.ask(query);
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(Array.from({ length: 4 }, () => 'FEATURE_DISABLED'));
    expect(errors?.[0]?.message).toContain('FEATURE_HEALTH_SCORING=true');
    expect(data).toMatchObject({ customer: { name: 'bruno Müller 1' } });
    const unpredicted = await openRestaurant({ db: restaurant.db, change: { FEATURE_PREDICTIVE_ANALYTICS: false } });
    const predictions = '{ customerHealthScore(customerId: "G01") { asOf predictionModels { tier } } modelCard { tier } }';
    expect(await unpredicted.codes(predictions)).toEqual(['FEATURE_DISABLED', 'FEATURE_DISABLED']);
    const batchOff = await openRestaurant({ db: restaurant.db, change: { FEATURE_BATCH_PROCESSING: false } });
    expect(await batchOff.codes('{ customerHealthScores(customerIds: ["G01"]) { asOf } }')).toEqual(['FEATURE_DISABLED']);
    expect(await batchOff.codes('{ customerHealthScore(customerId: "G01") { asOf } }')).toEqual([]);
  });
});
