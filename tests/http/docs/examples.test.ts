import { writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { examplesFile } from '../../../server/http/docs/docs.ts';
import { projectFile, readJson } from '../../../server/http/docs/files.ts';
import { type DemoServer, demoServer, type Json } from '../rest/demo.ts';
import { adminToken, bearer } from '../serving.ts';

/**
 * The examples of the API's description are answers that were really given, by a demo restaurant. `ECX_WRITE_EXAMPLES=1 npx vitest run
 * tests/http/docs/examples.test.ts` asks for new ones and keeps them.
 */
let venue: DemoServer;
beforeAll(async () => {
  venue = await demoServer(40);
});

async function answer(path: string, body?: Json): Promise<Json> {
  const headers = { ...bearer(adminToken), 'content-type': 'application/json', 'x-request-id': 'example-request' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  return (await (await fetch(`${venue.server.url}/api/customers/${path}`, init)).json()) as Json;
}

/** The guest of whom most is known. */
async function bestKnown(): Promise<string> {
  const weighed = await Promise.all(
    venue.ids.map(async (id) => {
      const sections = [await answer(`${id}/enhanced-profile`), await answer(`${id}/health-score`)];
      return { id, length: JSON.stringify(sections).length };
    }),
  );
  return weighed.sort((a, b) => b.length - a.length)[0]?.id ?? '';
}

test('the kept examples have the form of what is answered today', async () => {
  const id = await bestKnown();
  const asked = {
    enhancedCustomerProfile: await answer(`${id}/enhanced-profile`),
    customerHealthScore: await answer(`${id}/health-score?last=3`),
    batch: await answer('batch-health-scores', { customerIds: ['nobody'] }),
    problem: await answer('nobody/health-score'),
  };
  if (process.env.ECX_WRITE_EXAMPLES === '1') {
    writeFileSync(projectFile(examplesFile), `${JSON.stringify(asked, null, 1)}\n`);
  }
  const kept = readJson(examplesFile) as typeof asked;
  for (const name of ['enhancedCustomerProfile', 'customerHealthScore', 'problem'] as const)
    expect(Object.keys(kept[name])).toEqual(Object.keys(asked[name]));
  expect(kept.batch).toEqual(asked.batch);
  expect({ ...kept.problem, requestId: '' }).toEqual({ ...asked.problem, requestId: '' });
});
