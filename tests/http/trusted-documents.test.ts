import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { openWeeks } from '../../server/facts/population.ts';
import { fixedScoring } from '../../server/facts/scoring-rules.ts';
import type { AnsweredOperation } from '../../server/graphql/answered.ts';
import { openBudgets } from '../../server/graphql/budgets.ts';
import { openGraphql } from '../../server/graphql/server.ts';
import { readTrustedDocuments } from '../../server/graphql/trusted-documents.ts';
import { openMetrics } from '../../server/http/metrics.ts';
import { buildHttpServer } from '../../server/http/server.ts';
import { calendarOf, scoringConfigOf } from '../../server/jobs/scoring.ts';
import { readSettings } from '../../server/settings.ts';
import { openKeys } from '../../server/store/keys.ts';
import { readBaseState } from '../../server/store/monitoring.ts';
import { openSessions } from '../../server/store/sessions.ts';
import { guestId, now, openRestaurant } from '../graphql/restaurant.ts';

const adminToken = 'admin-token-0123456789';
const name = 'query Name($id: ID!) { __typename customer(id: $id) { __typename name } }';
const dear = `query Dear { ${Array.from({ length: 30 }, (_, at) => `a${at}: customers(first: 100) { nodes { id healthScore { healthScore } } }`).join(' ')} }`;
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

async function open() {
  const { db } = await openRestaurant({ guests: 24 });
  const settings = readSettings({ CURRENCY: 'EUR', TIME_ZONE: 'Europe/Berlin' });
  const [calendar, config] = [calendarOf(settings), scoringConfigOf(settings)];
  const clock = () => now;
  const weeks = openWeeks({ db, worker: db, config, calendar, clock });
  const answered: AnsweredOperation[] = [];
  const serving = {
    db,
    settings,
    scoring: fixedScoring(config, weeks),
    calendar,
    answers: null,
    rescore: async () => null,
    rescoreAll: async () => '',
    onFault: () => undefined,
    onAnswered: (one: AnsweredOperation) => void answered.push(one),
    documents: new Map([name, dear].map((text) => [hashOf(text), text])),
  };
  const { app } = await buildHttpServer({
    door: await openGraphql(serving),
    sessions: openSessions(db),
    keys: openKeys(db),
    adminToken,
    budgets: openBudgets(20_000, () => Date.now()),
    checkReady: async () => undefined,
    logLevel: 'silent',
    metrics: openMetrics(() => readBaseState(db), clock),
    clock,
  });
  const send = (payload: object) =>
    app.inject({ method: 'POST', url: '/graphql', headers: { authorization: `Bearer ${adminToken}` }, payload });
  const sendHash = (sha256Hash: unknown, variables: object = {}, version = 1) =>
    send({ variables, extensions: { persistedQuery: { version, sha256Hash } } });
  return { send, sendHash, answered };
}

const { send, sendHash, answered } = await open();
const variables = { id: guestId(3) };

describe('a document that the pages were built with', () => {
  test('is answered by its hash alone, each time the same, and is told by its name', async () => {
    const texts = (await send({ query: name, variables })).json();
    for (let time = 0; time < 4; time += 1) {
      const answer = await sendHash(hashOf(name), variables);
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual(texts);
      expect(answered.at(-1)).toMatchObject({ name: 'Name', kind: 'query', codes: [], cost: texts.extensions.cost.requested });
    }
  });

  test('is held to the limits of every other', async () => {
    const answer = await sendHash(hashOf(dear));
    expect(answer.json().errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_EXPENSIVE' } }]);
    expect((await sendHash(hashOf(name), {})).json().errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('a hash that nobody built', () => {
  test.each([[hashOf('{ __typename }')], [''], ['__proto__'], [null], [7], [{ a: 1 }]])(
    '%s is unknown, which the caller is told',
    async (hash) => {
      const answer = await sendHash(hash);
      expect(answer.statusCode).toBe(200);
      expect(answer.json().errors).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }]);
      expect(answer.json().data).toBeUndefined();
    },
  );

  test('is unknown also in a version that we do not speak', async () => {
    const answer = await sendHash(hashOf(name), variables, 2);
    expect(answer.json().errors).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }]);
  });

  test('is not kept when a text comes with it, whether it fits or not', async () => {
    const text = 'query Mine { viewer { role } }';
    for (const sha256Hash of [hashOf(text), hashOf(name), 'wrong']) {
      const sent = await send({ query: text, extensions: { persistedQuery: { version: 1, sha256Hash } } });
      expect(sent.json().data).toEqual({ viewer: { role: 'ADMIN' } });
    }
    expect((await sendHash(hashOf(text))).json().errors).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }]);
    expect((await sendHash(hashOf(name), variables)).json().data).toMatchObject({ customer: { __typename: 'Customer' } });
  });
});

describe('the file of the build', () => {
  const folder = mkdtemp(join(inject('runFolder'), 'documents-'));
  const written = async (text: string) => {
    const file = join(await folder, 'documents.json');
    await writeFile(file, text);
    return readTrustedDocuments(file);
  };

  test('holds texts by hash', async () => {
    expect(await written(JSON.stringify({ [`sha256:${hashOf(name)}`]: name }))).toEqual(new Map([[hashOf(name), name]]));
  });

  test('may be missing, and then nothing is known', async () => {
    expect(await readTrustedDocuments(join(await folder, 'none.json'))).toEqual(new Map());
  });

  test.each(['[]', '{"a": "b"}', '{"sha256:00": 1}'])('as %s stops the start with what to do', async (text) => {
    await expect(written(text)).rejects.toThrow('build the pages again');
  });
});
