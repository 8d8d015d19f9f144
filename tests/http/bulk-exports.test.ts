import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { openKeys } from '../../server/store/keys.ts';
import { loadFilterGuests } from '../store/filter-guests.ts';
import { testDatabase } from '../support/database.ts';
import { type Answer, adminToken, bearer, codeOf, cookieOf, openLink, type TestServer, testServer } from './serving.ts';
import { tableOf } from './table.ts';

const admin = bearer(adminToken);
const guests = 640;
let server: TestServer;
let keyOf: (role: string, reach?: readonly string[]) => Promise<{ readonly authorization: string; readonly id: string }>;

beforeAll(async () => {
  server = await testServer();
  const db = await testDatabase({ url: server.databaseUrl });
  await loadFilterGuests(db, guests);
  const keys = openKeys(db);
  keyOf = async (role, reach) => {
    const given = { name: role, role, reach: reach ?? null, createdBy: 'a test', expiresAt: null };
    const { key, id } = await keys.create(given, Date.now());
    return { ...bearer(key), id };
  };
});

type Headers = Readonly<Record<string, string>>;

async function asked(query: string, variables: unknown, headers: Headers = admin): Promise<Answer> {
  const { authorization, cookie } = headers;
  const own = { ...(authorization === undefined ? {} : { authorization }), ...(cookie === undefined ? {} : { cookie }) };
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...own },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()) as Answer;
}

const shown = 'id state rows total progress bytes sha256 problem downloadPath expiresAt requestedBy';

interface Job {
  readonly id: string;
  readonly state: string;
  readonly rows: number;
  readonly total: number | null;
  readonly progress: number;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly problem: string | null;
  readonly downloadPath: string | null;
}

async function requested(query: string, format = 'JSON_LINES', headers: Headers = admin, variables?: unknown): Promise<Answer> {
  return await asked(
    `mutation ($query: String!, $variables: String, $format: BulkExportFormat!) {
      requestBulkExport(query: $query, variables: $variables, format: $format) { ${shown} } }`,
    { query, format, variables: variables === undefined ? undefined : JSON.stringify(variables) },
    headers,
  );
}

async function ended(answer: Answer, headers: Headers = admin): Promise<Job> {
  expect(answer.errors).toBeUndefined();
  const { id } = (answer.data as { requestBulkExport: Job }).requestBulkExport;
  let job: Job | undefined;
  const look = async () => {
    job = ((await asked(`query ($id: ID!) { bulkExport(id: $id) { ${shown} } }`, { id }, headers)).data as { bulkExport: Job })
      .bulkExport;
    return job.state;
  };
  await expect.poll(look, { timeout: 60_000, interval: 100 }).toMatch(/DONE|FAILED/);
  if (job === undefined) throw new Error('no job');
  return job;
}

async function forget(job: Job, headers: Headers = admin): Promise<void> {
  await asked('mutation ($id: ID!) { cancelBulkExport(id: $id) { state } }', { id: job.id }, headers);
}

const fetched = (job: Job, headers: Headers = admin) => fetch(`${server.url}/exports/jobs/${job.id}`, { headers });
const ids = '{ customers { nodes { id name } } }';

