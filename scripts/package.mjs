/**
 * `npm run package`: what other programs install, as a tarball in dist/: the SDK, the two services of the product's documentation and the
 * dashboards. It depends on nothing at run time (docs/decisions/0032-sdk.md); the dashboards bring React and Apollo Client along as peers.
 * Prints the tarball's path as the last line.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { preparePages } from './prepare.mjs';
import { root, run, runNode, say } from './tools.mjs';

const folder = join(root, 'dist', 'package');

/** The package's own description: that of the project without what only the server needs. */
export function manifestOf(project) {
  const { name, version, license, peerDependencies, peerDependenciesMeta } = project;
  const exports = Object.fromEntries(Object.entries(project.exports).map(([path, target]) => [path, beside(target)]));
  return {
    name,
    version,
    description: 'SDK and dashboards of Enhanced Customer Experience: customer intelligence for restaurants',
    type: 'module',
    license,
    engines: { node: '>=20' },
    sideEffects: ['./library/*.css', './library/parts/*.js'],
    exports,
    peerDependencies,
    peerDependenciesMeta,
  };
}

function beside(target) {
  if (typeof target === 'string') return target.replace('./dist/client/', './');
  return Object.fromEntries(Object.entries(target).map(([condition, path]) => [condition, beside(path)]));
}

async function pack() {
  if (!(await preparePages('sdk', 'pages'))) return null;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of ['sdk', 'services', 'library'])
    cpSync(join(root, 'dist', 'client', part), join(folder, part), { recursive: true });
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  cpSync(join(root, 'client', 'sdk', 'README.md'), join(folder, 'README.md'));
  const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifestOf(project), null, 2)}\n`);
  const args = ['pack', folder, '--pack-destination', join(root, 'dist'), '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const { code, output } = npm?.endsWith('.js') ? await runNode([npm, ...args]) : await run('npm', args);
  if (code === 0) return join(root, 'dist', `${project.name}-${project.version}.tgz`);
  say(`${output.trimEnd()}\nexpected npm to pack ${folder}, got exit code ${code}: its messages are above`);
  return null;
}

const tarball = await pack();
if (tarball === null) process.exitCode = 1;
else process.stdout.write(`${tarball}\n`);
