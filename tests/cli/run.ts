import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ecxProgram } from '../support/command.ts';
import { testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line on a new database of its own. */
export async function openEcx(): Promise<{ readonly url: string; readonly ecx: (...args: readonly string[]) => Promise<Ran> }> {
  const url = await testDatabaseUrl();
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: url,
    ECX_DATA_DIR: await testDataDir(),
    ECX_ENCRYPTION_KEY: testEncryptionKey,
    CURRENCY: 'USD',
  };
  const ecx = async (...args: readonly string[]): Promise<Ran> => {
    const child = spawn(process.execPath, [...ecxProgram, ...args], { cwd: root, env });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (piece) => {
      said.stdout += piece;
    });
    child.stderr.on('data', (piece) => {
      said.stderr += piece;
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, ...said };
  };
  return { url, ecx };
}

/** Where the CDNOW sample lies, and how it is imported. */
export function importCdnow(ecx: (...args: readonly string[]) => Promise<Ran>): Promise<Ran> {
  const file = fileURLToPath(new URL('../../../shared/data/cdnow/cdnow_sample.csv.gz', import.meta.url));
  return ecx('import', '--visits', file, '--map', 'visited_at=date,total=amount', '--create-customers');
}
