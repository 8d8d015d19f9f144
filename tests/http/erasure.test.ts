import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { erasureFile } from '../../server/ingest/erasure-file.ts';
import { testDatabase, testDataDir } from '../support/database.ts';
import { foundIn } from '../support/markers.ts';
import { type Answer, adminToken, bearer, codeOf, read, type TestServer, testServer } from './serving.ts';

const id = 'C-ERASED-77';
const neighbour = 'C-STAYS-78';
const marks = {
  name: 'Marlene Erasemark',
  formerName: 'Marlene Onceknown',
  email: 'marlene.erasemark@example.com',
  phone: '+49 30 98127634',
  comment: 'the-marker-soup-was-cold',
  note: 'call-the-marker-back',
  birthDate: '1971-07-17',
  dietary: 'marker-nut-allergy',
};
const everyMark = [...Object.values(marks), '+493098127634', id];

let server: TestServer;
let db: Db;
const logged: string[] = [];

async function ask(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  return read(
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(adminToken) },
      body: JSON.stringify({ query, variables }),
    }),
  );
}

async function data<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
  const answer = await ask(query, variables);
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
  return answer.data as Data;
}

const erasing =
  'mutation ($id: ID!) { eraseCustomer(customerId: $id) { id at by totalRows receiptHash repeated rows { table rows } } }';
interface Erased {
  readonly eraseCustomer: {
    readonly id: string;
    readonly totalRows: number;
    readonly receiptHash: string;
    readonly repeated: boolean;
    readonly rows: readonly { readonly table: string; readonly rows: number }[];
  };
}

function bulk(query: string): Promise<{ readonly requestBulkExport: { readonly id: string } }> {
  return data('mutation ($query: String!) { requestBulkExport(query: $query) { id } }', { query });
}

const bulkState = async (exportId: string) =>
  (await data<{ bulkExport: { state: string } }>('query ($id: ID!) { bulkExport(id: $id) { state } }', { id: exportId }))
    .bulkExport.state;

