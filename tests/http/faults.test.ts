import { Client } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { testDatabaseUrl } from '../support/database.ts';
import { isWhole, note } from '../support/trust.ts';
import { adminToken, bearer, codeOf, type Line, read, type TestServer, testLine, testServer } from './serving.ts';

/** Faults of the database beside those of `probes.test.ts`: whatever happens, the process lives, each question is answered in time, and all is well again afterwards. */

const longest = { answer: 8_000, ready: 5_000, back: 15_000 };
const question = '{ customers(first: 1) { totalCount nodes { id } } }';
let server: TestServer;
let line: Line;

beforeAll(async () => {
  line = await testLine(await testDatabaseUrl());
  server = await testServer({ DATABASE_URL: line.databaseUrl, ECX_WORKER: 'off' });
});

interface Asked {
  readonly code: unknown;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
  readonly ms: number;
}

async function ask(query = question): Promise<Asked> {
  const startedAt = performance.now();
  const answer = await server.ask(query, bearer(adminToken));
  const body = await read(answer);
  const ms = performance.now() - startedAt;
  return {
    code: codeOf(body),
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    text: JSON.stringify(body),
    ms,
  };
}

/** Until a question is answered, milliseconds. */
async function recovery(): Promise<number> {
  const startedAt = performance.now();
  await expect
    .poll(async () => [(await fetch(`${server.url}/readyz`)).status, (await ask()).code], { timeout: 60_000, interval: 100 })
    .toEqual([200, undefined]);
  return performance.now() - startedAt;
}

/** What is asked while the fault lasts: `many` questions at once, and the process itself. */
async function during(many: number): Promise<readonly Asked[]> {
  const [alive, ...answers] = await Promise.all([fetch(`${server.url}/healthz`), ...Array.from({ length: many }, () => ask())]);
  expect(alive.status).toBe(200);
  return answers;
}

function assertUnavailable(answers: readonly Asked[], fault: string): void {
  for (const { code, status, retryAfter, text } of answers) {
    expect([code, status, retryAfter]).toEqual(['UNAVAILABLE', 503, '5']);
    expect(text).not.toMatch(/127\.0\.0\.1|ECONN|select |statement timeout|customers_/);
  }
  const slowest = Math.max(...answers.map(({ ms }) => ms));
  note(`database ${fault}, ${answers.length} questions at once, slowest answer`, Math.round(slowest), 'ms');
  if (isWhole) expect(slowest).toBeLessThan(longest.answer);
}

test('connections that are reset again and again cost the questions in flight, and nothing else', async () => {
  expect((await ask()).code).toBeUndefined();
  for (let time = 0; time < 3; time += 1) {
    line.delayMs = 300;
    const asked = during(10);
    await new Promise((done) => setTimeout(done, 150));
    await line.become('good'); // closes every connection
    line.delayMs = 0;
    for (const { code, status } of await asked)
      expect([
        [undefined, 200],
        ['UNAVAILABLE', 503],
      ]).toContainEqual([code, status]);
  }
  expect(await recovery()).toBeLessThan(isWhole ? longest.back : 60_000);
});

test('a statement that waits too long is given up, also when it holds all connections, and others are answered', async () => {
  const blocker = new Client({ connectionString: server.databaseUrl });
  await blocker.connect();
  try {
    await blocker.query('begin');
    await blocker.query('lock table customers in access exclusive mode');
    const answers = await during(30); // more than there are connections
    assertUnavailable(answers, 'waits for a lock');
    expect((await ask('{ viewer { role } }')).code).toBeUndefined();
    const { rows } = await blocker.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rows[0]?.waiting).toBe(0); // nothing goes on waiting after its question was answered
  } finally {
    await blocker.query('rollback');
    await blocker.end();
  }
  const back = await recovery();
  note('database no longer waits for a lock, ready again', Math.round(back), 'ms');
});

test.runIf(isWhole)(
  'a database that answers slower than anybody waits is the same as none',
  async () => {
    line.delayMs = 9_000;
    const startedAt = performance.now();
    const ready = fetch(`${server.url}/readyz`).then(({ status }) => ({ status, ms: performance.now() - startedAt }));
    assertUnavailable(await during(10), 'is slow');
    const { status, ms } = await ready;
    expect(status).toBe(503);
    expect(ms).toBeLessThan(longest.ready);
    line.delayMs = 0;
    const back = await recovery();
    note('database is quick again, ready again', Math.round(back), 'ms');
    expect(back).toBeLessThan(longest.back);
  },
  120_000,
);
