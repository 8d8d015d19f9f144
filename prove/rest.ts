/** REST says what GraphQL says: every route, every guest of a demo restaurant, by three roles, and in the form that is described. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from '../bench/run.ts';
import { restBatches, restRoutes } from '../server/http/rest/routes.ts';

export const title = 'REST and GraphQL: the same answers about 1,000 guests, by role';

const root = fileURLToPath(new URL('..', import.meta.url));
const guests = 1_000;
const roles = 3;

export async function run(print: (figure: Figure) => void): Promise<void> {
  const options = { cwd: root, env: { ...process.env, ECX_REST_GUESTS: String(guests) }, maxBuffer: 2 ** 28 };
  const started = performance.now();
  const { stdout } = await promisify(execFile)(
    'npx',
    ['vitest', 'run', '--reporter=json', 'tests/http/rest/same.test.ts'],
    options,
  ).catch(whatWasSaid);
  const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as Report;
  const faults = report.testResults.flatMap(({ assertionResults }) => assertionResults.flatMap((each) => each.failureMessages));
  if (report.numPassedTests !== report.numTotalTests)
    throw new Error(`expected ${report.numTotalTests} tests to pass, got ${report.numPassedTests}: ${faults.join('\n')}`);
  print({ figure: 'answers compared', value: guests * roles * (restRoutes.length + restBatches.length), unit: 'answers' });
  print({ figure: 'answers that differ', value: 0, unit: 'answers' });
  print({ figure: 'time', value: Math.round((performance.now() - started) / 1000), unit: 's' });
}

interface Report {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly { readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[] }[];
}

/** Failing tests end the command with a fault, and its report says which. @throws when there is no report. */
function whatWasSaid(fault: unknown): { readonly stdout: string } {
  const stdout = (fault as { readonly stdout?: string }).stdout ?? '';
  if (!stdout.includes('{')) throw fault;
  return { stdout };
}
