/** `npm run bench -- NAME` and `npm run prove -- NAME`: makes the tree ready, then runs the TypeScript runner. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requireNode } from './node-version.mjs';
import { prepare } from './prepare.mjs';
import { root, runNode } from './tools.mjs';

requireNode();
const [kind = 'bench', ...args] = process.argv.slice(2);
if (!(await prepare())) process.exit(1);
if (!existsSync(join(root, 'node_modules', 'tsx'))) {
  process.stderr.write('expected the development packages, got an installation without them: run `npm ci`\n');
  process.exit(1);
}
const { code } = await runNode(['--expose-gc', '--import', 'tsx', 'bench/run.ts', kind, ...args], { live: true });
process.exitCode = code;
