import { expect, test } from 'vitest';
import { openWeeks } from '../../server/facts/population.ts';
import { fixedScoring } from '../../server/facts/scoring-rules.ts';
import { openBudgets } from '../../server/graphql/budgets.ts';
import { openGraphql } from '../../server/graphql/server.ts';
import { loggedError } from '../../server/http/logging.ts';
import { openMetrics } from '../../server/http/metrics.ts';
import { buildHttpServer, type HttpServer } from '../../server/http/server.ts';
import { calendarOf, scoringConfigOf } from '../../server/jobs/scoring.ts';
import { readSettings } from '../../server/settings.ts';
import { openKeys } from '../../server/store/keys.ts';
import { readBaseState } from '../../server/store/monitoring.ts';
import { openSessions } from '../../server/store/sessions.ts';
import { testDatabase } from '../support/database.ts';

const planted = ['planted@example.com', '+1 555 0100', 'planted-token-0123456789', 'ecx_planted.0123456789abcdef'];

test('no token, address or value of a request is in the log, even at the lowest level', async () => {
  const db = await testDatabase();
  const settings = readSettings({ CURRENCY: 'EUR' });
  const [calendar, config] = [calendarOf(settings), scoringConfigOf(settings)];
  const weeks = openWeeks({ db, worker: db, config, calendar, clock: Date.now });
  const onFault = () => undefined;
  const door = await openGraphql({
    db,
    settings,
    scoring: fixedScoring(config, weeks),
    calendar,
    answers: null,
    rescore: async () => null,
    rescoreAll: async () => '',
    onFault,
  });
  const lines: string[] = [];
  const sessions = openSessions(db);
  const { app, logFault } = await buildHttpServer({
    door,
    sessions,
    keys: openKeys(db),
    adminToken: 'planted-token-0123456789',
    budgets: openBudgets(20_000, () => Date.now()),
    checkReady: async () => undefined,
    logLevel: 'trace',
    metrics: openMetrics(() => readBaseState(db), Date.now),
    clock: Date.now,
    logStream: { write: (text) => lines.push(text) },
  });
  const token = await sessions.createSignIn('ADMIN', Date.now());
  const search = encodeURIComponent('planted@example.com');
  for (const authorization of ['Bearer planted-token-0123456789', 'Bearer ecx_planted.0123456789abcdef']) {
    const payload = { query: '{ customers(first: 1, search: "planted@example.com +1 555 0100") { totalCount } }' };
    await app.inject({ method: 'POST', url: '/graphql', headers: { authorization }, payload });
    await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization, 'content-type': 'application/json' },
      payload: '{"planted@example.com',
    });
    await app.inject({ url: `/nowhere/${search}?q=${search}`, headers: { authorization } });
  }
  await app.inject({ url: `/sign-in?token=${token}` });
  const secrets = await madeKey(app, 'Bearer planted-token-0123456789');
  const fault = Object.assign(new Error('duplicate key (planted@example.com)'), {
    code: '23505',
    detail: 'Key (email)=(planted@example.com)',
  });
  logFault({ requestId: 'r1', error: fault });
  await app.close();
  const log = lines.join('');
  expect(lines.length).toBeGreaterThan(5);
  expect(log).toContain('"route":"/graphql"');
  expect(log).toContain('23505');
  for (const text of [...planted, search, token, ...secrets]) expect(log).not.toContain(text);
});

/** Makes a key, uses it, revokes it and shows it once more. @returns what nobody may read of it. */
async function madeKey(app: HttpServer['app'], authorization: string): Promise<string[]> {
  const ask = (query: string, token: string) =>
    app.inject({ method: 'POST', url: '/graphql', headers: { authorization: token }, payload: { query } });
  const made = await ask('mutation { createApiKey(name: "Till", role: ADMIN) { key apiKey { id } } }', authorization);
  const { key, apiKey } = made.json<{ data: { createApiKey: { key: string; apiKey: { id: string } } } }>().data.createApiKey;
  expect((await ask('{ apiKeys { id } }', `Bearer ${key}`)).statusCode).toBe(200);
  await ask(`mutation { revokeApiKey(id: "${apiKey.id}") { id } }`, `Bearer ${key}`);
  expect((await ask('{ apiKeys { id } }', `Bearer ${key}`)).statusCode).toBe(401);
  return [key, key.split('.')[1] ?? key];
}

test('a fault is logged with its kind and place', () => {
  expect(loggedError(new RangeError('secret'))).toMatchObject({
    type: 'RangeError',
    stack: expect.stringContaining('logging.test.ts'),
  });
  expect(JSON.stringify(loggedError(new RangeError('secret')))).not.toContain('secret');
});
