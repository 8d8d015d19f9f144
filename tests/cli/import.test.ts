import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { describe, expect, inject, test } from 'vitest';
import { ecxProgram } from '../support/command.ts';
import { testDatabase, testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(inject('runFolder'), 'import-'));
const url = await testDatabaseUrl();
const db = await testDatabase({ url });

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...ecxProgram, 'import', ...args], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: url,
      ECX_DATA_DIR: dataDir,
      ECX_ENCRYPTION_KEY: testEncryptionKey,
      TIME_ZONE: 'Europe/Berlin',
    },
  });
}
const dataDir = await testDataDir();
async function ecx(args: readonly string[], input?: string) {
  const child = start(args);
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (piece) => {
    said.stdout += piece;
  });
  child.stderr?.on('data', (piece) => {
    said.stderr += piece;
  });
  child.stdin?.end(input);
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, ...said };
}
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const count = async (table: string) =>
  (await sql<{ rows: number }>`select count(*)::int as rows from ${sql.table(table)}`.execute(db.kysely)).rows[0]?.rows;

describe('ecx import', () => {
  test('loads several files in the order of their dependencies and prints one JSON document', async () => {
    const customers = file('customers.csv', 'customer_id,name\nA,Ada\n');
    const visits = file(
      'visits.csv',
      'customer_id,visit_id,visited_at,total,waiter\nA,1,2026-01-05 19:00,12.50,Jo\n,2,2026-01-05,3,Jo\nZ,3,2026-01-05,3,Jo\n',
    );
    const rejects = join(folder, 'rejects.csv');
    const { code, stdout, stderr } = await ecx(['--visits', visits, '--customers', customers, '--json', '--rejects', rejects]);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const counts = { updated: 0, unchanged: 0 };
    expect(JSON.parse(stdout)).toEqual({
      tables: [
        { table: 'customers', read: 1, inserted: 1, ...counts, anonymous: 0, rejected: 0 },
        { table: 'visits', read: 3, inserted: 1, ...counts, anonymous: 1, rejected: 1 },
      ],
      createdCustomers: 0,
      seconds: expect.any(Number),
    });
    expect(stderr).toContain('unknown column "waiter" is ignored');
    expect(stderr.match(/waiter/g)).toHaveLength(1);
    const [header, row] = readFileSync(rejects, 'utf8').split('\n');
    expect(header).toMatch(/^table,line,column,reason,customer_id,/);
    expect(row).toMatch(/^visits,4,customer_id,"expected a customer on record, got ""Z""/);
  });
  test('refused rows are mended in the rejects file and imported from there', async () => {
    const rejects = join(folder, 'formulas.csv');
    await ecx(
      ['--visits', '-', '--rejects', rejects],
      'customer_id,visit_id,visited_at,seating,total\nA,f1,2026-01-05,"=cmd|x",-5\n',
    );
    const text = readFileSync(rejects, 'utf8');
    expect(text).toContain(",'=cmd|x");
    expect(text).toContain(',,,-5,');
    const { code, stdout } = await ecx(['--visits', '-', '--json'], text.replace(',,,-5,', ',,,5,'));
    expect([code, JSON.parse(stdout).tables[0].inserted]).toEqual([0, 1]);
    const { rows } = await sql`select seating from visits where visit_id = 'f1'`.execute(db.kysely);
    expect(rows).toEqual([{ seating: '=cmd|x' }]);
  });
  test('wrong use ends with 2 and a hint, a missing column or file with 1, before anything is kept', async () => {
    const visits = file('nodate.csv', 'customer_id,date\nA,2026-01-05\n');
    const customers = file('new.csv', 'customer_id\nNEW\n');
    const before = await count('customers');
    const results = await Promise.all([
      ecx([]),
      ecx(['--visits', visits, '--map', 'visited_att=date']),
      ecx(['--visits', visits, '--map', 'visited_at']),
      ecx(['--customers', customers, '--visits', visits]),
      ecx(['--visits', join(folder, 'nowhere.csv')]),
    ]);
    expect(results.map(({ code }) => code)).toEqual([2, 2, 2, 1, 1]);
    const said = [
      'at least one file',
      'did you mean visited_at?',
      'canonical=foreign',
      'nodate.csv: expected a column visited_at',
      'nowhere.csv',
    ];
    for (const [index, text] of said.entries()) expect(results[index]?.stderr).toContain(text);
    expect(await count('customers')).toBe(before);
  }, 120_000); // five programs start at once
  test('a quote that never closes is a failure that keeps the rows before and names the line', async () => {
    const { code, stdout, stderr } = await ecx(
      ['--visits', '-', '--json'],
      'customer_id,visit_id,visited_at\nA,q1,2026-01-05\nA,"q2,2026-01-05\nA,q3,2026-01-05\n',
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout).tables[0]).toMatchObject({ inserted: 1, rejected: 1 });
    expect(stderr).toContain('the quote that opens in line 3');
    expect(stderr).toContain('The rows before are kept');
  });
  test('a trial changes nothing, also where one file needs the other', async () => {
    const customers = file('trial.csv', 'customer_id\nTRIAL\n');
    const before = [await count('customers'), await count('visits')];
    const { code, stdout } = await ecx(
      ['--customers', customers, '--visits', '-', '--dry-run', '--json'],
      'customer_id,visited_at\nTRIAL,2026-01-05\n',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).tables.map((table: { inserted: number }) => table.inserted)).toEqual([1, 1]);
    expect([await count('customers'), await count('visits')]).toEqual(before);
  });
  test('killed in the middle, nothing reported is lost and a second run completes it', async () => {
    const rows = 60_000;
    const path = file(
      'many.csv',
      `customer_id,visited_at,total\n${Array.from({ length: rows }, (_, index) => `K${index % 700},2025-${String(1 + (index % 12)).padStart(2, '0')}-1${index % 10},${index % 9}\n`).join('')}`,
    );
    const before = (await count('visits')) ?? 0;
    const child = start(['--visits', path, '--create-customers']);
    const over = new Promise((resolve) => child.on('close', resolve));
    while (((await count('visits')) ?? 0) < before + 10_000 && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await over;
    const kept = ((await count('visits')) ?? 0) - before;
    expect(kept).toBeGreaterThanOrEqual(10_000);
    expect(kept).toBeLessThan(rows);
    const { stdout } = await ecx(['--visits', path, '--create-customers', '--json']);
    // The chunk in flight may have been committed after it was counted.
    const [report] = JSON.parse(stdout).tables;
    expect(report).toMatchObject({ read: rows, updated: 0, rejected: 0 });
    expect(report.unchanged).toBeGreaterThanOrEqual(kept);
    expect(report.inserted + report.unchanged).toBe(rows);
    expect(await count('visits')).toBe(before + rows);
  });
});
