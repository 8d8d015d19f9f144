import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';

const program = fileURLToPath(new URL('../../server/cli/ecx.ts', import.meta.url));

async function ecx(url: string, ...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: url,
    ECX_DATA_DIR: await testDataDir(),
    ECX_ENCRYPTION_KEY: testEncryptionKey,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], { env });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

test('it names what it applied, and nothing the second time', async () => {
  const url = await testDatabaseUrl({ migrated: false });
  const first = await ecx(url, 'migrate', '--json');
  expect(first.code).toBe(0);
  expect(JSON.parse(first.out)).toEqual({ applied: expect.arrayContaining(['0001_crm.sql', '0002_store.sql']) });
  expect(first.err).toContain('migrated the database: 0001_crm.sql');
  expect(await ecx(url, 'migrate')).toEqual({ code: 0, out: 'the database is up to date\n', err: '' });
});

test('a database that is away is one line and exit code 1', async () => {
  const { code, out, err } = await ecx('postgres://nobody:no@127.0.0.1:1/none', 'migrate', '--json');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^.*expected PostgreSQL at 127\.0\.0\.1:1\/none.*start it.*\n$/);
});
