import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { tableShapes } from '../../server/ingest/columns.ts';
import { openEcx } from '../cli/run.ts';
import { adminToken, bearer, read, type TestServer, testServer } from '../http/serving.ts';
import { tableOf } from '../http/table.ts';
import { testDatabase, testDataDir } from '../support/database.ts';
import { isWhole, note } from '../support/trust.ts';
import { goodGuests, type TornFile, tornFile } from './files.ts';
import { inside } from './hostile.ts';

interface Counts {
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly anonymous: number;
  readonly rejected: number;
}
interface Job {
  readonly state: string;
  readonly problem: string | null;
  readonly warnings: readonly string[];
  readonly counts: Counts | null;
  readonly rejectKinds: readonly { readonly reason: string; readonly count: number }[];
}

/** Rows on record in each table that a file can fill. */
async function rowsOf(db: Db): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  for (const { table } of tableShapes) {
    const { rows } = await sql<{ rows: number }>`select count(*)::int as rows from ${sql.table(table)}`.execute(db.kysely);
    found[table] = rows[0]?.rows ?? 0;
  }
  return found;
}

/** What came since: rows of the file's table as reported, beside them only references that its rows named (a campaign, a dish), no guest. */
async function expectGrown(
  db: Db,
  before: Readonly<Record<string, number>>,
  { table }: TornFile,
  inserted: number,
): Promise<void> {
  const now = await rowsOf(db);
  for (const [name, rows] of Object.entries(before)) {
    const grown = (now[name] ?? 0) - rows;
    if (name === table) expect(grown, name).toBe(inserted);
    else if (inserted === 0 || name === 'customers') expect(grown, name).toBe(0);
    else expect(grown, name).toBeGreaterThanOrEqual(0);
  }
}

/** A sentence for people that shows nothing of the inside. */
function expectSentence(text: string, file: TornFile): void {
  expect(text.length, text).toBeGreaterThan(20);
  expect(text, file.bytes.toString('latin1').slice(0, 500)).not.toMatch(inside);
  expect(text).not.toContain('error of its own');
}

/** Every row of the file is accounted for, once. */
function expectWhole({ read: all, inserted, updated, unchanged, anonymous, rejected }: Counts): void {
  expect(inserted + updated + unchanged + anonymous + rejected).toBe(all);
}

const shown = (file: TornFile) => `${file.table}: ${JSON.stringify(file.bytes.subarray(0, 2000).toString('latin1'))}`;

