import { serverAudits } from 'graphql-http';
import { expect, test } from 'vitest';
import { note } from '../support/trust.ts';
import { adminToken, bearer, testServer } from './serving.ts';

/** What Apollo Server does otherwise on purpose: 400 for what cannot run, under `application/json` as under the newer media type. */
const waived = [
  '572B: SHOULD use 200 status code on document parsing failure when accepting application/json',
  '7B9B: SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
  'FDE2: SHOULD use 200 status code on document validation failure when accepting application/json',
];

test('the server speaks GraphQL over HTTP as the specification says', async () => {
  const server = await testServer({ ECX_WORKER: 'off' });
  const fetchFn = (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...bearer(adminToken) } });
  const results = await Promise.all(serverAudits({ url: `${server.url}/graphql`, fetchFn }).map((audit) => audit.fn()));
  const failed = results.filter(({ status }) => status !== 'ok');
  for (const level of ['MUST', 'SHOULD', 'MAY']) {
    const ofLevel = results.filter(({ name }) => name.startsWith(level));
    note(`GraphQL over HTTP, ${level}, of ${ofLevel.length}`, ofLevel.filter(({ status }) => status === 'ok').length, 'checks');
  }
  expect(failed.map(({ id, name }) => `${id}: ${name}`).toSorted()).toEqual(waived);
  expect(results.length).toBeGreaterThanOrEqual(61);
});
