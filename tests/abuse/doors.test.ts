import { beforeAll, describe, expect, test } from 'vitest';
import { exportColumns } from '../../server/http/export-columns.ts';
import { restBatches, restRoutes } from '../../server/http/rest/routes.ts';
import { openKeys } from '../../server/store/keys.ts';
import { adminToken, bearer, read, type TestServer, testServer } from '../http/serving.ts';
import { testDatabase } from '../support/database.ts';
import { isWhole, note } from '../support/trust.ts';
import { hostileFor, inside } from './hostile.ts';

/** Every door beside GraphQL's own: REST, lists to take away, exports in the background, uploads, assistants and live events. */

const own = 'C-OWN-1';
const foreign = 'C-FAR-2';
const missing = 'C-NIL-3';
const contact = {
  email: 'marker.own@example.com',
  phone: '+49 30 7654321',
  birthDate: '1979-09-19',
  dietary: 'marker no celery',
  comment: 'marker: the soup was cold',
};
const marks = Object.values(contact);
const contactFields = 'email phone birthDate dietary(reveal: true) feedback(first: 3) { nodes { comment } }';
type Role = 'MANAGER' | 'ANALYST' | 'PARTNER' | 'OTHER';
let server: TestServer;
let keys: Readonly<Record<Role, Readonly<Record<string, string>>>>;

interface Said {
  readonly status: number;
  readonly text: string;
}

const said = async (answer: Response): Promise<Said> => ({ status: answer.status, text: await answer.text() });
const get = async (path: string, headers: Readonly<Record<string, string>>) =>
  said(await fetch(`${server.url}${path}`, { headers }));
const post = async (path: string, body: unknown, headers: Readonly<Record<string, string>>) =>
  said(
    await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
const call = (name: string, input: unknown, headers: Readonly<Record<string, string>>) =>
  post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: input } }, headers);

beforeAll(async () => {
  server = await testServer({ ECX_WORKER: 'off' });
  const { comment, ...details } = contact;
  const day = (before: number) => new Date(Date.now() - before * 86_400_000).toISOString();
  const visits = [own, foreign].flatMap((customerId) =>
    [1, 8, 15, 22].map((before) => ({
      customerId,
      visitId: `V-${customerId}-${before}`,
      visitedAt: day(before),
      total: '20.00',
    })),
  );
  const planted = await post(
    '/graphql',
    {
      query: `mutation ($c: [CustomerInput!]!, $v: [VisitInput!]!, $f: [FeedbackInput!]!) {
        upsertCustomers(customers: $c) { errors { message } } recordVisits(visits: $v) { errors { message } } recordFeedback(feedback: $f) { errors { message } } }`,
      variables: {
        c: [
          { id: own, name: 'Olga Own', ...details },
          { id: foreign, name: 'Fara Foreign', email: 'far@example.com' },
        ],
        v: visits,
        f: [{ customerId: own, feedbackId: 'F-1', at: day(1), rating: 1, comment }],
      },
    },
    bearer(adminToken),
  );
  expect(planted.text).not.toContain('"message"');
  const store = openKeys(await testDatabase({ url: server.databaseUrl }));
  const make = async (role: string, reach: readonly string[] | null) =>
    bearer((await store.create({ name: role, role, reach, createdBy: 'a test', expiresAt: null }, Date.now())).key);
  keys = {
    MANAGER: await make('MANAGER', null),
    ANALYST: await make('ANALYST', null),
    PARTNER: await make('PARTNER', [own]),
    OTHER: await make('PARTNER', [foreign]),
  };
}, 180_000);

const tools = [
  'find_guests',
  'guest_overview',
  'why_this_score',
  'what_if',
  'todays_actions',
  'portfolio_overview',
  'intervention_report',
];
const change = { silentDays: 3 };

/** What every door but GraphQL's says about a guest to the holder of a key. */
async function everyDoor(id: string, headers: Readonly<Record<string, string>>): Promise<readonly (readonly [string, Said])[]> {
  const asked: [string, Promise<Said>][] = [];
  for (const { path } of restRoutes) asked.push([path, get(`/api/customers/${id}/${path}`, headers)]);
  for (const { path } of restBatches) asked.push([path, post(`/api/customers/${path}`, { customerIds: [id] }, headers)]);
  const filter = encodeURIComponent(JSON.stringify({ ids: [id] }));
  for (const kind of ['csv', 'jsonl'])
    asked.push([`exports.${kind}`, get(`/exports/customers.${kind}?filter=${filter}`, headers)]);
  asked.push(
    ['guest_overview', call('guest_overview', { customerId: id }, headers)],
    ['why_this_score', call('why_this_score', { customerId: id }, headers)],
    ['what_if', call('what_if', { customerId: id, changes: [change] }, headers)],
    ['find_guests', call('find_guests', { filter: { ids: [id] } }, headers)],
  );
  const answers: [string, Said][] = [];
  for (const [door, answer] of asked) answers.push([door, await answer]);
  return answers;
}

