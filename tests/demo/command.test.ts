import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ecxProgram } from '../support/command.ts';
import { testDatabase, testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';

const dataDir = await testDataDir();
const url = await testDatabaseUrl();

function demo(...args: string[]) {
  const env = { PATH: process.env.PATH, DATABASE_URL: url, ECX_DATA_DIR: dataDir, ECX_ENCRYPTION_KEY: testEncryptionKey };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...ecxProgram, 'demo', ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
const small = ['--customers', '4', '--months', '3', '--until', '2026-03-31'];

test('ecx demo loads the rows and the truth once, and refuses other guests and files that cannot be written', async () => {
  const truthFile = join(dataDir, 'truth.jsonl');
  const { status, stdout, stderr } = demo(...small, '--json', '--truth', truthFile);
  expect(status, stderr).toBe(0);
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({ customers: 4, seed: 7, months: 3, until: '2026-03-31' });
  expect(document.tables.map(({ table }: { table: string }) => table)).toContain('visits');
  const truths = readFileSync(truthFile, 'utf8').trimEnd().split('\n');
  expect(truths.map((line) => JSON.parse(line).customerId)).toEqual(['G-000001', 'G-000002', 'G-000003', 'G-000004']);

  const again = demo(...small);
  expect(again.status, again.stderr).toBe(0);
  expect(again.stderr).toContain('is there already: nothing changed');
  const db = await testDatabase({ url });
  expect(await db.run('record', 'select kind, acts from audit_entries', [])).toEqual([{ kind: 'CHANGE', acts: ['demo'] }]);

  const other = demo('--customers', '5', '--until', '2026-03-31');
  expect(other.status).toBe(1);
  expect(other.stderr).toContain('expected a database without customers or with the demo of the same arguments');

  const unwritable = demo(...small, '--truth', join(dataDir, 'no such folder', 'truth.jsonl'));
  expect(unwritable.status).toBe(1);
  expect(unwritable.stderr).toContain('--truth: expected a file that can be written');
}, 120_000); // four starts of the program

test('bad usage ends with exit code 2 before anything is opened', () => {
  const { status, stderr } = demo('--customers', 'many');
  expect(status).toBe(2);
  expect(stderr).toContain('--customers: expected a whole number from 1 to 1000000, got "many"');
});
