import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { testDatabase } from '../support/database.ts';
import { adminToken, bearer, read, type TestServer, testServer } from './serving.ts';

const samples = fileURLToPath(new URL('../samples', import.meta.url));
const asAdmin = bearer(adminToken);
let server: TestServer;
let db: Db;

beforeAll(async () => {
  server = await testServer({ CURRENCY: 'USD' });
  db = await testDatabase({ url: server.databaseUrl });
});

interface Job {
  readonly state: string;
  readonly problem: string | null;
  readonly [field: string]: unknown;
}

const fields = `state problem format progress warnings mapping { canonical } counts { read inserted unchanged anonymous rejected }
  recognised { id title tables beside settings { name default } } rejectKinds { column reason count first { line } }`;

async function upload(table: string, path: string): Promise<string> {
  const answer = await fetch(`${server.url}/imports/${table}?fileName=${path.replace(/^.*\//, '')}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', ...asAdmin },
    body: new Uint8Array(readFileSync(join(samples, path))),
  });
  return ((await answer.json()) as { readonly id: string }).id;
}

async function asked(query: string): Promise<Job> {
  const { data, errors } = await read(server.ask(query, asAdmin));
  if (errors !== undefined) throw new Error(`${errors[0]?.extensions.code}: ${errors[0]?.message}`);
  return Object.values(data ?? {})[0] as Job;
}
const job = (id: string) => asked(`{ importJob(id: "${id}") { ${fields} } }`);

async function done(mutation: string, id: string): Promise<Job> {
  await asked(`mutation { ${mutation} { state } }`);
  await vi.waitFor(async () => expect(['CHECKING', 'IMPORTING']).not.toContain((await job(id)).state), {
    timeout: 60_000,
    interval: 100,
  });
  return await job(id);
}

const visits = async () => (await sql<{ visit_id: string }>`select visit_id from visits order by 1`.execute(db.kysely)).rows;

test('an export is recognised whatever table it was sent to, checked without a trace and imported by its format', async () => {
  const id = await upload('visit_items', 'square/items-2026-05-26-2026-06-01.csv');
  expect(await job(id)).toMatchObject({
    state: 'UPLOADED',
    format: null,
    recognised: {
      id: 'square',
      title: 'Square Items Detail',
      tables: ['MENU_ITEMS', 'CUSTOMERS', 'VISITS', 'VISIT_ITEMS'],
      beside: [],
    },
  });
  // Four dishes, three guests, four visits, six lines; two anonymous receipts with a line each.
  const counts = { read: 21, inserted: 17, unchanged: 0, anonymous: 4, rejected: 0 };
  const checked = await done(`checkImport(id: "${id}", format: "square")`, id);
  expect(checked).toMatchObject({ state: 'CHECKED', problem: null, format: 'square', progress: 1, counts, mapping: [] });
  expect(checked.warnings).toEqual([expect.stringContaining('4 of 6 receipts (67 %)')]);
  expect(await visits()).toEqual([]);
  expect(await done(`startImport(id: "${id}")`, id)).toMatchObject({ state: 'DONE', counts });
  expect(await visits()).toHaveLength(4);
  const again = await upload('visits', 'square/items-2026-05-26-2026-06-01.csv');
  expect(await done(`checkImport(id: "${again}", format: "square")`, again)).toMatchObject({
    counts: { inserted: 0, unchanged: 17 },
  });
});

test('refused rows are told with their lines; settings are held against the format', async () => {
  const id = await upload('visits', 'toast/OrderDetails.csv');
  expect(await job(id)).toMatchObject({
    recognised: { id: 'toast', beside: ['Toast PaymentDetails', 'Toast ItemSelectionDetails'] },
  });
  await expect(done(`checkImport(id: "${id}", format: "toast", settings: [{name: "zon", value: "x"}])`, id)).rejects.toThrow(
    'BAD_USER_INPUT',
  );
  await expect(done(`checkImport(id: "${id}", format: "square")`, id)).rejects.toThrow('expected Square');
  const settings = '[{name: "location", value: "Loop"}]';
  expect(await done(`checkImport(id: "${id}", format: "toast", settings: ${settings})`, id)).toMatchObject({
    state: 'CHECKED',
    counts: { anonymous: 11, rejected: 0 },
  });
});

test('a report that cannot be imported says why, before anything is chosen; a broken identity stops the check', async () => {
  const id = await upload('visits', 'square/transactions.csv');
  expect(await job(id)).toMatchObject({ recognised: null, warnings: [expect.stringContaining("Square's Transactions report")] });
  const shop = await upload('visits', 'shopify/orders_export.csv');
  const stopped = await done(
    `checkImport(id: "${shop}", format: "shopify", settings: [{name: "taxIncluded", value: "true"}])`,
    shop,
  );
  expect(stopped).toMatchObject({ state: 'FAILED', problem: expect.stringContaining('say --set taxIncluded=false') });
});
