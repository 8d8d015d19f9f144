import { beforeAll, expect, test } from 'vitest';
import { examples } from '../../client/explorer/examples.ts';
import { adminToken, bearer, read, type TestServer, testServer } from '../http/serving.ts';
import { recordGuests } from './guests.ts';

const names = examples({ customerIds: ['G1'], pastDay: '2020-01-01' }).map(({ query }) => /query (\w+)/.exec(query)?.[1] ?? '');
let server: TestServer;
let customerIds: readonly string[];
beforeAll(async () => {
  server = await testServer();
  customerIds = await recordGuests(server);
});

test.each(names)('the example %s is answered without an error', async (name) => {
  const pastDay = new Date(Date.now() - 90 * 86_400_000).toISOString().slice(0, 10);
  const example = examples({ customerIds, pastDay }).find(({ query }) => query.includes(`query ${name}`));
  const body = JSON.stringify({ query: example?.query, variables: JSON.parse(example?.variables ?? '{}') });
  const headers = { 'content-type': 'application/json', ...bearer(adminToken) };
  const answer = await read(fetch(`${server.url}/graphql`, { method: 'POST', headers, body }));
  expect(answer.errors).toBeUndefined();
  expect(JSON.stringify(answer.data)).not.toBe('{}');
});
