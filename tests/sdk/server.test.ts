import { type DocumentNode, parse } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../client/sdk/client.ts';
import { EcxBatchError, EcxError } from '../../client/sdk/errors.ts';
import { configure } from '../../client/sdk/index.ts';
import { openKeys } from '../../server/store/keys.ts';
import { demoVenue, type Venue } from '../browser/venue.ts';
import { adminToken } from '../http/serving.ts';
import { testDatabase } from '../support/database.ts';
import { batchExample } from './examples/batch.ts';
import { batchExample as batchWordForWord } from './examples/batch-word-for-word.js';
import { healthExample } from './examples/health.ts';
import { profileExample } from './examples/profile.ts';
import { recordExampleGuests } from './guests.ts';

/** The SDK against a real server over the demo restaurant, which takes only seven customers at once. */
const guests = 60;
let venue: Venue;
let ids: readonly string[] = [];
let client = createClient();

beforeAll(async () => {
  venue = await demoVenue(guests, { ENHANCED_PROFILE_BATCH_SIZE: '7' });
  await recordExampleGuests(venue);
  client = createClient({ url: venue.server.url, token: adminToken });
  configure({ url: venue.server.url, token: adminToken });
  ids = [];
  for await (const { id } of client.customers({ pageSize: 9 })) ids = [...ids, id];
});

describe('the product document’s examples', () => {
  test('a profile', async () => {
    const all = await Promise.all(ids.slice(0, 10).map(profileExample));
    expect(all.some(({ nextActions }) => nextActions.length > 0)).toBe(true);
    for (const { strengthLevel } of all) expect(strengthLevel ?? 'NONE').toMatch(/^[A-Z_]+$/);
  });

  test('a health score', async () => {
    const scores = await client.getBatchHealthScores(ids);
    const poor = scores.find(({ healthLevel }) => healthLevel === 'POOR');
    const leaving = scores.find(({ riskAssessment }) => riskAssessment.churnRisk.riskLevel === 'HIGH');
    expect(await healthExample(poor?.customerId ?? '')).toHaveProperty('alerts');
    expect(await healthExample(leaving?.customerId ?? '')).toHaveProperty('strategies');
  });

  test.each([
    ['with types', batchExample],
    ['word for word', batchWordForWord],
  ])('a batch, %s', async (_name, example) => {
    const { profiles, healthScores, segmentAnalysis } = await example();
    expect(profiles.map(({ customerId }) => customerId)).toEqual(['customer1', 'customer2', 'customer3']);
    expect(healthScores.map(({ customerId }) => customerId)).toEqual(['customer1', 'customer2', 'customer3']);
    expect(Object.entries(segmentAnalysis as Record<string, unknown[]>).map(([name, of]) => [name, of.length])).toEqual([
      ['REGULAR', 2],
      ['NEW', 1],
    ]);
  });
});

describe('the client', () => {
  test('walks through everybody', () => {
    expect(ids).toHaveLength(guests + 3);
    expect(new Set(ids).size).toBe(guests + 3);
  });

  test('answers a batch as it answers each of it, whole, whoever the guest is', async () => {
    const wanted = [...ids].reverse();
    const [profiles, scores] = await Promise.all([client.getBatchEnhancedProfiles(wanted), client.getBatchHealthScores(wanted)]);
    expect(profiles.map(({ customerId }) => customerId)).toEqual(wanted);
    const third = ids[3] ?? '';
    const { lastUpdated: _one, ...single } = await client.getEnhancedCustomerProfile(third);
    const { lastUpdated: _two, ...batched } = profiles.find(({ customerId }) => customerId === third) ?? { lastUpdated: '' };
    expect(batched).toEqual(single);
    for (const profile of profiles) {
      const { personalizedInsights, purchaseHistoryAnalysis, relationshipStrength, behavioralPreferences, ...rest } = profile;
      const { demographicInsights, profileCompleteness, dataFreshness } = rest;
      for (const section of [personalizedInsights, purchaseHistoryAnalysis, relationshipStrength, behavioralPreferences])
        expect(section).not.toBeNull();
      for (const section of [demographicInsights, profileCompleteness, dataFreshness]) expect(section).not.toBeNull();
    }
    for (const { components, riskAssessment, engagementAnalysis, insights, benchmarkComparison } of scores)
      for (const section of [components, riskAssessment, engagementAnalysis, insights, benchmarkComparison])
        expect(section).not.toBeNull();
  });

  test('looks from another day', async () => {
    const { asOf, healthScore } = await client.getCustomerHealthScore(ids[0] ?? '', { asOf: new Date('2026-09-01T00:00:00Z') });
    expect(asOf).toBe('2026-09-01T00:00:00.000Z');
    expect(healthScore === null || (healthScore >= 0 && healthScore <= 100)).toBe(true);
  });

  test('says who is unknown', async () => {
    await expect(client.getCustomerHealthScore('nobody')).rejects.toMatchObject({
      code: 'CUSTOMER_NOT_FOUND',
      customerId: 'nobody',
    });
    const wanted = [ids[0] ?? '', 'nobody', ids[1] ?? ''];
    const error: unknown = await client.getBatchEnhancedProfiles(wanted).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EcxBatchError);
    const { data, errors } = await client.getBatchEnhancedProfiles(wanted, { partial: true });
    expect(data.map((profile) => profile?.customerId ?? null)).toEqual([ids[0], null, ids[1]]);
    expect(errors).toMatchObject([{ code: 'CUSTOMER_NOT_FOUND', customerId: 'nobody' }]);
  });

  test('asks with documents of one’s own, as text and parsed', async () => {
    const text =
      'query Mine($first: Int!, $after: String) { customers(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }';
    type Mine = { customers: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } };
    type Typed = DocumentNode & { readonly __apiType?: (variables: { first: number }) => Mine };
    const { customers } = await client.request(parse(text, { noLocation: true }) as Typed, { first: 3 });
    expect(customers.nodes.map(({ id }) => id)).toEqual(ids.slice(0, 3));
    const walked: string[] = [];
    for await (const { id } of client.walk(text, { first: 20 }, (data: Mine) => data.customers)) walked.push(id);
    expect(walked).toEqual(ids);
    await expect(client.request('{ nothing }')).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED', status: 400 });
  });

  test('is refused with a reason without a valid key, and serves partners and analysts', async () => {
    const strange = createClient({ url: venue.server.url, token: 'ecx_0.wrong-wrong-wrong-wrong' });
    await expect(strange.getCustomerHealthScore(ids[0] ?? '')).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    const keys = openKeys(await testDatabase({ url: venue.server.databaseUrl }));
    const [mine, other] = ids as [string, string];
    const given = { name: 'sdk', createdBy: 'test', expiresAt: null };
    const { key } = await keys.create({ ...given, role: 'PARTNER', reach: [mine] }, Date.now());
    const partner = createClient({ url: venue.server.url, token: key });
    expect((await partner.getEnhancedCustomerProfile(mine)).customerId).toBe(mine);
    await expect(partner.getCustomerHealthScore(other)).rejects.toBeInstanceOf(EcxError);
    const analyst = await keys.create({ ...given, role: 'ANALYST', reach: null }, Date.now());
    const everybody = createClient({ url: venue.server.url, token: analyst.key });
    expect(await everybody.getBatchHealthScores(ids)).toHaveLength(ids.length);
  });
});
