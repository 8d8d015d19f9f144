/** `npm run check`: every check, each with its time; all problems are shown, not only the first. Exits non-zero when one fails. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requireNode } from './node-version.mjs';
import { generateTypes, prepare } from './prepare.mjs';
import { commandOf, filesUnder, root, runNode, secondsSince } from './tools.mjs';

/** A check answers null when all is well, else what is wrong; `note` is a remark for the line. */
const pass = (note = '') => ({ problem: null, note });
const fail = (problem) => ({ problem, note: '' });

async function command(...args) {
  const { code, output } = await runNode(args);
  return code === 0 ? pass() : fail(output);
}

async function checkImports() {
  const folders = ['server', 'client', 'tests', 'bench', 'prove'].filter((folder) => existsSync(join(root, folder)));
  const linter = commandOf('dependency-cruiser', 'depcruise');
  const { code, output } = await runNode([linter, '--config', '.dependency-cruiser.mjs', '--no-progress', ...folders]);
  const modules = Number(/([\d,]+) modules/.exec(output)?.[1]?.replaceAll(',', '') ?? 0);
  const least = filesUnder(['server']).filter((file) => file.endsWith('.ts')).length;
  // A compiler that the linter cannot drive makes it cruise nothing and report success.
  if (modules < least)
    return fail(`${output}\nexpected to look at ${least} modules or more, got ${modules}: the linter and TypeScript do not fit`);
  return code === 0 ? pass(`${modules} modules`) : fail(output);
}

async function checkRules() {
  const { violations } = await import('./architecture.mjs');
  const files = filesUnder(['server']).filter((file) => file.endsWith('.ts') && !file.includes('.generated.'));
  const found = files.flatMap((file) => violations(file));
  return found.length === 0 ? pass(`${files.length} files`) : fail(found.join('\n'));
}

async function checkSchema() {
  const { breakingChanges, deprecationFaults, releasedSchema } = await import('./schema-compatibility.mjs');
  const changes = await breakingChanges();
  const problems = [...(changes ?? []), ...deprecationFaults()];
  if (problems.length > 0) return fail(problems.join('\n'));
  return pass(changes === null ? `nothing released yet: ${releasedSchema} is written at the first release` : '');
}

async function checkGenerated() {
  const { code, output } = await generateTypes();
  return code === 0 ? pass() : fail(output);
}

const checks = [
  [
    'format and lint',
    () =>
      command(
        commandOf('@biomejs/biome', 'biome'),
        'check',
        '--colors=off',
        '--max-diagnostics=200',
        '--diagnostic-level=warn',
        '--error-on-warnings',
      ),
  ],
  ['types: server and tests', () => command(commandOf('typescript', 'tsc'), '-p', 'tsconfig.json')],
  ['types: client', () => command(commandOf('typescript', 'tsc'), '-p', 'client/tsconfig.json')],
  ['imports', checkImports],
  ['architecture rules', checkRules],
  // The generated types are not committed, yet they use what is written by hand.
  ['dead code', () => command(commandOf('knip'), '--no-progress', '--no-gitignore')],
  ['schema compatibility', checkSchema],
];

async function report([title, check]) {
  const startedAt = performance.now();
  const { problem, note } = await check().catch((error) => fail(error.stack ?? String(error)));
  process.stdout.write(
    `${problem === null ? 'ok    ' : 'FAILED'} ${title}${note === '' ? '' : ` (${note})`} ${secondsSince(startedAt)}\n`,
  );
  if (problem !== null) process.stdout.write(`${problem.trimEnd().replace(/^/gm, '    ')}\n`);
  return problem === null;
}

requireNode();
if (!(await prepare())) process.exit(1);
const results = [await report(['generated code', checkGenerated])];
// Two at a time: as many as a small machine has cores.
const waiting = [...checks];
const worker = async () => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results.push(await report(next));
};
await Promise.all([worker(), worker()]);
const failed = results.filter((ok) => !ok).length;
process.stdout.write(failed === 0 ? `all ${results.length} checks passed\n` : `${failed} of ${results.length} checks failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
