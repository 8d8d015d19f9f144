import { beforeAll, describe, expect, test } from 'vitest';
import { restRoutes } from '../../../server/http/rest/routes.ts';
import { openKeys } from '../../../server/store/keys.ts';
import { recordGuests } from '../../browser/guests.ts';
import { testDatabase } from '../../support/database.ts';
import { adminToken, bearer, cookieOf, openLink, type TestServer, testServer } from '../serving.ts';

let server: TestServer;
let keyOf: (role: string, reach?: readonly string[]) => Promise<Readonly<Record<string, string>>>;
const admin = bearer(adminToken);
type Headers = Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await testServer({ ECX_WORKER: 'off', ENHANCED_PROFILE_BATCH_SIZE: '3' });
  await recordGuests(server);
  const keys = openKeys(await testDatabase({ url: server.databaseUrl }));
  keyOf = async (role, reach) => {
    const given = { name: role, role, reach: reach ?? null, createdBy: 'a test', expiresAt: null };
    return bearer((await keys.create(given, Date.now())).key);
  };
  const document =
    'mutation { upsertCustomers(customers: [{ id: "G1", email: "ada@example.com", phone: "+49 30 1" }]) { updated } recordFeedback(feedback: [{ customerId: "G1", feedbackId: "F1", at: "2026-01-05T10:00:00Z", rating: 5 }]) { errors { message } } }';
  await server.ask(document, admin);
});

function get(path: string, headers: Headers = admin): Promise<Response> {
  return fetch(`${server.url}/api/customers/${path}`, { headers });
}

function post(path: string, body: string, headers: Headers = admin): Promise<Response> {
  return fetch(`${server.url}/api/customers/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

type Json = Readonly<Record<string, unknown>>;

async function problem(answer: Promise<Response>): Promise<[number, unknown]> {
  const got = await answer;
  expect(got.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const { status, code } = (await got.json()) as Json;
  expect(status).toBe(got.status);
  return [got.status, code];
}

describe('a route about one guest', () => {
  test.each(restRoutes.map(({ path }) => path))('%s answers JSON', async (path) => {
    const answer = await get(`G1/${path}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(await answer.json()).not.toBeNull();
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('authorization, cookie');
    expect(answer.headers.get('query-cost')).toMatch(/^requested=\d+, limit=5000, remaining=\d+$/);
  });

  test('answers the object itself', async () => {
    const score = (await (await get('G1/health-score')).json()) as Json;
    const profile = (await (await get('G1/enhanced-profile')).json()) as Json;
    expect([score.customerId, profile.customerId]).toEqual(['G1', 'G1']);
    expect(await (await get('G1/health-score/components')).json()).toEqual(score.components);
    expect(await (await get('G1/behavioral-preferences')).json()).toEqual(profile.behavioralPreferences);
  });

  test('contact data is there for whom it is for, and its names are missing for others', async () => {
    const customerOf = async (headers: Headers) =>
      ((await (await get('G1/health-score', headers)).json()) as { customer: Json }).customer;
    expect(await customerOf(await keyOf('MANAGER'))).toMatchObject({ email: 'ada@example.com', phone: '+49 30 1' });
    for (const headers of [await keyOf('ANALYST'), await keyOf('PARTNER', ['G1'])]) {
      const customer = await customerOf(headers);
      expect(customer.name).toBe('Ada Byron');
      expect(Object.keys(customer)).not.toContain('email');
      expect(JSON.stringify(customer)).not.toContain('ada@');
    }
  });

  test('a foreign guest is as unknown as one that is not there', async () => {
    const partner = await keyOf('PARTNER', ['G1']);
    expect((await get('G1/health-score', partner)).status).toBe(200);
    expect(await problem(get('G2/health-score', partner))).toEqual([404, 'CUSTOMER_NOT_FOUND']);
    expect(await problem(get('nobody/health-score'))).toEqual([404, 'CUSTOMER_NOT_FOUND']);
    expect(await problem(get(`${'x'.repeat(900)}/health-score`))).toEqual([404, 'CUSTOMER_NOT_FOUND']);
  });

  test('as of a day is as of the end of that business day', async () => {
    const day = '2026-03-31';
    const byDay = (await (await get(`G1/health-score?asOf=${day}`)).json()) as Json;
    const byInstant = (await (await get('G1/health-score?asOf=2026-04-01T03:59:59.999Z')).json()) as Json;
    expect(byDay.asOf).toBe('2026-04-01T03:59:59.999Z');
    expect(byDay).toEqual(byInstant);
  });

  test('parameters reach their fields', async () => {
    const models = (await (await get('G1/prediction-models?horizonDays=45')).json()) as Json;
    expect(models.horizonDays).toBe(45);
    expect(await (await get('G1/health-history?last=1')).json()).toHaveLength(1);
  });

  test.each([
    ['G1/health-score?asOf=yesterday'],
    ['G1/health-score?asOf=2999-01-01'],
    ['G1/health-score?asOf=2026-01-01&asOf=2026-01-02'],
    ['G1/health-score?asof=2026-01-01'],
    ['G1/health-history?last=0'],
    ['G1/health-history?last=1001'],
    ['G1/prediction-models?horizonDays=x'],
    ['G1/enhanced-profile?last=3'],
    ['G%00/health-score'],
  ])('%s is a mistake of the caller', async (path) => {
    expect(await problem(get(path))).toEqual([400, 'BAD_USER_INPUT']);
  });

  test('an unchanged answer is not sent again, to the same caller', async () => {
    for (const path of ['G1/enhanced-profile', 'G1/health-score', 'G1/risk-assessment']) {
      const tag = (await get(path)).headers.get('etag') ?? '';
      expect(tag).toMatch(/^W\/"[\w-]{27}"$/);
      for (const known of [tag, tag.slice(2), `"other", ${tag}`]) {
        const again = await get(path, { ...admin, 'if-none-match': known });
        expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
      }
      expect((await get(path, { ...admin, 'if-none-match': '"other"' })).status).toBe(200);
    }
    const tag = (await get('G1/health-score')).headers.get('etag') ?? '';
    expect((await get('G1/health-score', { ...(await keyOf('ANALYST')), 'if-none-match': tag })).status).toBe(200);
  });

  test('strangers, wrong methods and unknown addresses are told so', async () => {
    const stranger = await get('G1/health-score', {});
    expect(stranger.headers.get('www-authenticate')).toContain('Bearer');
    expect(await problem(Promise.resolve(stranger))).toEqual([401, 'UNAUTHENTICATED']);
    const wrong = await fetch(`${server.url}/api/customers/G1/health-score`, { method: 'DELETE', headers: admin });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD');
    expect(await problem(Promise.resolve(wrong))).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(await problem(get('G1/horoscope'))).toEqual([404, 'NOT_FOUND']);
    expect((await fetch(`${server.url}/api/customers/G1/health-score`, { method: 'HEAD', headers: admin })).status).toBe(200);
  });
});

