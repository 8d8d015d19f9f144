/**
 * Makes a fresh or changed tree ready to run: installs the locked packages, generates types from the schema, builds the server and the
 * pages. Needs only Node.js. What is up to date is left alone, so a second start costs a fraction of a second.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireNode } from './node-version.mjs';
import { commandOf, filesUnder, root, run, runNode, say, secondsSince, stampOf } from './tools.mjs';

const stampFile = join(root, 'dist', '.stamps.json');
const lockFolder = join(root, '.cache', 'prepare.lock');
const schemaInputs = ['package-lock.json', 'schema.graphql', 'codegen.ts'];

/** What is built: from which inputs, to which outputs, and how. The types come first, the rest side by side. */
const typesPart = {
  name: 'types',
  title: 'types from schema.graphql',
  inputs: [...schemaInputs, 'scripts/sdk-documents.mjs', 'client'],
  outputs: ['server/graphql/types.generated.ts', 'client/generated/gql.ts', 'client/sdk/documents.generated.ts'],
  build: () => runNode([commandOf('@graphql-codegen/cli', 'graphql-codegen'), '--config', 'codegen.ts']),
};
const otherParts = [
  {
    name: 'server',
    title: 'server',
    inputs: [...schemaInputs, 'tsconfig.json', 'tsconfig.build.json', 'server'],
    outputs: ['dist/server/cli/ecx.js'],
    // Types are checked by `npm run check`; a start needs the JavaScript only.
    build: async () => {
      const result = await runNode([commandOf('typescript', 'tsc'), '-p', 'tsconfig.build.json', '--noCheck']);
      removeOrphans('dist/server');
      return result;
    },
  },
  {
    name: 'sdk',
    title: 'SDK',
    inputs: [...schemaInputs, 'scripts/sdk-documents.mjs', 'tsconfig.json', 'client/sdk', 'client/services'],
    outputs: ['dist/client/sdk/index.js', 'dist/client/sdk/index.d.ts', 'dist/client/services/customerHealthScoringService.js'],
    build: async () => {
      const result = await runNode([commandOf('typescript', 'tsc'), '-p', 'client/sdk/tsconfig.json', '--noCheck']);
      nameCompiled('dist/client/sdk', 'dist/client/services');
      return result;
    },
  },
  {
    name: 'pages',
    title: 'pages',
    inputs: ['package-lock.json', 'vite.config.ts', 'scripts/scoped-styles.mjs', 'schema.graphql', 'client'],
    outputs: [
      'dist/client/pages/index.html',
      'dist/client/explorer/index.html',
      'dist/client/library/EnhancedCustomerProfileDashboard.js',
    ],
    build: async () => {
      const results = await Promise.all(
        ['production', 'explorer', 'library'].map((mode) =>
          runNode([commandOf('vite'), 'build', '--mode', mode, '--logLevel', 'warn'], {
            env: { ...process.env, NODE_ENV: 'production' }, // whoever asks: a test's environment would bundle React for development
          }),
        ),
      );
      return { code: Math.max(...results.map(({ code }) => code)), output: results.map(({ output }) => output).join('\n') };
    },
  },
  {
    name: 'guides',
    title: 'guides',
    inputs: ['package-lock.json', 'scripts/guides.mjs', 'docs/guides'],
    outputs: ['dist/docs/guides.json'],
    build: () => runNode(['scripts/guides.mjs']),
  },
];
const parts = [typesPart, ...otherParts];

/**
 * Brings the tree up to date, with a line per step on standard error.
 * @returns false when a step failed; it has then said what was expected and what to do.
 */
export async function prepare() {
  requireNode();
  if (isPrepared()) return true;
  await lock();
  try {
    return (await install()) && (await build());
  } finally {
    unlock();
  }
}

/** Whether the tree is up to date already. */
export function isPrepared() {
  return missingPackages().length === 0 && outdatedParts().length === 0;
}

/**
 * Builds these parts, and the types that they rest on, where their sources changed since; who comes at the same time waits.
 * @param names absent: the pages.
 */
export async function preparePages(...names) {
  const wanted = ['types', ...(names.length === 0 ? ['pages'] : names)];
  const outdatedPages = () => outdatedParts().filter(({ name }) => wanted.includes(name));
  if (outdatedPages().length === 0) return true;
  await lock();
  try {
    for (const part of outdatedPages()) if (!(await buildPart(part))) return false;
    return true;
  } finally {
    unlock();
  }
}

/** Regenerates the types even when nothing changed; the whole result, for the checks. */
export function generateTypes() {
  return typesPart.build();
}

