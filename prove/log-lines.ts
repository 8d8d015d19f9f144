/** Nothing of guests, keys and links is in ten thousand lines of the log, whichever door it came in by. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from '../bench/run.ts';

export const title =
  'Ten thousand log lines at LOG_LEVEL=trace, below which there is none, searched for what was planted through every door';

const root = fileURLToPath(new URL('..', import.meta.url));
const lines = 10_000;

export async function run(print: (figure: Figure) => void): Promise<void> {
  const options = { cwd: root, env: { ...process.env, ECX_TEST_LOG_LINES: String(lines) }, maxBuffer: 2 ** 26 };
  await promisify(execFile)('npx', ['vitest', 'run', 'tests/http/log-lines.test.ts'], options);
  print({ figure: 'log lines without anything planted', value: lines, unit: 'lines' });
}
