import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { retryAfterOf } from '../../../client/sdk/answer.ts';
import { sizeAllowed } from '../../../client/sdk/batches.ts';
import { createClient } from '../../../client/sdk/client.ts';
import { EcxBatchError, EcxError } from '../../../client/sdk/errors.ts';
import { type ClientOptions, endpointOf, waitMs } from '../../../client/sdk/transport.ts';

interface Asked {
  readonly at: number;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

type Reply = { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown } | Error;

/** A server that gives these answers in turn, the last one again and again. */
function serverOf(replies: readonly Reply[] | ((asked: Asked) => Reply)) {
  const asked: Asked[] = [];
  const answer = async (_url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { query, variables } = JSON.parse(String(init.body)) as Pick<Asked, 'query' | 'variables'>;
    const question = { at: Date.now(), query, variables, headers: new Headers(init.headers) };
    asked.push(question);
    const reply = typeof replies === 'function' ? replies(question) : (replies[asked.length - 1] ?? replies.at(-1));
    if (reply === undefined || reply instanceof Error) throw reply ?? new Error('no reply left');
    const { status = 200, headers = {}, body } = reply;
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
  };
  const clientWith = (options: ClientOptions = {}) => createClient({ url: 'http://ecx.test', fetch: answer, ...options });
  return { asked, clientWith };
}

const failing = (code: string, extensions: object = {}, status = 200): Reply => ({
  status,
  body: { data: null, errors: [{ message: `it is ${code}`, extensions: { code, ...extensions } }] },
});
const fine: Reply = { body: { data: { viewer: { role: 'ADMIN' } } } };
const question = '{ viewer { role } }';

/** The answer or the error, with time running as fast as it is needed. */
async function outcome<Value>(call: Promise<Value>): Promise<Value | EcxError> {
  const settled = call.catch((error: EcxError) => error);
  await vi.runAllTimersAsync();
  return await settled;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

test('the position of a write is sent with what is asked afterwards, by the same client only', async () => {
  const told = (position: string): Reply => ({
    ...(fine as object),
    headers: { 'x-ecx-position': position },
    body: { data: {} },
  });
  const { asked, clientWith } = serverOf([fine, told('00000000000000FF'), told('00000000000000FE'), fine]);
  const client = clientWith();
  for (let turn = 0; turn < 4; turn += 1) await outcome(client.request(question));
  await outcome(clientWith().request(question));
  const sent = asked.map(({ headers }) => headers.get('x-ecx-position'));
  expect(sent).toEqual([null, null, '00000000000000FF', '00000000000000FF', null]);
});

test('what an answer of a subscription tells of is read afterwards', async () => {
  const line = (position: string) => `event: next\nid: 1\ndata: {"data":{"told":1},"extensions":{"position":"${position}"}}\n\n`;
  const lines: Reply = {
    headers: { 'content-type': 'text/event-stream' },
    body: `${line('00000000000000AB')}${line('00000000000000AA')}`,
  };
  const { asked, clientWith } = serverOf((asks) => (asks.query.startsWith('subscription') ? lines : fine));
  const client = clientWith();
  await outcome(client.request(question));
  const told = client.subscribe('subscription { told }');
  for (let turn = 0; turn < 2; turn += 1) expect((await told.next()).value).toEqual({ told: 1 });
  await told.return?.();
  await outcome(client.request(question));
  expect(asked.map(({ headers }) => headers.get('x-ecx-position'))).toEqual([null, null, '00000000000000AB']);
});

describe('a question', () => {
  test.each([
    ['a full server', failing('RATE_LIMITED', {}, 429)],
    ['an absent database', failing('UNAVAILABLE', {}, 503)],
    ['a week that is being computed', failing('PROFILE_UNAVAILABLE')],
    ['a proxy without a server behind', { status: 502, body: '<h1>Bad gateway</h1>' }],
    ['no network', new TypeError('fetch failed')],
  ])('is asked again that met %s', async (_name, trouble) => {
    const { asked, clientWith } = serverOf([trouble, trouble, fine]);
    expect(await outcome(clientWith().request(question))).toEqual({ viewer: { role: 'ADMIN' } });
    expect(asked).toHaveLength(3);
  });

  test.each([
    'BAD_USER_INPUT',
    'UNAUTHENTICATED',
    'FORBIDDEN',
    'CUSTOMER_NOT_FOUND',
    'GRAPHQL_VALIDATION_FAILED',
    'SOMETHING_NEW',
  ])('is not asked again after %s', async (code) => {
    const { asked, clientWith } = serverOf([failing(code)]);
    expect(await outcome(clientWith().request(question))).toMatchObject({ code, message: `it is ${code}` });
    expect(asked).toHaveLength(1);
  });

  test('is given up after four repetitions, with the reason', async () => {
    const { asked, clientWith } = serverOf([failing('UNAVAILABLE', { requestId: 'r-1' }, 503)]);
    expect(await outcome(clientWith().request(question))).toMatchObject({ code: 'UNAVAILABLE', status: 503, requestId: 'r-1' });
    expect(asked).toHaveLength(5);
  });

  test('waits as long as the server asks for, in its header or in its error', async () => {
    const { asked, clientWith } = serverOf([
      { status: 429, headers: { 'retry-after': '7' }, body: 'Too many requests' },
      failing('UNAVAILABLE', { retryAfter: 5 }),
      fine,
    ]);
    await outcome(clientWith().request(question));
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(7000);
    expect((asked[2]?.at ?? 0) - (asked[1]?.at ?? 0)).toBeGreaterThanOrEqual(5000);
  });

  test('that would have to wait for long is given up at once, and says when to come again', async () => {
    const { asked, clientWith } = serverOf([failing('RATE_LIMITED', { retryAfter: 600 }, 429)]);
    expect(await outcome(clientWith().request(question))).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 600 });
    expect(asked).toHaveLength(1);
  });

  test('ends with its signal, also while it waits for another try', async () => {
    const { asked, clientWith } = serverOf([failing('UNAVAILABLE', { retryAfter: 20 })]);
    const ending = new AbortController();
    const call = clientWith().request(question, {}, { signal: ending.signal });
    setTimeout(() => ending.abort(new Error('enough')), 1000);
    expect(await outcome(call)).toMatchObject({ message: 'enough' });
    expect(asked).toHaveLength(1);
  });

  test('without an answer in time is a TIMEOUT', async () => {
    const never = (_url: unknown, { signal }: RequestInit = {}) =>
      new Promise<Response>((_done, fail) => signal?.addEventListener('abort', () => fail(signal.reason)));
    const client = createClient({ url: 'http://ecx.test', fetch: never as typeof fetch, timeoutMs: 50, retries: 0 });
    expect(await outcome(client.request(question))).toMatchObject({ code: 'TIMEOUT', status: null });
  });
});