/** Through every door that takes words about a guest. */
async function plant(): Promise<void> {
  const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();
  const customer = { id, name: marks.formerName, email: marks.email, phone: marks.phone, birthDate: marks.birthDate };
  const upsert =
    'mutation ($c: [CustomerInput!]!, $key: String) { upsertCustomers(customers: $c, idempotencyKey: $key) { errors { message } } }';
  await data(upsert, { c: [customer, { id: neighbour, name: 'Nora Neighbour' }], key: 'first' });
  await data(upsert, { c: [{ id, name: marks.name, dietary: marks.dietary, consentEmail: true }], key: 'second' });
  await data(upsert, { c: [{ id, email: `not-an-address ${marks.email}` }], key: 'third' });
  await data('mutation ($input: WebhookInput!) { saveWebhook(input: $input) { webhook { id } } }', {
    input: {
      name: `About ${marks.name}`,
      url: 'https://example.com/hook',
      document: `subscription ($ids: [ID!]) { healthScoreChanged(customerIds: $ids) { customerId customer { name email } } }`,
      variables: JSON.stringify({ ids: [id] }),
    },
  });
  await data('mutation ($v: [VisitInput!]!) { recordVisits(visits: $v) { errors { message } } }', {
    v: [id, neighbour].flatMap((customerId) =>
      [400, 380, 360, 340, 320].map((daysAgo) => ({
        customerId,
        visitId: `${customerId}-${daysAgo}`,
        visitedAt: day(daysAgo),
        total: '30.00',
      })),
    ),
  });
  await data('mutation ($f: [FeedbackInput!]!) { recordFeedback(feedback: $f) { errors { message } } }', {
    f: [{ customerId: id, feedbackId: 'F-1', at: day(320), rating: 1, comment: marks.comment }],
  });
  const { healthAlerts } = await data<{ healthAlerts: { nodes: readonly { readonly id: string }[] } }>(
    'query ($id: ID!) { healthAlerts(first: 1, filter: { customerIds: [$id] }) { nodes { id } } }',
    { id },
  );
  await data('mutation ($id: ID!, $note: String!) { noteAlert(id: $id, note: $note, idempotencyKey: "note") { id } }', {
    id: healthAlerts.nodes[0]?.id,
    note: `${marks.note} ${marks.phone}`,
  });
  await data('mutation ($i: InterventionInput!) { recordIntervention(intervention: $i) { intervention { id } } }', {
    i: { customerId: id, interventionId: 'I-1', action: `call ${marks.name}`, at: day(1) },
  });
  await data('mutation ($f: CustomerFilter!) { saveSegment(id: "named", name: "Named", filter: $f) { id } }', {
    f: { or: [{ ids: [id, neighbour] }, { not: { ids: [id] } }] },
  });
  await data(
    `mutation ($document: String!, $variables: String) {
      saveQuery(name: "About ${marks.name}", description: "${marks.email}", document: $document, variables: $variables, isShared: true) { id } }`,
    {
      document: `query ($id: ID!) { customer(id: $id) { name } other: customer(id: "${id}") { name } }`,
      variables: JSON.stringify({ id }),
    },
  );
  await data('mutation ($ids: [ID!]) { createApiKey(name: "Of one", role: PARTNER, customerIds: $ids) { key } }', { ids: [id] });
  const upload = await fetch(`${server.url}/imports/customers?fileName=${encodeURIComponent(`${marks.name}.csv`)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', ...bearer(adminToken) },
    body: `customer_id,name,email\n${id},${marks.name},${marks.email}\n`,
  });
  expect(upload.status).toBe(202);
  await data('mutation ($id: ID!) { recalculateHealthScores(customerIds: [$id]) { customers } }', { id });
}

beforeAll(async () => {
  const write = process.stderr.write.bind(process.stderr);
  vi.spyOn(process.stderr, 'write').mockImplementation((...args: Parameters<typeof write>) => {
    logged.push(String(args[0]));
    return true;
  });
  server = await testServer({ LOG_LEVEL: 'debug', DEBUG_INCLUDE_API_CALLS: 'true' });
  db = await testDatabase({ url: server.databaseUrl });
  await plant();
});

test('what was planted through every door is found nowhere after an erase', async () => {
  const profile =
    'query ($id: ID!) { customer(id: $id) { name email enhancedProfile { lastUpdated } healthScore { healthScore } } }';
  expect(JSON.stringify(await data(profile, { id }))).toContain(marks.name); // remembered from here on
  const { requestBulkExport: job } = await bulk('{ customers { nodes { id name email } } }');
  await expect.poll(() => bulkState(job.id), { timeout: 60_000, interval: 100 }).toBe('DONE');
  expect((await foundIn(db, everyMark)).map((found) => found.split(':')[0])).toEqual(
    expect.arrayContaining([
      'public.customers',
      'public.customer_versions',
      'public.saved_queries',
      'public.imports',
      'public.segments',
      'public.api_keys',
      'public.webhooks',
      'public.interventions',
    ]),
  );

  const { eraseCustomer: receipt } = await data<Erased>(erasing, { id });
  expect(receipt).toMatchObject({ repeated: false, receiptHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const counts = Object.fromEntries(receipt.rows.map(({ table, rows }) => [table, rows]));
  expect(counts).toMatchObject({
    customers: 1,
    customer_keys: 1,
    visits: 5,
    feedback: 1,
    current_scores: 1,
    api_keys: 1,
    imports: 2,
    bulk_exports: 1,
  });

  expect(await foundIn(db, everyMark)).toEqual([]);
  expect(codeOf(await ask(profile, { id })) ?? (await ask(profile, { id })).data).toEqual({ customer: null });
  const sentences = logged.join('');
  expect(logged.length).toBeGreaterThan(0);
  expect(everyMark.filter((mark) => mark !== id && sentences.includes(mark))).toEqual([]);

  await expect.poll(() => bulkState(job.id), { timeout: 60_000, interval: 100 }).toBe('DONE');
  const file = await (await fetch(`${server.url}/exports/jobs/${job.id}`, { headers: bearer(adminToken) })).text();
  expect(file).toContain('Nora Neighbour');
  expect(everyMark.filter((mark) => file.includes(mark))).toEqual([]);
  expect(await foundIn(db, everyMark)).toEqual([]);
});

test('erasing again answers the first receipt, and an unknown customer is not found', async () => {
  const [one, two] = [await data<Erased>(erasing, { id }), await data<Erased>(erasing, { id })];
  expect(one.eraseCustomer).toMatchObject({ repeated: true, id: two.eraseCustomer.id });
  expect(codeOf(await ask(erasing, { id: 'nobody' }))).toBe('CUSTOMER_NOT_FOUND');
});

test('neither id nor e-mail address nor telephone number comes back by a recording', async () => {
  const upsert =
    'mutation ($c: [CustomerInput!]!) { upsertCustomers(customers: $c) { inserted errors { index field message } } }';
  const { upsertCustomers } = await data<{ upsertCustomers: unknown }>(upsert, {
    c: [
      { id, name: 'Somebody' },
      { id: 'new-1', email: ` ${marks.email.toUpperCase()} ` },
      { id: 'new-2', phone: '0049 30 98127634' },
      { id: 'new-3', name: 'Somebody else' },
    ],
  });
  expect(upsertCustomers).toEqual({
    inserted: 1,
    errors: [
      { index: 0, field: 'id', message: expect.stringContaining('who was erased') },
      { index: 1, field: 'email', message: expect.stringContaining('who was erased') },
      { index: 2, field: 'phone', message: expect.stringContaining('who was erased') },
    ],
  });
  const visits = 'mutation ($v: [VisitInput!]!) { recordVisits(visits: $v) { inserted errors { field message } } }';
  const v = [{ customerId: id, visitId: 'V-1', visitedAt: '2026-01-01T12:00:00Z' }];
  expect(await data(visits, { v })).toEqual({
    recordVisits: { inserted: 0, errors: [{ field: 'customerId', message: expect.stringContaining('who was erased') }] },
  });
});

test('the erasure is kept beside the database, and its file names nobody', async () => {
  const path = erasureFile(await testDataDir());
  await expect.poll(() => readFile(path, 'utf8').catch(() => ''), { timeout: 60_000 }).toContain('receipt');
  const text = await readFile(path, 'utf8');
  expect(everyMark.filter((mark) => text.includes(mark))).toEqual([]);
});
