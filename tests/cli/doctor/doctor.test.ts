import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { ecxProgram } from '../../support/command.ts';
import { testDatabaseUrl, testDataDir, testEncryptionKey } from '../../support/database.ts';

interface Report {
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly {
    readonly check: string;
    readonly severity: string;
    readonly what: string;
    readonly todo: string | null;
  }[];
}

/** Runs `ecx doctor` with these settings. */
async function doctor(environment: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const env = {
    PATH: process.env.PATH,
    ECX_DATA_DIR: await testDataDir(),
    ECX_ENCRYPTION_KEY: testEncryptionKey,
    ...environment,
  };
  const child = spawn(process.execPath, [...ecxProgram, 'doctor', ...args], { env });
  let said = '';
  child.stdout.on('data', (piece) => {
    said += piece;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said, report: args.includes('--json') ? (JSON.parse(said) as Report) : null };
}

describe('ecx doctor', { timeout: 120_000 }, () => {
  test('looks at settings, files and database, and ends with 0 without an error', async () => {
    const { code, report } = await doctor({ DATABASE_URL: await testDatabaseUrl() }, '--json');
    expect([code, report?.ok, report?.errors]).toEqual([0, true, 0]);
    const checks = report?.findings.map(({ check }) => check);
    expect(checks).toEqual(
      expect.arrayContaining(['node', 'exposure', 'master key', 'disk', 'database', 'clock', 'migrations', 'keys', 'data']),
    );
    expect(report?.findings.filter(({ severity, todo }) => (severity === 'OK') !== (todo === null))).toEqual([]);
  });

  test('says in words what to do, and ends with 1 when something is wrong', async () => {
    const { code, said } = await doctor({ DATABASE_URL: await testDatabaseUrl(), HOST: '0.0.0.0' });
    expect(code).toBe(1);
    expect(said).toMatch(/^ERROR {4}exposure +serves HTTP on 0\.0\.0\.0: .*\n +→ set TLS_CERT_FILE and TLS_KEY_FILE/m);
    expect(said).toMatch(/\n1 error, \d warnings?\n$/);
  });

  test('tells of an empty database without touching it, and of one that is away', async () => {
    const empty = await testDatabaseUrl({ migrated: false });
    for (const _again of [1, 2]) {
      const { report } = await doctor({ DATABASE_URL: empty }, '--json');
      expect(report?.findings.find(({ check }) => check === 'migrations')?.what).toMatch(/^\d+ to apply/);
    }
    const { code, report } = await doctor({ DATABASE_URL: 'postgres://u:p@127.0.0.1:1/n' }, '--json');
    expect(code).toBe(1);
    expect(report?.findings.at(-1)).toMatchObject({
      check: 'database',
      severity: 'ERROR',
      todo: expect.stringContaining('start it'),
    });
  });

  test('names every wrong setting', async () => {
    const { code, report } = await doctor({ PORT: 'x', CURRENCY: 'x' }, '--json');
    expect(code).toBe(1);
    expect(report?.findings.filter(({ check }) => check === 'settings').map(({ what }) => what.split(' ')[0])).toEqual([
      'PORT',
      'CURRENCY',
    ]);
  });
});