/**
 * The packages that the lock file names and node_modules does not hold in that version. Optional ones may be absent (other platforms);
 * those for development may be absent when everything is built already.
 */
function missingPackages() {
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  const built = outdatedParts().length === 0;
  return Object.entries(locked).filter(([path, entry]) => {
    if (path === '') return false;
    const present = installed[path];
    if (present === undefined) return !(entry.optional || entry.devOptional || entry.peer || (entry.dev && built));
    return present.version !== entry.version;
  });
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

async function install() {
  const missing = missingPackages();
  if (missing.length === 0) return true;
  const startedAt = performance.now();
  say(`Installing ${missing.length} packages (once, about half a minute) …`);
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retry-maxtimeout=10000'];
  const { code, output } = npm?.endsWith('.js') ? await runNode([npm, ...args]) : await run('npm', args);
  if (code !== 0) {
    say(output.trimEnd());
    say(
      `expected \`npm ci\` to install the packages of package-lock.json, got exit code ${code} (its messages are above): ` +
        'check the connection to the npm registry and run the command again',
    );
    return false;
  }
  say(`Packages installed (${secondsSince(startedAt)}).`);
  return true;
}

/** Parts whose inputs changed since they were built, or whose outputs are gone. */
function outdatedParts() {
  const stamps = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
  return parts.filter(
    (part) => stamps[part.name] !== stamp(part) || !part.outputs.every((output) => existsSync(join(root, output))),
  );
}

function stamp(part) {
  return stampOf(
    filesUnder(part.inputs).filter((file) => !file.includes('.generated.') && !file.startsWith('client/generated/')),
  );
}

async function build() {
  const outdated = outdatedParts();
  if (outdated.includes(typesPart) && !(await buildPart(typesPart))) return false;
  const built = await Promise.all(otherParts.filter((part) => outdated.includes(part)).map(buildPart));
  return built.every(Boolean);
}

async function buildPart(part) {
  const startedAt = performance.now();
  // Taken before the build: a file saved during it must count as changed.
  const before = stamp(part);
  const { code, output } = await part.build();
  const lost = part.outputs.filter((file) => !existsSync(join(root, file)));
  if (code !== 0 || lost.length > 0) {
    say(output.trimEnd());
    say(
      `expected to build the ${part.title}, got ${code === 0 ? `no ${lost.join(', ')}` : `exit code ${code}`} (messages above): ` +
        'mend what is named there, or fetch a clean copy of the project',
    );
    return false;
  }
  const stamps = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampFile, `${JSON.stringify({ ...stamps, [part.name]: before }, null, 2)}\n`);
  say(`Built the ${part.title} (${secondsSince(startedAt)}).`);
  return true;
}

/** Removes compiled files whose source is gone, so that nothing old can be imported. */
function removeOrphans(folder) {
  for (const file of filesUnder([folder])) {
    if (!/\.js(\.map)?$/.test(file)) continue;
    const source = file.replace(/^dist\//, '').replace(/\.js(\.map)?$/, '.ts');
    if (!existsSync(join(root, source))) rmSync(join(root, file));
  }
}

/** Declarations name what others get, the compiled modules, where they named sources. */
function nameCompiled(...folders) {
  for (const file of filesUnder(folders).filter((name) => name.endsWith('.d.ts'))) {
    const text = readFileSync(join(root, file), 'utf8');
    writeFileSync(join(root, file), text.replace(/(from '\.[^']*)\.ts'/g, "$1.js'"));
  }
}

/** One preparation at a time: a second one waits, and takes over from one that died. */
async function lock() {
  mkdirSync(join(root, '.cache'), { recursive: true });
  for (let waited = 0; ; waited += 1) {
    try {
      mkdirSync(lockFolder);
      writeFileSync(join(lockFolder, String(process.pid)), '');
      return;
    } catch (error) {
      if (error.code !== 'EEXIST')
        throw new Error(`expected to write in ${root}/.cache, got ${error.code}: make the project's folder writable`);
    }
    if (waited === 0) say('Another command is preparing the project; waiting for it …');
    if (!lockIsHeld()) unlock();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function lockIsHeld() {
  const [pid] = existsSync(lockFolder) ? readdirSync(lockFolder) : [];
  // Between making the folder and writing the process id there is nothing in it yet.
  if (pid === undefined) return Date.now() - (statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) < 5000;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function unlock() {
  rmSync(lockFolder, { recursive: true, force: true });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = (await prepare()) ? 0 : 1;
