/** No page has a fault that axe finds, none is too wide, in both sizes and both schemes. Needs Chromium. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from '../bench/run.ts';

export const title = 'Every page by axe: 1280 and 390 px, light and dark';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function run(print: (figure: Figure) => void): Promise<void> {
  const options = { cwd: root, env: { ...process.env, ECX_EVERY_WINDOW: '1' }, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)(
    'npx',
    ['vitest', 'run', '--reporter=json', 'tests/browser/accessible.test.ts'],
    options,
  );
  const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { numPassedTests: number; numPendingTests: number };
  if (report.numPassedTests < 4)
    throw new Error(`expected four windows to pass, got ${report.numPassedTests}; is there a browser?`);
  print({ figure: 'windows without a fault', value: report.numPassedTests, unit: 'of 4' });
}
