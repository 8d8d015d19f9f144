/**
 * `npm test [-- FILTER …]`: makes the tree ready, runs every test and closes with one line: `N passed, N failed`, and `, N skipped` when
 * something could not be tried here. Exits non-zero on any failure and when no test ran.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { requireNode } from './node-version.mjs';
import { prepare } from './prepare.mjs';
import { closingLine, summaryOf } from './test-summary.mjs';
import { commandOf, runNode, say } from './tools.mjs';

requireNode();
if (!(await prepare())) process.exit(1);
await ensureBrowser();

const folder = mkdtempSync(join(tmpdir(), 'ecx-test-'));
const reportFile = join(folder, 'report.json');
const { code } = await runNode(
  [
    commandOf('vitest'),
    'run',
    '--reporter=default',
    '--reporter=json',
    '--reporter=./scripts/second-tries.mjs',
    `--outputFile.json=${reportFile}`,
    ...process.argv.slice(2),
  ],
  { live: true, env: { ...process.env, ECX_TEST_BUILT: '1' } },
);
const summary = summaryOf(existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : null, code);
rmSync(folder, { recursive: true, force: true });

for (const title of summary.skippedTitles) say(`skipped: ${title}`);
for (const problem of summary.problems) say(problem);
process.exitCode = summary.ok ? 0 : 1;
process.stdout.write(`${closingLine(summary)}\n`);