describe('a torn or random file at POST /imports', () => {
  let server: TestServer;
  let db: Db;
  const refusals = [400, 413, 415];
  const asked = async (query: string) => {
    const { data, errors } = await read(server.ask(query, bearer(adminToken)));
    return { job: data == null ? null : (Object.values(data)[0] as Job), fault: errors?.[0] };
  };
  const fields =
    'state problem warnings counts { read inserted updated unchanged anonymous rejected } rejectKinds { reason count }';

  beforeAll(async () => {
    server = await testServer({ ECX_IMPORT_MAX_MB: '1' });
    db = await testDatabase({ url: server.databaseUrl });
    await sent(goodGuests);
  });

  const post = ({ table, bytes }: TornFile) =>
    fetch(`${server.url}/imports/${table}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', ...bearer(adminToken) },
      body: new Uint8Array(bytes),
    });

  /** Begins a check or an import, and waits for its end. */
  async function ended(mutation: string, id: string, file: TornFile): Promise<Job | null> {
    const { job: begun, fault } = await asked(`mutation { ${mutation}(id: "${id}") { ${fields} } }`);
    if (begun === null) {
      expect(fault?.extensions.code, fault?.message).toBe('BAD_USER_INPUT');
      expectSentence(fault?.message ?? '', file);
      return null;
    }
    await vi.waitFor(
      async () => expect((await asked(`{ importJob(id: "${id}") { state } }`)).job?.state).not.toMatch(/CHECKING|IMPORTING/),
      { timeout: 60_000, interval: 20 },
    );
    const { job } = await asked(`{ importJob(id: "${id}") { ${fields} } }`);
    if (job === null) throw new Error('expected the upload that was just checked, got none');
    for (const text of [job.problem ?? [], ...job.warnings, ...job.rejectKinds.map(({ reason }) => reason)].flat())
      expectSentence(text, file);
    if (job.counts !== null) expectWhole(job.counts);
    expect(job.rejectKinds.reduce((sum, { count }) => sum + count, 0)).toBe(job.counts?.rejected ?? 0);
    return job;
  }

  /** @returns how far it came. */
  async function sent(file: TornFile): Promise<string> {
    const answer = await post(file);
    if (answer.status !== 202) {
      expect(refusals).toContain(answer.status);
      const { detail } = (await answer.json()) as { readonly detail: string };
      expectSentence(detail, file);
      return 'refused at the door';
    }
    const { id } = (await answer.json()) as { readonly id: string };
    try {
      const before = await rowsOf(db);
      const checked = await ended('checkImport', id, file);
      expect(await rowsOf(db)).toEqual(before);
      if (checked?.state !== 'CHECKED') return checked === null ? 'refused by its columns' : 'refused by its check';
      const done = await ended('startImport', id, file);
      expect(done).toMatchObject({ state: 'DONE', counts: checked.counts });
      await expectGrown(db, before, file, done?.counts?.inserted ?? 0);
      return 'imported';
    } finally {
      await asked(`mutation { discardImport(id: "${id}") { state } }`); // done ones say CONFLICT
    }
  }

  test('is refused by a sentence or imported row by row, each accounted for, and the server goes on', {
    timeout: 900_000,
  }, async () => {
    const ends = new Map<string, number>();
    const runs = isWhole ? 200 : 40;
    await fc.assert(
      fc.asyncProperty(tornFile, async (file) => {
        const end = await sent(file);
        ends.set(end, (ends.get(end) ?? 0) + 1);
      }),
      { numRuns: runs, endOnFailure: true },
    );
    for (const [end, count] of ends) note(`torn and random files, ${end}`, count, 'files');
    expect(ends.get('imported') ?? 0).toBeGreaterThan(0);
    expect(ends.size).toBeGreaterThan(1);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });
});

describe('a torn or random file at ecx import', () => {
  test('ends with 0 or 1 and a sentence, and what it reports is what is on record', { timeout: 900_000 }, async () => {
    const { ecx, url } = await openEcx();
    const db = await testDatabase({ url });
    const folder = await mkdtemp(join(await testDataDir(), 'torn-'));
    let count = 0;
    const run = async (file: TornFile) => {
      count += 1;
      const [path, rejects] = [join(folder, `${count}.csv`), join(folder, `${count}-rejects.csv`)];
      await writeFile(path, file.bytes);
      const before = await rowsOf(db);
      const { code, stdout, stderr } = await ecx(
        'import',
        `--${file.table.replaceAll('_', '-')}`,
        path,
        '--json',
        '--rejects',
        rejects,
      );
      expect([0, 1], shown(file)).toContain(code);
      expectSentence(`What it said: ${stderr}`.replaceAll(folder, ''), file);
      if (stdout === '') {
        expect(code, stderr).toBe(1);
        return await expectGrown(db, before, file, 0);
      }
      const [report] = (JSON.parse(stdout) as { readonly tables: readonly [Counts] }).tables;
      expectWhole(report);
      await expectGrown(db, before, file, report.inserted);
      const refused = tableOf(await readFile(rejects, 'utf8')).slice(1);
      expect(refused).toHaveLength(report.rejected);
    };
    await run(goodGuests);
    await fc.assert(fc.asyncProperty(tornFile, run), { numRuns: isWhole ? 20 : 3, endOnFailure: true });
    note('torn and random files at ecx import', count, 'files');
  });
});
