import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { restBatches, restRoutes } from '../../../server/http/rest/routes.ts';
import { openKeys } from '../../../server/store/keys.ts';
import { testDatabase } from '../../support/database.ts';
import { bearer } from '../serving.ts';
import { answerPointer, type DemoServer, demoServer, faultFinder, type Json, wholeQuery } from './demo.ts';

/** Guests of the demo; `npm run prove -- rest` asks for 1,000. */
const guests = Number(process.env.ECX_REST_GUESTS ?? 12);
const dayMs = 86_400_000;
let demo: DemoServer;
let keys: ReadonlyMap<string, Readonly<Record<string, string>>>;

beforeAll(async () => {
  demo = await demoServer(guests);
  const store = openKeys(await testDatabase({ url: demo.server.databaseUrl }));
  const made = ['ADMIN', 'ANALYST', 'PARTNER'].map(async (role) => {
    const reach = role === 'PARTNER' ? demo.ids.filter((_id, index) => index % 2 === 0) : null;
    const { key } = await store.create({ name: role, role, reach, createdBy: 'a test', expiresAt: null }, Date.now());
    return [role, bearer(key)] as const;
  });
  keys = new Map(await Promise.all(made));
}, 600_000);

/** Masked fields are null in GraphQL and missing in REST; the time of computing is nobody's. */
function comparable(value: unknown, masked: boolean): unknown {
  const text = JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'lastUpdated') return undefined;
    return masked && ['email', 'phone', 'birthDate'].includes(key) && inner === null ? undefined : inner;
  });
  return text === undefined ? undefined : JSON.parse(text);
}

interface Whole {
  readonly objects: Readonly<Record<string, Json | null>>;
  readonly codes: readonly unknown[];
}

const busy: ReadonlySet<unknown> = new Set(['PROFILE_UNAVAILABLE', 'UNAVAILABLE']);

/** Asks again while the answer is "not yet": the weeks of the past are computed when first asked for, and the machine may be loaded. */
async function patiently<Given>(ask: () => Promise<Given>, isBusy: (given: Given) => boolean): Promise<Given> {
  for (let tries = 0; ; tries += 1) {
    const given = await ask();
    if (!isBusy(given) || tries >= 100) return given;
    await new Promise((done) => setTimeout(done, 500));
  }
}

async function whole(id: string, role: string, asOf?: string): Promise<Whole> {
  const ask = async () => {
    const { data, errors = [] } = (await demo.ask(wholeQuery, { id, asOf }, keys.get(role))) as {
      data: Whole['objects'];
      errors?: { extensions: Json }[];
    };
    return { objects: data, codes: errors.map(({ extensions }) => extensions.code) };
  };
  return await patiently(ask, ({ codes }) => codes.some((code) => busy.has(code)));
}

async function rest(path: string, role: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...keys.get(role), 'content-type': 'application/json' };
  const ask = () => fetch(`${demo.server.url}/api/customers/${path}`, { ...init, headers });
  return await patiently(ask, ({ status }) => status === 503);
}

const faultOf = faultFinder();

/** Every route about a guest says what GraphQL says, and has the form that is described. */
async function assertSame(id: string, role: string, asOf?: string): Promise<void> {
  const { objects, codes } = await whole(id, role, asOf);
  for (const { path, root, section } of restRoutes) {
    const answer = await rest(`${encodeURIComponent(id)}/${path}${asOf === undefined ? '' : `?asOf=${asOf}`}`, role);
    const object = objects[root];
    if (object === null || object === undefined) {
      expect([answer.status, codes[0]]).toEqual([404, 'CUSTOMER_NOT_FOUND']);
      expect(((await answer.json()) as Json).code).toBe('CUSTOMER_NOT_FOUND');
      continue;
    }
    const given: unknown = await answer.json();
    const expected = section === null ? object : object[section];
    expect(comparable(given, false), `${id} ${path} ${role}`).toEqual(comparable(expected, role !== 'ADMIN'));
    expect(faultOf(answerPointer(`/api/customers/{customerId}/${path}`), given), `${id} ${path}`).toBeNull();
  }
}

async function sideBySide<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const run = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all([run(), run(), run(), run()]);
}

describe.each(['ADMIN', 'ANALYST', 'PARTNER'])('%s', (role) => {
  test('is told the same by every route as by GraphQL, about everybody', { timeout: 3_600_000 }, async () => {
    await sideBySide(demo.ids, (id) => assertSame(id, role));
  });

  test('is told the same by batches', { timeout: 600_000 }, async () => {
    for (let from = 0; from < demo.ids.length; from += 50) {
      const customerIds = demo.ids.slice(from, from + 50);
      const found = new Map<string, Whole>();
      await sideBySide(customerIds, async (id) => {
        found.set(id, await whole(id, role));
      });
      const one = customerIds.map((id) => found.get(id));
      for (const { path, root } of restBatches) {
        const answer = (await (await rest(path, role, { method: 'POST', body: JSON.stringify({ customerIds }) })).json()) as {
          data: unknown[];
          errors: Json[];
        };
        const objects = one.map((known) => known?.objects[root.slice(0, -1)] ?? null);
        expect(answer.data.map((object) => comparable(object, false))).toEqual(
          objects.map((object) => comparable(object, role !== 'ADMIN')),
        );
        const missing = customerIds.filter((_id, index) => objects[index] === null);
        expect(answer.errors.map(({ customerId, code }) => `${customerId} ${code}`)).toEqual(
          missing.map((id) => `${id} CUSTOMER_NOT_FOUND`),
        );
        expect(faultOf(answerPointer(`/api/customers/${path}`, 'post'), answer)).toBeNull();
      }
    }
  });
});

test('the past is the same past', { timeout: 120_000 }, async () => {
  const instants = fc.integer({ min: 1, max: 700 }).map((days) => new Date(Date.now() - days * dayMs).toISOString());
  const anybody = fc.constantFrom(...demo.ids);
  await fc.assert(fc.asyncProperty(anybody, fc.constantFrom('ADMIN', 'ANALYST'), instants, assertSame), { numRuns: 6 });
});
