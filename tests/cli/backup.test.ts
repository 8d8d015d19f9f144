import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, migrationsFolder } from '../../server/db/migrate.ts';
import { type Answer, adminToken, bearer, read, type TestServer, testServer } from '../http/serving.ts';
import { ecxProgram } from '../support/command.ts';
import { testDatabase, testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'ecx-backup-'));
const file = join(folder, 'all.backup');
let server: TestServer;
let before: Answer;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

async function ecx(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran> {
  const env = {
    PATH: process.env.PATH,
    ECX_DATA_DIR: await testDataDir(),
    ECX_ENCRYPTION_KEY: testEncryptionKey,
    ...environment,
  };
  const child = spawn(process.execPath, [...ecxProgram, ...args], { env });
  const pieces: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  child.stderr.on('data', (piece) => {
    stderr += piece;
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, stdout: Buffer.concat(pieces), stderr };
}

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();
const asOf = day(0);

/** What people ask, as of one instant: sealed columns, scores, segments, filters. */
async function answers({ ask }: TestServer): Promise<Answer> {
  return await read(
    ask(
      `{ customers(first: 10) { totalCount nodes { id name email phone birthDate } }
        enhancedCustomerProfiles(customerIds: ["C1", "C2", "C3"], asOf: "${asOf}") { customerId
          purchaseHistoryAnalysis { __typename } profileCompleteness { overallScore } relationshipStrength { __typename } }
        customerHealthScores(customerIds: ["C1", "C2", "C3"], asOf: "${asOf}") { customerId healthScore healthLevel exactScore coverage
          components { recencyFactor { score } spendingBehavior { score } } }
        segments { id name } }`,
      bearer(adminToken),
    ),
  );
}

beforeAll(async () => {
  server = await testServer({ ECX_WORKER: 'off' });
  const said = await read(
    server.ask(
      `mutation {
        upsertCustomers(customers: [
          { id: "C1", name: "Ann \\\\ Tab\\t", email: "ann@example.com", phone: "+49 30 1234567", birthDate: "1980-02-03" }
          { id: "C2", name: "Ünal 🍲", email: "unal@example.com" } { id: "C3" }]) { inserted }
        recordVisits(visits: [${[1, 2, 3].map((guest) =>
          [9, 40, 71, 99].map(
            (ago) =>
              `{ customerId: "C${guest}", visitId: "V${guest}-${ago}", visitedAt: "${day(ago + guest)}", total: "${guest}${ago}.50" }`,
          ),
        )}]) { inserted }
        recordFeedback(feedback: [{ customerId: "C1", feedbackId: "F1", at: "${day(8)}", rating: 2, comment: "cold\\nsoup" }]) { inserted }
        saveSegment(id: "two", name: "Two", filter: { ids: ["C1", "C2"] }) { id } }`,
      bearer(adminToken),
    ),
  );
  expect(said.errors).toBeUndefined();
  before = await answers(server);
  expect(before.errors).toBeUndefined();
  const made = await ecx({ DATABASE_URL: server.databaseUrl }, 'backup', file, '--json');
  expect(JSON.parse(String(made.stdout))).toEqual({ file, bytes: readFileSync(file).length, head: `${file}.head` });
});

describe('a backup', { timeout: 240_000 }, () => {
  test('is known to ecx doctor, and holds contact data only sealed', async () => {
    const { stdout } = await ecx({ DATABASE_URL: server.databaseUrl }, 'doctor', '--json');
    const { findings } = JSON.parse(String(stdout)) as { readonly findings: readonly { check: string; what: string }[] };
    expect(findings.find(({ check }) => check === 'backup')?.what).toMatch(/^the last is \d+ s old$/);
    const text = gunzipSync(readFileSync(file)).toString('latin1');
    for (const mark of ['ann@example.com', '1234567', '1980-02-03', 'soup', testEncryptionKey]) expect(text).not.toContain(mark);
  });

  test('is on record where it was made, and the restored chain of the audit log goes on with the restore', async () => {
    const actsOf = async (url: string) => {
      const db = await testDatabase({ url });
      const rows = await db.run<{ kind: string; acts: string }>(
        'rows',
        'select kind, acts::text from audit_entries order by entry_no',
        [],
      );
      return rows.map(({ kind, acts }) => `${kind} ${acts}`);
    };
    const here = await actsOf(server.databaseUrl);
    expect(here.findLast((line) => line.includes('backup'))).toMatch(/^READ .*"?backup"?/);
    const url = await testDatabaseUrl({ migrated: false });
    expect(await ecx({ DATABASE_URL: url }, 'restore', file)).toMatchObject({ code: 0 });
    expect((await actsOf(url)).slice(-2)).toEqual([
      expect.stringContaining('backup'),
      expect.stringMatching(/^CHANGE .*restore/),
    ]);
    const verified = await ecx({ DATABASE_URL: url }, 'audit', 'verify', '--head', `${file}.head`);
    expect([verified.code, String(verified.stdout)]).toEqual([0, expect.stringContaining('compared with 1 kept heads')]);
  });

  test('of an older version, without an audit log yet, is made all the same', async () => {
    const url = await testDatabaseUrl({ migrated: false });
    const db = await testDatabase({ url });
    const older = mkdtempSync(join(folder, 'older-'));
    for (const name of readdirSync(migrationsFolder()).filter((name) => name.endsWith('.sql') && name < '0024'))
      cpSync(join(migrationsFolder(), name), join(older, name));
    await migrate(db, { folder: older });
    const made = await ecx({ DATABASE_URL: url }, 'backup', join(folder, 'older.backup'));
    expect(made).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'older.backup.head'))).toBe(false);
  });

  test('never overwrites a file, and leaves none behind that is not whole', async () => {
    expect(await ecx({ DATABASE_URL: server.databaseUrl }, 'backup', file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a backup is never overwritten'),
    });
    const nowhere = join(folder, 'no', 'such', 'folder.backup');
    expect((await ecx({ DATABASE_URL: server.databaseUrl }, 'backup', nowhere)).stderr).toContain('there is no file now');
    expect(existsSync(`${nowhere}.part`)).toBe(false);
    expect((await ecx({ DATABASE_URL: server.databaseUrl }, 'backup')).code).toBe(2);
  });

  test('restored into an empty database gives the same answers, also through pipes', async () => {
    const piped = await ecx({ DATABASE_URL: server.databaseUrl }, 'backup', '-');
    writeFileSync(join(folder, 'piped.backup'), piped.stdout);
    expect(JSON.parse(piped.stderr.split('\n').find((line) => line.startsWith('{')) ?? '')).toMatchObject({
      entries: expect.any(Number),
      signature: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    for (const each of [file, join(folder, 'piped.backup')]) {
      const url = await testDatabaseUrl({ migrated: false });
      const done = await ecx({ DATABASE_URL: url }, 'restore', each, '--json');
      expect(done).toMatchObject({ code: 0 });
      const restored = await testServer({ DATABASE_URL: url, ECX_WORKER: 'off' });
      expect(await answers(restored)).toEqual(before);
    }
  });

  test('is refused where guests are, and without its master key', async () => {
    expect(await ecx({ DATABASE_URL: server.databaseUrl }, 'restore', file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('expected an empty database, got one with guests'),
    });
    const url = await testDatabaseUrl({ migrated: false });
    const other = await ecx({ DATABASE_URL: url, ECX_ENCRYPTION_KEY: 'a'.repeat(64) }, 'restore', file);
    expect(other).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/expected the master key \w+ of this backup, got \w+/),
    });
    const none = await ecx({ DATABASE_URL: url, ECX_ENCRYPTION_KEY: '', ECX_DATA_DIR: join(folder, 'new') }, 'restore', file);
    expect(none.stderr).toContain('of this backup, got none; put the encryption.key of then into');
    expect(existsSync(join(folder, 'new', 'encryption.key'))).toBe(false);
  });

  test('that is damaged leaves no row, and a good one can follow', async () => {
    const whole = gunzipSync(readFileSync(file));
    const at = whole.indexOf('Ünal');
    const changed = Buffer.from(whole);
    changed.write('Xx', at);
    const url = await testDatabaseUrl({ migrated: false });
    const cases: readonly (readonly [string, Buffer, string])[] = [
      ['changed', gzipSync(changed), 'one whose checksum differs'],
      ['cut', readFileSync(file).subarray(0, -200), 'one that cannot be read'],
      ['short', gzipSync(whole.subarray(0, whole.length - 300)), 'one that breaks off'],
      ['other', gzipSync('{"hello": 1}\n'), 'expected a file of "ecx backup", got something else'],
      ['plain', Buffer.from('customer_id,name\n'), 'one that cannot be read ("incorrect header check")'],
    ];
    for (const [name, bytes, said] of cases) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      expect([name, await ecx({ DATABASE_URL: url }, 'restore', path)]).toMatchObject([
        name,
        { code: 1, stderr: expect.stringContaining(said) },
      ]);
    }
    const db = await testDatabase({ url });
    expect(await db.run('rows', 'select count(*)::int as guests from customers', [])).toEqual([{ guests: 0 }]);
    expect(await ecx({ DATABASE_URL: url }, 'restore', file)).toMatchObject({ code: 0 });
  });

  test('does not bring back who was erased after it', async () => {
    const dataDir = mkdtempSync(join(folder, 'data-'));
    const url = await testDatabaseUrl({ migrated: false });
    expect((await ecx({ DATABASE_URL: url, ECX_DATA_DIR: dataDir }, 'restore', file)).code).toBe(0);
    const early = join(folder, 'early.backup');
    expect((await ecx({ DATABASE_URL: url, ECX_DATA_DIR: dataDir }, 'backup', early)).code).toBe(0);
    expect((await ecx({ DATABASE_URL: url, ECX_DATA_DIR: dataDir }, 'erase', 'C1', '--yes')).code).toBe(0);
    const again = await testDatabaseUrl({ migrated: false });
    expect((await ecx({ DATABASE_URL: again, ECX_DATA_DIR: dataDir }, 'restore', early)).code).toBe(0);
    const db = await testDatabase({ url: again });
    expect(await db.run('rows', 'select customer_id as id from customers order by 1', [])).toEqual([{ id: 'C2' }, { id: 'C3' }]);
  });
});