describe('a change', () => {
  const change = 'mutation Seen($id: ID!) { acknowledgeAlert(id: $id) { id } }';
  const keyed =
    'mutation Note($idempotencyKey: String) { recordVisits(visits: [], idempotencyKey: $idempotencyKey) { created } }';

  test('is never made twice', async () => {
    const { asked, clientWith } = serverOf([failing('UNAVAILABLE', {}, 503)]);
    expect(await outcome(clientWith().request(change, { id: '1' }))).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await outcome(clientWith().request(keyed))).toMatchObject({ code: 'UNAVAILABLE' });
    expect(asked).toHaveLength(2);
  });

  test('with an idempotency key is', async () => {
    const { asked, clientWith } = serverOf([new TypeError('fetch failed'), { body: { data: { recordVisits: { created: 1 } } } }]);
    expect(await outcome(clientWith().request(keyed, { idempotencyKey: 'k1' }))).toEqual({ recordVisits: { created: 1 } });
    expect(asked).toHaveLength(2);
  });
});

describe('one customer', () => {
  test('is the whole of it or an error that names the customer', async () => {
    const { clientWith } = serverOf([
      {
        body: {
          data: { customerHealthScore: { insights: null } },
          errors: [{ message: 'no', path: ['customerHealthScore', 'insights'] }],
        },
      },
    ]);
    const error = await outcome(clientWith({ retries: 0 }).getCustomerHealthScore('C1'));
    expect(error).toBeInstanceOf(EcxError);
    expect(error).toMatchObject({ customerId: 'C1', path: ['customerHealthScore', 'insights'] });
  });

  test('lacks only what is switched off', async () => {
    const score = { healthScore: 70, predictionModels: null };
    const path = ['customerHealthScore', 'predictionModels'];
    const off = { message: 'off', path, extensions: { code: 'FEATURE_DISABLED' } };
    const { clientWith } = serverOf([{ body: { data: { customerHealthScore: score }, errors: [off] } }]);
    expect(await outcome(clientWith().getCustomerHealthScore('C1'))).toEqual(score);
    const all = serverOf([
      { body: { data: { customerHealthScore: null }, errors: [{ ...off, path: ['customerHealthScore'] }] } },
    ]);
    expect(await outcome(all.clientWith().getCustomerHealthScore('C1'))).toMatchObject({
      code: 'FEATURE_DISABLED',
      customerId: 'C1',
    });
  });
});

/** Answers batches of at most `limit` ids; an id that begins with x is unknown. */
function batchServer(limit: number) {
  return serverOf(({ variables }) => {
    const ids = variables.customerIds as readonly string[];
    if (ids.length > limit) return failing('BATCH_TOO_LARGE', { limit, got: ids.length });
    const errors = ids.flatMap((id, at) =>
      id.startsWith('x')
        ? [{ message: 'no such', path: ['customerHealthScores', at], extensions: { code: 'CUSTOMER_NOT_FOUND' } }]
        : [],
    );
    const data = { customerHealthScores: ids.map((id) => (id.startsWith('x') ? null : { customerId: id })) };
    return { body: errors.length === 0 ? { data } : { data, errors } };
  });
}