describe('an export in the background', () => {
  test('holds every customer once, with a checksum, a size and a count that are true', async () => {
    const job = await ended(await requested(ids));
    expect(job).toMatchObject({ state: 'DONE', rows: guests, total: guests, progress: 1, problem: null });
    const answer = await fetched(job);
    expect(answer.status).toBe(200);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.length).toBe(job.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(job.sha256);
    const rows = bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; name: string | null });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(guests);
    expect(Object.keys(rows[0] ?? {})).toEqual(['id', 'name']);
    await forget(job);
  });

  test('keeps filter, order and variables, and takes edges as well', async () => {
    const query = `query Lapsed($min: Int!, $orderBy: CustomerOrder) {
      customers(first: 5, filter: { minHealthScore: $min }, orderBy: $orderBy) { totalCount edges { cursor node { id } } } }`;
    const variables = { min: 50, orderBy: { field: 'HEALTH_SCORE', direction: 'DESC' } };
    const job = await ended(await requested(query, 'JSON_LINES', admin, variables));
    const found = (await (await fetched(job)).text()).trimEnd().split('\n');
    const list = await asked(
      `query ($min: Int!, $orderBy: CustomerOrder) {
      customers(first: 100, filter: { minHealthScore: $min }, orderBy: $orderBy) { totalCount nodes { id } } }`,
      variables,
    );
    const { customers } = list.data as { customers: { totalCount: number; nodes: { id: string }[] } };
    expect(found).toHaveLength(customers.totalCount);
    expect(found.slice(0, 100)).toEqual(customers.nodes.map((node) => JSON.stringify(node)));
    await forget(job);
  });

  test('CSV has a column for each path, JSON for lists and an apostrophe before formulas', async () => {
    const query = `{ customers { nodes { ...Who scores: healthScore { healthScore trend { change } } segments { name } } } }
      fragment Who on Customer { id name }`;
    const job = await ended(await requested(query, 'CSV'));
    const text = await (await fetched(job)).text();
    const [head, ...rows] = tableOf(text);
    expect(head).toEqual(['id', 'name', 'scores.healthScore', 'scores.trend.change', 'segments']);
    expect(rows).toHaveLength(guests);
    for (const row of rows) {
      expect(row[4]).toBe('[]');
      expect(row[1] ?? '').not.toMatch(/^[=+@]/);
    }
    await forget(job);
  });

  test('is fetched in parts that fit together, and again only when it is another file', async () => {
    const job = await ended(await requested(ids));
    const whole = Buffer.from(await (await fetched(job)).arrayBuffer());
    const half = Math.floor(whole.length / 2);
    const tag = `"${job.sha256}"`;
    const begin = await fetched(job, { ...admin, range: `bytes=0-${half - 1}` });
    const rest = await fetched(job, { ...admin, range: `bytes=${half}-`, 'if-range': tag });
    expect([begin.status, rest.status]).toEqual([206, 206]);
    expect(rest.headers.get('content-range')).toBe(`bytes ${half}-${whole.length - 1}/${whole.length}`);
    expect(Buffer.concat([Buffer.from(await begin.arrayBuffer()), Buffer.from(await rest.arrayBuffer())])).toEqual(whole);
    expect(Buffer.from(await (await fetched(job, { ...admin, range: 'bytes=-10' })).arrayBuffer())).toEqual(whole.subarray(-10));
    expect((await fetched(job, { ...admin, range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200);
    const beyond = await fetched(job, { ...admin, range: `bytes=${whole.length}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
    expect((await fetched(job, { ...admin, 'if-none-match': tag })).status).toBe(304);
    expect((await fetched(job, { ...admin, 'accept-encoding': 'gzip' })).headers.get('content-encoding')).toBeNull();
    await forget(job);
  });

  test('an empty list is an empty file, as a table its head', async () => {
    const query = '{ customers(filter: { nameContains: "nobody is called that" }) { nodes { id } } }';
    const lines = await ended(await requested(query));
    const table = await ended(await requested(query, 'CSV'));
    expect(await (await fetched(lines)).text()).toBe('');
    expect(lines.sha256).toBe(createHash('sha256').digest('hex'));
    expect(tableOf(await (await fetched(table)).text())).toEqual([['id']]);
    await forget(lines);
    await forget(table);
  });
});

describe('who asks', () => {
  test('a partner gets its reach and nobody else; contact data is refused at once to who may not read it', async () => {
    const partner = await keyOf('PARTNER', ['f0001', 'f0002']);
    const all = (await (await fetch(`${server.url}/exports/customers.jsonl?columns=id`, { headers: admin })).text())
      .trimEnd()
      .split('\n');
    const two = all.slice(0, 2).map((line) => (JSON.parse(line) as { id: string }).id);
    const own = await keyOf('PARTNER', two);
    const job = await ended(await requested(ids, 'JSON_LINES', own), own);
    expect(job.total).toBe(2);
    expect(
      (await (await fetched(job, own)).text())
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id)
        .sort(),
    ).toEqual([...two].sort());
    const contact = '{ customers { nodes { id email } } }';
    for (const role of ['PARTNER', 'ANALYST']) {
      const refused = await requested(contact, 'JSON_LINES', await keyOf(role, ['x']));
      expect(codeOf(refused)).toBe('FORBIDDEN');
    }
    const manager = await keyOf('MANAGER');
    const allowed = await ended(await requested(contact, 'JSON_LINES', manager), manager);
    expect(allowed.state).toBe('DONE');
    expect((await fetched(allowed, partner)).status).toBe(404);
    expect((await fetched(allowed, admin)).status).toBe(200);
    await forget(allowed, manager);
    await forget(job, own);
  });

  test("somebody else's looks like one that does not exist, everywhere", async () => {
    const manager = await keyOf('MANAGER');
    const job = await ended(await requested(ids));
    const missing = { ...job, id: '00000000-0000-0000-0000-000000000000' };
    const strip = async (answer: Response) => ({ status: answer.status, ...((await answer.json()) as object), requestId: '' });
    expect(await strip(await fetched(job, manager))).toEqual(await strip(await fetched(missing, manager)));
    for (const { id } of [job, missing]) {
      expect((await asked('query ($id: ID!) { bulkExport(id: $id) { id } }', { id }, manager)).data).toEqual({
        bulkExport: null,
      });
      expect(codeOf(await asked('mutation ($id: ID!) { cancelBulkExport(id: $id) { id } }', { id }, manager))).toBe(
        'BAD_USER_INPUT',
      );
    }
    expect((await asked('{ bulkExports(first: 10) { id } }', {}, manager)).data).toEqual({ bulkExports: [] });
    expect((await fetch(`${server.url}/exports/jobs/${job.id}`)).status).toBe(401);
    await forget(job);
  });

  test('whoever is signed in by a link may ask and fetch', async () => {
    const cookie = cookieOf(await openLink(server.signInUrl));
    const job = await ended(await requested(ids, 'JSON_LINES', cookie), cookie);
    expect(job.rows).toBe(guests);
    expect((await fetched(job, cookie)).status).toBe(200);
    await forget(job);
  });
});

describe('what is refused', () => {
  test.each([
    ['mutation { revokeApiKey(id: "x") { id } }', 'a mutation'],
    ['{ viewer { role } }', 'viewer'],
    ['{ customers { nodes { id } } segments { id } }', 'segments'],
    ['{ customers { totalCount } }', 'got them 0 times'],
    ['{ customers { nodes { id } ', 'Syntax Error'],
    ['{ customers { nodes { nothing } } }', 'nothing'],
    ['query A { customers { nodes { id } } } query B { customers { nodes { id } } }', 'got 2'],
    ['query ($a: Int!) { customers(filter: { minHealthScore: $a }) { nodes { id } } }', 'variables:'],
  ])('%s', async (query, words) => {
    const answer = await requested(query);
    expect(codeOf(answer)).toBe('BAD_USER_INPUT');
    expect(answer.errors?.[0]?.message).toContain(words);
  });

  test('variables that are no object', async () => {
    for (const variables of ['[]', '{', 'null', '"a"']) {
      const answer = await asked(
        'mutation ($v: String) { requestBulkExport(query: "{ customers { nodes { id } } }", variables: $v) { id } }',
        { v: variables },
      );
      expect(codeOf(answer)).toBe('BAD_USER_INPUT');
    }
  });

  test('a cancelled one is gone, and cannot be cancelled again', async () => {
    const job = await ended(await requested(ids));
    await forget(job);
    const answer = await fetched(job);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([410, 'GONE']);
    expect(codeOf(await asked('mutation ($id: ID!) { cancelBulkExport(id: $id) { id } }', { id: job.id }))).toBe('CONFLICT');
  });

  test('a file is forgotten after 24 hours, and nothing of it stays', async () => {
    const job = await ended(await requested(ids));
    server.wait(24 * 3_600_000 + 1_000);
    expect((await fetched(job)).status).toBe(410);
    const db = await testDatabase({ url: server.databaseUrl });
    const left = () =>
      db.run<{ state: string; pieces: number }>(
        'left',
        `select e.state, (e.wrapped_key is not null)::int + (select count(*)::int from bulk_export_pieces p where p.export_id = e.export_id) as pieces
         from bulk_exports e where e.export_id = $1`,
        [job.id],
      );
    await expect.poll(left, { timeout: 60_000 }).toEqual([{ state: 'EXPIRED', pieces: 0 }]);
  });
});