/** Apart from what differs each time, whoever asks. */
const comparable = ({ status, text }: Said, id: string) =>
  [
    status,
    text
      .replaceAll(id, 'ID')
      .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'REQUEST')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'THEN')
      .replaceAll(/"rate":\{[^}]*\}/g, ''),
  ].join(' ');

describe('who may not read contact data', () => {
  test('finds them at no door, and who may finds them at some', async () => {
    const found = (await everyDoor(own, keys.MANAGER)).map(([, { text }]) => text).join('\n');
    expect(marks.filter((mark) => found.includes(mark)).length).toBeGreaterThanOrEqual(3);
    for (const role of ['ANALYST', 'PARTNER'] as const) {
      const leaks = (await everyDoor(own, keys[role])).filter(([, { text }]) => marks.some((mark) => text.includes(mark)));
      expect(leaks).toEqual([]);
    }
  }, 180_000);

  test('may not write out their columns, nor export them in the background, nor listen to them', async () => {
    const columns = [...exportColumns.values()].filter((column) => column.contact).map(({ name }) => name);
    expect(columns.length).toBeGreaterThan(2);
    const event = `subscription { healthScoreChanged { customerId customer { ${contactFields} } } }`;
    for (const role of ['ANALYST', 'PARTNER'] as const) {
      for (const column of columns)
        expect((await get(`/exports/customers.csv?columns=id,${column}`, keys[role])).status).toBe(403);
      const bulk = `mutation { requestBulkExport(query: "{ customers { nodes { id ${contactFields.replaceAll('"', '')} } } }") { id } }`;
      expect((await post('/graphql', { query: bulk }, keys[role])).text).toContain('FORBIDDEN');
      const webhook = { name: 'w', url: 'https://example.com/', document: event };
      const saved = await post(
        '/graphql',
        {
          query: 'mutation ($input: WebhookInput!) { saveWebhook(input: $input) { webhook { id } } }',
          variables: { input: webhook },
        },
        keys[role],
      );
      expect(saved.text).toContain('FORBIDDEN');
    }
  });

  test('is told of live events without them, and of nobody else', async () => {
    const abort = new AbortController();
    const query = `subscription { healthScoreChanged { customerId customer { id ${contactFields} } } }`;
    const listening = (['ANALYST', 'PARTNER', 'OTHER'] as const).map(async (role) => {
      const answer = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        signal: abort.signal,
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...keys[role] },
        body: JSON.stringify({ query }),
      });
      const told = { role, text: '' };
      void (async () => {
        for await (const bytes of answer.body ?? []) told.text += Buffer.from(bytes).toString();
      })().catch(() => undefined);
      return told;
    });
    const told = await Promise.all(listening);
    let visit = 0;
    const isTold = async () => {
      visit += 1;
      const visits = [own, foreign].map((customerId) => ({
        customerId,
        visitId: `L-${customerId}-${visit}`,
        visitedAt: new Date(Date.now() - visit * 60_000).toISOString(),
        total: '5.00',
      }));
      const query = 'mutation ($v: [VisitInput!]!) { recordVisits(visits: $v) { inserted } }';
      await post('/graphql', { query, variables: { v: visits } }, bearer(adminToken));
      return told.map(({ text }) => text.includes('"customerId"'));
    };
    await expect.poll(isTold, { timeout: 60_000, interval: 1_000 }).toEqual([true, true, true]);
    abort.abort();
    for (const { role, text } of told) {
      expect([role, marks.filter((mark) => text.includes(mark))]).toEqual([role, []]);
      if (role !== 'ANALYST') expect([role, text.includes(role === 'OTHER' ? own : foreign)]).toEqual([role, false]);
    }
  }, 180_000);
});

describe('reach', () => {
  test('a foreign guest is at every door byte for byte like a missing one', async () => {
    for (const [key, theirs] of [
      [keys.PARTNER, foreign],
      [keys.OTHER, own],
    ] as const) {
      const [real, none] = [await everyDoor(theirs, key), await everyDoor(missing, key)];
      for (const [index, [door, answer]] of real.entries())
        expect([door, comparable(answer, theirs)]).toEqual([door, comparable(none[index]?.[1] ?? answer, missing)]);
    }
  }, 180_000);

  test('two partners share no row at any door', async () => {
    const lists = async (key: Readonly<Record<string, string>>) =>
      (
        await Promise.all([
          get('/exports/customers.csv', key),
          get('/exports/customers.jsonl', key),
          ...tools.filter((tool) => ['find_guests', 'todays_actions'].includes(tool)).map((tool) => call(tool, {}, key)),
        ])
      ).map(({ text }) => text);
    const [ones, others] = [await lists(keys.PARTNER), await lists(keys.OTHER)];
    for (const text of ones)
      expect([text.includes(own) || text.includes('Olga'), text.includes(foreign) || text.includes('Fara')]).toEqual([
        true,
        false,
      ]);
    for (const text of others) expect([text.includes(own) || text.includes('Olga')]).toEqual([false]);
  });
});