describe('a batch', () => {
  const ids = Array.from({ length: 123 }, (_, at) => `C${at}`);

  test('keeps the order, whatever the size that the server takes, and asks for nobody twice', async () => {
    const { asked, clientWith } = batchServer(7);
    const scores = (await outcome(clientWith().getBatchHealthScores([...ids, 'C5', 'C5']))) as { customerId: string }[];
    expect(scores.map(({ customerId }) => customerId)).toEqual([...ids, 'C5', 'C5']);
    const answered = asked.flatMap(({ variables }) =>
      (variables.customerIds as string[]).length <= 7 ? (variables.customerIds as string[]) : [],
    );
    expect(answered.toSorted()).toEqual(ids.toSorted());
    expect(asked.length - answered.length / 7).toBeLessThan(5); // it learns once, not with each chunk
  });

  test('of nobody asks nothing', async () => {
    const { asked, clientWith } = batchServer(50);
    expect(await outcome(clientWith().getBatchHealthScores([]))).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('says who has no answer, and holds the others', async () => {
    const { clientWith } = batchServer(2);
    const wanted = ['C1', 'x1', 'C2', 'x2'];
    const partial = (await outcome(clientWith().getBatchHealthScores(wanted, { partial: true }))) as EcxBatchError;
    expect(partial.data).toEqual([{ customerId: 'C1' }, null, { customerId: 'C2' }, null]);
    expect(partial.errors.map(({ code, customerId }) => `${customerId} ${code}`)).toEqual([
      'x1 CUSTOMER_NOT_FOUND',
      'x2 CUSTOMER_NOT_FOUND',
    ]);
    const thrown = (await outcome(clientWith().getBatchHealthScores(wanted))) as unknown as EcxBatchError;
    expect(thrown).toBeInstanceOf(EcxBatchError);
    expect(thrown.data).toEqual(partial.data);
    expect(thrown.errors).toHaveLength(2);
    expect(thrown.message).toBe('2 of 4 customers have no answer, the first of them x1: no such');
  });

  test('too dear for one request is made of smaller ones; refused for one customer it is not asked in smaller ones', () => {
    const error = (code: string, extensions: object) => new EcxError('', { code, status: 200, extensions: { ...extensions } });
    expect(sizeAllowed(error('QUERY_TOO_EXPENSIVE', { cost: 10_000, limit: 5_000 }), 50)).toBe(25);
    expect(sizeAllowed(error('QUERY_TOO_EXPENSIVE', { cost: 10_000, limit: 5_000 }), 1)).toBeNull();
    expect(sizeAllowed(error('BATCH_TOO_LARGE', { limit: 20 }), 50)).toBe(20);
    expect(sizeAllowed(error('BAD_USER_INPUT', { limit: 20 }), 50)).toBeNull();
  });
});

describe('the way to the server', () => {
  test('is the one that is given, else that of the environment', () => {
    expect(endpointOf('https://a.test/')).toBe('https://a.test/graphql');
    expect(endpointOf('https://a.test/api/graphql')).toBe('https://a.test/api/graphql');
    expect(endpointOf(undefined)).toBe('http://localhost:4000/graphql');
    vi.stubEnv('ECX_URL', 'https://b.test');
    expect(endpointOf(undefined)).toBe('https://b.test/graphql');
  });

  test('is gone with the token, a fresh one for each try', async () => {
    let made = 0;
    const { asked, clientWith } = serverOf([failing('UNAVAILABLE'), fine]);
    await outcome(clientWith({ token: async () => `t${++made}` }).request(question));
    expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer t1', 'Bearer t2']);
    vi.stubEnv('ECX_TOKEN', 'ecx_1.secret');
    await outcome(clientWith().request(question));
    expect(asked.at(-1)?.headers.get('authorization')).toBe('Bearer ecx_1.secret');
  });

  test('waits double each time, half of it by chance, and no less than it was told', () => {
    expect([1, 2, 3, 4].map((tried) => waitMs(tried, null, () => 1))).toEqual([250, 500, 1000, 2000]);
    expect(waitMs(3, null, () => 0)).toBe(500);
    expect(waitMs(1, 12, () => 0.5)).toBe(12_000);
  });

  test('reads Retry-After as seconds and as a date', () => {
    const now = Date.parse('2026-11-22T10:00:00Z');
    expect(retryAfterOf('120', now)).toBe(120);
    expect(retryAfterOf('Sun, 22 Nov 2026 10:02:00 GMT', now)).toBe(120);
    expect(retryAfterOf('Sun, 22 Nov 2026 09:00:00 GMT', now)).toBe(0);
    expect([null, '', 'soon'].map((text) => retryAfterOf(text, now))).toEqual([null, null, null]);
  });

  test('tells once of what is deprecated', async () => {
    const use = { field: 'Query.viewer', reason: 'ask whoami', since: '2026-12-01', removedAfter: '2027-06-01' };
    const { clientWith } = serverOf([{ body: { data: {}, extensions: { deprecations: [use] } } }]);
    const told: unknown[] = [];
    const client = clientWith({ onDeprecated: (field) => told.push(field) });
    await outcome(client.request(question));
    await outcome(client.request(question));
    expect(told).toEqual([use]);
  });
});
