import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { type Keys, openKeys } from '../../server/store/keys.ts';
import { ecxProgram } from '../support/command.ts';
import { testDatabase, testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';
import { adminToken, bearer, codeOf, cookieOf, openLink, read, type TestServer, testServer } from './serving.ts';

const dayMs = 86_400_000;
const plain = { name: 'Till', reach: null, createdBy: 'a test', expiresAt: null };
let server: TestServer;
let db: Db;
let keys: Keys;

beforeAll(async () => {
  server = await testServer({ ECX_IMPORT_MAX_MB: '1' });
  db = await testDatabase({ url: server.databaseUrl });
  keys = openKeys(db);
});

interface Job {
  readonly id: string;
  readonly state: string;
  readonly problem: string | null;
  readonly counts: Readonly<Record<string, number>> | null;
  readonly columns: readonly { readonly name: string; readonly samples: readonly string[]; readonly guess: string | null }[];
  readonly rejectKinds: readonly Readonly<Record<string, unknown>>[];
  readonly mapping: readonly { readonly canonical: string; readonly foreign: string }[];
  readonly [field: string]: unknown;
}

const fields = `id table fileName bytes state uploadedAt uploadedBy forgottenAt createCustomers progress bytesRead rows rejectsPath warnings
  problem startedAt finishedAt seconds columns { name samples guess sureness } canonicalColumns { name required meaning }
  mapping { canonical foreign } counts { read inserted updated unchanged anonymous rejected createdCustomers }
  rejectKinds { column reason remedy count first { line value reason } }`;

type Headers = Readonly<Record<string, string>>;
const asAdmin: Headers = bearer(adminToken);

function post(table: string, body: string | Buffer, headers: Headers = asAdmin, type = 'text/csv'): Promise<Response> {
  return fetch(`${server.url}/imports/${table}?fileName=till.csv`, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}

const patiently = { timeout: 60_000, interval: 50 };

async function upload(table: string, body: string | Buffer): Promise<string> {
  const answer = await post(table, body);
  const { id } = (await answer.json()) as { readonly id: string };
  expect([answer.status, answer.headers.get('location')]).toEqual([202, `/imports/${id}`]);
  return id;
}

async function asked(query: string, headers: Headers = asAdmin): Promise<Job> {
  const { data, errors } = await read(server.ask(query, headers));
  if (errors !== undefined) throw new Error(`${errors[0]?.extensions.code}: ${errors[0]?.message}`);
  return Object.values(data ?? {})[0] as Job;
}
const job = (id: string) => asked(`{ importJob(id: "${id}") { ${fields} } }`);
const check = (id: string, more = '') => asked(`mutation { checkImport(id: "${id}"${more}) { ${fields} } }`);
const start = (id: string) => asked(`mutation { startImport(id: "${id}") { ${fields} } }`);
const discard = (id: string) => asked(`mutation { discardImport(id: "${id}") { ${fields} } }`);

async function ended(id: string): Promise<Job> {
  const running = ['CHECKING', 'IMPORTING'];
  await vi.waitFor(async () => expect(running).not.toContain((await job(id)).state), patiently);
  return await job(id);
}
async function checked(id: string, more = ''): Promise<Job> {
  await check(id, more);
  return await ended(id);
}
async function imported(id: string): Promise<Job> {
  await start(id);
  return await ended(id);
}
const count = async (table: string) =>
  (await sql<{ rows: number }>`select count(*)::int as rows from ${sql.table(table)}`.execute(db.kysely)).rows[0]?.rows;
const rejectsOf = async (id: string, headers: Headers = asAdmin) =>
  await (await fetch(`${server.url}/imports/${id}/rejects.csv`, { headers })).text();

describe('a file from the browser', () => {
  test('is mapped, checked without a trace, imported, and then nothing of it is new', async () => {
    const file = 'Guest ID;Full name;E-Mail;Colour\nA;Ada;ada@example.com;red\nB;Bo;;\n';
    const id = await upload('customers', file);
    expect(await job(id)).toMatchObject({
      table: 'CUSTOMERS',
      fileName: 'till.csv',
      bytes: file.length,
      state: 'UPLOADED',
      uploadedBy: 'admin token',
      counts: null,
      progress: 0,
      rejectsPath: null,
      mapping: [],
      columns: [
        { name: 'Guest ID', samples: ['A', 'B'], guess: 'customer_id', sureness: 'SYNONYM' },
        { name: 'Full name', samples: ['Ada', 'Bo'], guess: 'name', sureness: 'SYNONYM' },
        { name: 'E-Mail', samples: ['ada@example.com'], guess: 'email', sureness: 'EXACT' },
        { name: 'Colour', samples: ['red'], guess: null, sureness: null },
      ],
    });
    const mapping = `mapping: [{canonical: "customer_id", foreign: "Guest ID"}, {canonical: "name", foreign: "Full name"}, {canonical: "email", foreign: "E-Mail"}]`;
    const counts = { read: 2, inserted: 2, updated: 0, unchanged: 0, anonymous: 0, rejected: 0, createdCustomers: 0 };
    expect(await checked(id, `, ${mapping}`)).toMatchObject({
      state: 'CHECKED',
      counts,
      progress: 1,
      rows: 2,
      warnings: [],
      problem: null,
    });
    expect(await count('customers')).toBe(0);
    expect(await imported(id)).toMatchObject({ state: 'DONE', counts, rejectKinds: [] });
    expect(await count('customers')).toBe(2);
    await vi.waitFor(async () => expect(await count('import_pieces')).toBe(1), patiently); // the header of the refused rows
    const again = await upload('customers', file);
    const same = await checked(again, `, ${mapping}`);
    expect(same.counts).toEqual({ ...counts, inserted: 0, unchanged: 2 });
    await discard(again);
  });

  test('shows its refused rows by kind, and gives the download that ecx import writes', async () => {
    const file = [
      'customer_id,visit_id,visited_at,total',
      'A,1,2026-01-05 19:00,12.50',
      'A,2,yesterday,12.50',
      'A,3,01.02.2026,12.50',
      'Z,4,2026-01-05 19:00,12.50',
      ',5,2026-01-05 19:00,12.50',
      'A,6,2026-01-06 19:00,"12,50 €"',
      '"A, ""the"" =first",7,2026-01-06 19:00,1',
    ].join('\n');
    await imported((await checked(await upload('customers', 'customer_id\nA\n'))).id);
    const id = await upload('visits', file);
    const done = await checked(id);
    expect(done.counts).toMatchObject({ read: 7, inserted: 1, anonymous: 1, rejected: 5 });
    expect(done.rejectKinds).toMatchObject([
      {
        column: 'visited_at',
        count: 2,
        remedy: expect.stringContaining('Write times as'),
        first: [
          { line: 3, value: 'yesterday', reason: expect.stringContaining('got "yesterday"') },
          { line: 4, value: '01.02.2026' },
        ],
      },
      {
        column: 'customer_id',
        count: 2,
        remedy: expect.stringContaining('Import the customers first'),
        first: [{ line: 5, value: 'Z' }, {}],
      },
      { column: 'total', count: 1, first: [{ line: 7, value: '12,50 €' }] },
    ]);
    expect(await count('visits')).toBe(0);
    const trial = await rejectsOf(id);
    expect((await imported(id)).counts).toEqual(done.counts);
    expect(await rejectsOf(id)).toBe(trial);
    expect(trial).toBe(await rejectsOfCommand('customer_id\nA\n', file));
  });

  test('may be compressed', async () => {
    const id = await upload('menu_items', gzipSync('menu_item_id,name\nT,Tart\n'));
    expect(await checked(id)).toMatchObject({ state: 'CHECKED', counts: { inserted: 1 } });
    const damaged = gzipSync(`menu_item_id,name\n${'U,Udon\n'.repeat(5000)}`).subarray(0, -12);
    const broken = await checked(await upload('menu_items', damaged));
    expect(broken).toMatchObject({ state: 'FAILED', problem: expect.stringContaining('ends in the middle or is damaged') });
  });

  test('with a header that does not fit is checked only with a mapping that does', async () => {
    const id = await upload('visits', 'customer_id,visit_date,amout\nA,2026-01-05 19:00,5\n');
    expect((await job(id)).columns.map(({ guess }) => guess)).toEqual(['customer_id', 'visited_at', null]);
    await expect(check(id)).rejects.toThrow(
      'BAD_USER_INPUT: expected a column to read visited_at from, got none; choose one, the nearest name is "visit_date"',
    );
    const customer = '{canonical: "customer_id", foreign: "customer_id"}';
    const visited = '{canonical: "visited_at", foreign: "visit_date"}';
    await expect(check(id, `, mapping: [${customer}, ${visited}, {canonical: "totl", foreign: "amout"}]`)).rejects.toThrow(
      'got "totl"; did you mean total?',
    );
    await expect(check(id, `, mapping: [${customer}, ${visited}, {canonical: "total", foreign: "amount"}]`)).rejects.toThrow(
      'got "amount"; did you mean "amout"?',
    );
    expect(await job(id)).toMatchObject({ state: 'UPLOADED' });
    const done = await checked(id, `, mapping: [${customer}, ${visited}], createCustomers: true`);
    expect(done).toMatchObject({
      state: 'CHECKED',
      createCustomers: true,
      mapping: [{ canonical: 'customer_id' }, { canonical: 'visited_at' }],
    });
  });

  test('makes guests to score again, who are scored', async () => {
    const id = await upload('visits', 'customer_id,visit_id,visited_at,total\nNew,N1,2026-01-05 19:00,20\n');
    await checked(id, ', createCustomers: true');
    expect((await imported(id)).counts).toMatchObject({ inserted: 1, createdCustomers: 1 });
    const scored = () => sql`select from current_scores where customer_id = 'New' and visit_days = 1`.execute(db.kysely);
    await vi.waitFor(async () => expect((await scored()).rows).toHaveLength(1), patiently);
  });

  test('can be imported only when it is checked, and discarded only once', async () => {
    const id = await upload('locations', 'location_id\nL\n');
    await expect(start(id)).rejects.toThrow('CONFLICT: Expected an upload that is CHECKED, got UPLOADED');
    await checked(id);
    expect(await discard(id)).toMatchObject({
      state: 'DISCARDED',
      columns: [],
      rejectKinds: [],
      rejectsPath: null,
      forgottenAt: null,
    });
    await expect(discard(id)).rejects.toThrow('CONFLICT');
    await expect(check(id)).rejects.toThrow('CONFLICT');
    await expect(start(id)).rejects.toThrow('CONFLICT');
    await expect(check('nobody')).rejects.toThrow('BAD_USER_INPUT');
    expect(await asked('{ importJob(id: "nobody") { id } }')).toBeNull();
  });

  test('is listed, newest first', async () => {
    const list = (await asked('{ imports(first: 2) { fileName state uploadedAt } }')) as unknown as Job[];
    expect(list).toHaveLength(2);
    await expect(asked('{ imports(first: 101) { id } }')).rejects.toThrow();
  });

  test('is nowhere in clear, and forgotten after a day', async () => {
    const id = await upload('customers', 'customer_id,email\nP,planted@example.com\nP,other@example.com\n');
    await checked(id);
    const { rows } = await sql<{ text: string }>`select to_jsonb(i)::text as text from imports i union all
      select encode(bytes_sealed, 'escape') from import_pieces`.execute(db.kysely);
    expect(rows.filter(({ text }) => text.includes('example.com'))).toEqual([]);
    expect(await rejectsOf(id)).toContain('other@example.com');
    await sql`update imports set uploaded_at = ${new Date(Date.now() - dayMs - 1000)}, finished_at = ${new Date(Date.now() - dayMs - 1000)}`.execute(
      db.kysely,
    );
    await vi.waitFor(async () => expect((await job(id)).state).toBe('DISCARDED'), patiently);
    await vi.waitFor(async () => expect(await count('import_pieces')).toBe(0), patiently);
    expect((await fetch(`${server.url}/imports/${id}/rejects.csv`, { headers: asAdmin })).status).toBe(404);
  });
});

describe('an upload is refused', () => {
  const refusal = async (answer: Promise<Response>) => {
    const response = await answer;
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    return [response.status, (await read(response)).code];
  };

  test('when it is too large, also when it does not say so', async () => {
    const large = `customer_id\n${'x'.repeat(1_200_000)}\n`;
    expect(await refusal(post('customers', large))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const stream = new Blob([large]).stream();
    const silent = fetch(`${server.url}/imports/customers`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...asAdmin },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(await refusal(silent)).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  test('when it is empty, no text or for no table, and leaves nothing', async () => {
    const before = await count('imports');
    expect(await refusal(post('customers', ''))).toEqual([400, 'BAD_USER_INPUT']);
    expect(await refusal(post('customers', Buffer.from('PK\x03\x04 a workbook')))).toEqual([400, 'BAD_USER_INPUT']);
    expect(await refusal(post('current_scores', 'customer_id\nA\n'))).toEqual([404, 'NOT_FOUND']);
    expect(await refusal(post('customers', 'customer_id\nA\n', asAdmin, 'text/plain'))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(await count('imports')).toBe(before);
  });

  test('from whoever may not record or sees only some', async () => {
    expect(await refusal(post('customers', 'customer_id\nA\n', {}))).toEqual([401, 'UNAUTHENTICATED']);
    const id = await upload('customers', 'customer_id\nA\n');
    for (const given of [{ role: 'ANALYST' }, { role: 'PARTNER', reach: ['A'] }, { role: 'MANAGER', reach: ['A'] }]) {
      const { key } = await keys.create({ ...plain, ...given }, Date.now());
      const headers = bearer(key);
      expect(await refusal(post('customers', 'customer_id\nA\n', headers))).toEqual([403, 'FORBIDDEN']);
      expect(await refusal(fetch(`${server.url}/imports/${id}/rejects.csv`, { headers }))).toEqual([403, 'FORBIDDEN']);
      for (const query of [
        '{ imports(first: 1) { id } }',
        `{ importJob(id: "${id}") { id } }`,
        `mutation { checkImport(id: "${id}") { id } }`,
        `mutation { startImport(id: "${id}") { id } }`,
        `mutation { discardImport(id: "${id}") { id } }`,
      ])
        expect(codeOf(await read(server.ask(query, headers)))).toBe('FORBIDDEN');
    }
    const { key } = await keys.create({ ...plain, role: 'MANAGER' }, Date.now());
    expect((await post('customers', 'customer_id\nA\n', bearer(key))).status).toBe(202);
  });

  test('from another site: a session alone is not enough', async () => {
    const session = cookieOf(await openLink(server.signInUrl));
    expect(await refusal(post('customers', 'customer_id\nA\n', session))).toEqual([400, 'BAD_REQUEST']);
    expect((await post('customers', 'customer_id\nA\n', { ...session, 'apollo-require-preflight': 'true' })).status).toBe(202);
  });
});

describe('several processes', () => {
  const rows = 40_000;
  const text = Array.from({ length: rows }, (_, row) => `g${row % 4000},v${row},2026-01-${10 + (row % 20)} 19:00,${row % 90}`);
  const file = ['customer_id,visit_id,visited_at,total', ...text].join('\n');

  test('a worker imports what a server without one received, and another goes on when it stops', async () => {
    const databaseUrl = await testDatabaseUrl();
    const own = await testDatabase({ url: databaseUrl });
    const door = await testServer({ DATABASE_URL: databaseUrl, ECX_WORKER: 'off', FEATURE_HEALTH_SCORING: 'false' });
    const ask = async (query: string) => {
      const { data, errors } = await read(door.ask(query, asAdmin));
      if (errors !== undefined) throw new Error(errors[0]?.message);
      return Object.values(data ?? {})[0] as Job;
    };
    const answer = await fetch(`${door.url}/imports/visits`, {
      method: 'POST',
      headers: { 'content-type': 'application/gzip', ...asAdmin },
      body: new Uint8Array(gzipSync(file)),
    });
    const { id } = (await answer.json()) as { readonly id: string };
    const state = async () => (await ask(`{ importJob(id: "${id}") { state } }`)).state;
    await ask(`mutation { checkImport(id: "${id}", createCustomers: true) { state } }`);
    expect(await state()).toBe('CHECKING');
    const worker = await testServer({ DATABASE_URL: databaseUrl, FEATURE_HEALTH_SCORING: 'false' });
    await vi.waitFor(async () => expect(await state()).toBe('CHECKED'), patiently);
    await ask(`mutation { startImport(id: "${id}") { state } }`);
    const kept = async () =>
      (await sql<{ rows: number }>`select count(*)::int as rows from visits`.execute(own.kysely)).rows[0]?.rows ?? 0;
    await vi.waitFor(async () => expect(await kept()).toBeGreaterThan(0), patiently);
    await worker.start.stop();
    await testServer({ DATABASE_URL: databaseUrl, FEATURE_HEALTH_SCORING: 'false' });
    await vi.waitFor(async () => expect(await state()).toBe('DONE'), patiently);
    expect(await kept()).toBe(rows);
    const done = await ask(`{ importJob(id: "${id}") { fileName progress counts { read inserted unchanged rejected } } }`);
    expect(done).toMatchObject({ fileName: 'visits.csv', progress: 1, counts: { read: rows, rejected: 0 } });
    expect((done.counts?.inserted ?? 0) + (done.counts?.unchanged ?? 0)).toBe(rows);
  });
});

/** What `ecx import --rejects` writes of the same file, with these customers on record. */
async function rejectsOfCommand(customers: string, visits: string): Promise<string> {
  const folder = mkdtempSync(join(inject('runFolder'), 'rejects-'));
  const path = (name: string) => join(folder, name);
  writeFileSync(path('customers.csv'), customers);
  writeFileSync(path('visits.csv'), visits);
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: await testDatabaseUrl(),
    ECX_DATA_DIR: await testDataDir(),
    ECX_ENCRYPTION_KEY: testEncryptionKey,
  };
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const run = (...args: readonly string[]) => spawnSync(process.execPath, [...ecxProgram, 'import', ...args], { cwd, env });
  run('--customers', path('customers.csv'));
  run('--visits', path('visits.csv'), '--rejects', path('rejects.csv'));
  return readFileSync(path('rejects.csv'), 'utf8');
}