describe('hostile values', () => {
  const patience = isWhole ? 900_000 : 120_000;
  let asked = 0;

  async function assertNoFault(place: string, value: unknown, answer: Promise<Said>): Promise<void> {
    asked += 1;
    const { status, text } = await answer;
    const given = typeof value === 'string' && value !== '' ? JSON.stringify(value).slice(1, -1) : null;
    const shown = inside.exec(given === null ? text : text.replaceAll(given, ''))?.[0];
    expect([place, JSON.stringify(value)?.slice(0, 60), status < 500, shown, text.includes('INTERNAL_SERVER_ERROR')]).toEqual([
      place,
      JSON.stringify(value)?.slice(0, 60),
      true,
      undefined,
      false,
    ]);
  }

  /** Each place gets other ones than its neighbours. */
  let place = 0;
  function someOf(type: string, few: number): readonly unknown[] {
    const all = hostileFor(type);
    if (isWhole) return all;
    place += 1;
    return Array.from({ length: few }, (_, count) => all[(place * few + count) % all.length]);
  }

  test(
    'in an address of REST or of a list are refused or answered',
    async () => {
      const texts = (type: string, few: number) =>
        someOf(type, few).map((value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')));
      const encoded = (text: string) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
      for (const { path, parameters } of restRoutes) {
        for (const text of texts('ID', 3))
          await assertNoFault(path, text, get(`/api/customers/${encoded(text)}/${path}`, keys.MANAGER));
        for (const name of ['asOf', ...parameters.map((parameter) => parameter.name)])
          for (const text of texts(name === 'asOf' ? 'DateTime' : 'Int', 2))
            await assertNoFault(
              `${path}?${name}`,
              text,
              get(`/api/customers/${own}/${path}?${name}=${encoded(text)}`, keys.MANAGER),
            );
      }
      for (const name of ['columns', 'filter', 'orderBy', 'search', 'nonsense'])
        for (const text of texts('String', 4))
          await assertNoFault(`exports?${name}`, text, get(`/exports/customers.csv?${name}=${encoded(text)}`, keys.MANAGER));
      for (const path of ['/exports/jobs/', '/imports/', '/customer/'])
        for (const text of texts('ID', 3)) await assertNoFault(path, text, get(`${path}${encoded(text)}`, bearer(adminToken)));
      for (const raw of ['%00', '%', '%zz', '%ed%a0%80', '..%2f..%2fetc%2fpasswd', '%c0%af'])
        await assertNoFault('an escape', raw, get(`/api/customers/${raw}/health-score`, keys.MANAGER));
    },
    patience,
  );

  test(
    'in a body of REST and in the arguments of assistants are refused or answered',
    async () => {
      for (const { path } of restBatches) {
        for (const value of someOf('ID', 6)) {
          await assertNoFault(path, value, post(`/api/customers/${path}`, { customerIds: [value] }, keys.MANAGER));
          await assertNoFault(path, value, post(`/api/customers/${path}`, { customerIds: value }, keys.MANAGER));
        }
      }
      const inputs = [
        ['find_guests', 'search', 'String'],
        ['find_guests', 'filter', 'CustomerFilter'],
        ['find_guests', 'first', 'Int'],
        ['find_guests', 'after', 'String'],
        ['find_guests', 'orderBy', 'CustomerOrder'],
        ['guest_overview', 'customerId', 'ID'],
        ['why_this_score', 'customerId', 'ID'],
        ['what_if', 'changes', 'WhatIfChange'],
        ['todays_actions', 'first', 'Int'],
        ['nothing_of_ours', 'x', 'String'],
        ['__proto__', 'x', 'String'],
      ] as const;
      for (const [tool, name, type] of inputs)
        for (const value of someOf(type, 5))
          await assertNoFault(`${tool}.${name}`, value, call(tool, { customerId: own, [name]: value }, keys.MANAGER));
    },
    patience,
  );

  test(
    'of subscriptions are refused or listened to',
    async () => {
      const arguments_ = [
        ['healthScoreChanged', 'customerIds: [ID!]', 'customerId'],
        ['healthScoreChanged', 'after: String', 'customerId'],
        ['healthAlertRaised', 'after: String', 'id'],
        ['segmentMembershipChanged', 'segmentIds: [ID!]', '__typename'],
      ] as const;
      for (const [field, argument, selection] of arguments_) {
        const name = argument.split(':')[0] ?? '';
        for (const value of someOf('ID', 4)) {
          const abort = AbortSignal.timeout(400); // a stream that is listened to says nothing
          const query = `subscription ($${argument}) { ${field}(${name}: $${name}) { ${selection} } }`;
          const sent = fetch(`${server.url}/graphql`, {
            method: 'POST',
            signal: abort,
            headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...keys.MANAGER },
            body: JSON.stringify({ query, variables: { [name]: value } }),
          });
          await assertNoFault(
            field,
            value,
            sent.then(said).catch(() => ({ status: 200, text: '' })),
          );
        }
      }
      note('hostile values at the other doors', asked, 'requests');
      expect((await read(server.ask('{ viewer { role } }', bearer(adminToken)))).data).toEqual({ viewer: { role: 'ADMIN' } });
    },
    patience,
  );
});