describe('a batch', () => {
  test('answers in the order of the ids, and says whose is missing', async () => {
    for (const path of ['batch-health-scores', 'batch-enhanced-profiles']) {
      const answer = await post(path, '{"customerIds": ["G2", "nobody", "G1"]}');
      const { data, errors } = (await answer.json()) as { data: (Json | null)[]; errors: Json[] };
      expect(data.map((object) => object?.customerId ?? null)).toEqual(['G2', null, 'G1']);
      expect(errors).toEqual([{ customerId: 'nobody', code: 'CUSTOMER_NOT_FOUND', message: expect.any(String) }]);
    }
  });

  test('knows the past', async () => {
    const answer = await post('batch-health-scores?asOf=2026-03-31', '{"customerIds": ["G1"]}');
    const { data } = (await answer.json()) as { data: Json[] };
    expect(data[0]?.asOf).toBe('2026-04-01T03:59:59.999Z');
  });

  test('of too many is refused', async () => {
    expect(await problem(post('batch-health-scores', '{"customerIds": ["1", "2", "3", "4"]}'))).toEqual([413, 'BATCH_TOO_LARGE']);
  });

  test.each([
    '',
    '{',
    '[]',
    '"G1"',
    '{}',
    '{"customerIds": "G1"}',
    '{"customerIds": [null]}',
    '{"customerIds": [], "x": 1}',
    '{"customerIds": ["\\u0000"]}',
  ])('with the body %s is a mistake of the caller', async (body) => {
    expect(await problem(post('batch-health-scores', body))).toEqual([400, 'BAD_USER_INPUT']);
  });

  test('is JSON, by POST', async () => {
    const plain = { ...admin, 'content-type': 'text/plain' };
    expect(await problem(post('batch-health-scores', '{"customerIds": []}', plain))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const form = { ...admin, 'content-type': 'application/x-www-form-urlencoded' };
    expect(await problem(post('batch-health-scores', 'customerIds=G1', form))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const wrong = await get('batch-health-scores');
    expect(wrong.headers.get('allow')).toBe('POST');
    expect(await problem(Promise.resolve(wrong))).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(await problem(post('batch-health-scores', '{"customerIds": []}', {}))).toEqual([401, 'UNAUTHENTICATED']);
    const session = cookieOf(await openLink(server.signInUrl));
    expect((await post('batch-health-scores', '{"customerIds": ["G1"]}', session)).status).toBe(200);
  });
});

test('what is switched off is said, and spares its neighbours', async () => {
  const off = await testServer({
    DATABASE_URL: server.databaseUrl,
    ECX_WORKER: 'off',
    FEATURE_PREDICTIVE_ANALYTICS: 'false',
    FEATURE_BATCH_PROCESSING: 'false',
  });
  const at = (path: string) => fetch(`${off.url}/api/customers/${path}`, { headers: admin });
  const score = await at('G1/health-score');
  expect([score.status, score.headers.get('switched-off')]).toEqual([200, 'predictionModels']);
  expect(((await score.json()) as Json).predictionModels).toBeNull();
  expect(await problem(at('G1/prediction-models'))).toEqual([403, 'FEATURE_DISABLED']);
  const batch = fetch(`${off.url}/api/customers/batch-health-scores`, {
    method: 'POST',
    headers: { ...admin, 'content-type': 'application/json' },
    body: '{"customerIds": ["G1"]}',
  });
  expect(await problem(batch)).toEqual([403, 'FEATURE_DISABLED']);
});
