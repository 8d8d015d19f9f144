import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { nodeProblem, oldestNode } from '../../scripts/node-version.mjs';
import { isPrepared } from '../../scripts/prepare.mjs';
import { filesUnder, stampOf } from '../../scripts/tools.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
  engines: { node: string };
  bin: { ecx: string };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const locked = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, Locked>;
};

function run(program: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: root }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr });
    });
  });
}

describe('the command', () => {
  test('is the package’s bin and answers on standard output alone', async () => {
    const { code, stdout, stderr } = await run(process.execPath, manifest.bin.ecx, '--version');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  test('ends its output with its own last line under npm, too', async () => {
    const { stdout } = await run('npm', 'run', 'ecx', '--', '--version');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(manifest.version);
  });

  test('ends with 2 on bad usage', async () => {
    expect((await run(process.execPath, manifest.bin.ecx, 'no-such-command')).code).toBe(2);
  });

  test('leaves a tree that is up to date alone', () => {
    expect(isPrepared()).toBe(true);
  });
});

describe('the version of Node.js', () => {
  test.each(['18.20.8', '20.18.9'])('%s is refused with what to do', (version) => {
    expect(nodeProblem(version)).toBe(
      `expected Node.js 20.19 or newer, got ${version}: install Node.js 24 from https://nodejs.org and try again`,
    );
  });

  test.each(['20.19.0', '22.0.0', '26.1.0'])('%s will do', (version) => {
    expect(nodeProblem(version)).toBeNull();
  });

  test('is the one that package.json asks for', () => {
    expect(manifest.engines.node).toBe(`>=${oldestNode.join('.')}.0`);
  });
});

describe('the packages', () => {
  test('are pinned to exact versions', () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test('are locked with integrity, from the registry alone', () => {
    const entries = Object.entries(locked.packages).filter(([path]) => path !== '');
    expect(entries.length).toBeGreaterThan(100);
    expect(entries.filter(([, { integrity = '' }]) => !/^sha512-[\w+/]{86}==/.test(integrity)).map(([path]) => path)).toEqual([]);
    // Without an address a package comes from the registry (.npmrc leaves addresses out of the lock); a link is a folder beside.
    const elsewhere = entries.filter(([, { resolved, link }]) => resolved !== undefined || link === true);
    expect(elsewhere.map(([path]) => path)).toEqual([]);
  });

  test('name none by git, by an address or by a folder, however deep', () => {
    const asked = Object.entries(locked.packages).flatMap(
      ([path, { version = '', dependencies = {}, optionalDependencies = {} }]) => [
        [path, version],
        ...Object.entries({ ...dependencies, ...optionalDependencies }).map(([name, range]) => [`${path} > ${name}`, range]),
      ],
    );
    expect(
      asked.filter(([, range = '']) =>
        /^(git|https?|file|link|ssh|github|bitbucket|gitlab)|[/\\]/.test(range.replace(/^npm:@?[\w-]+\/?[\w.-]*@/, '')),
      ),
    ).toEqual([]);
  });

  test('run no install script', () => {
    const withScript = Object.entries(locked.packages).flatMap(([path, { hasInstallScript }]) =>
      hasInstallScript === true ? [path.replace(/^.*node_modules\//, '')] : [],
    );
    expect(withScript.filter((name) => manifest.allowScripts[name] !== false)).toEqual([]);
  });

  test('are at most 25 at run time', () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(25);
  });
});

test('a stamp changes with any content and is the same for the same content', () => {
  const files = filesUnder(['server/settings.ts', 'schema.graphql', 'no-such-file']);
  expect(files).toEqual(['schema.graphql', 'server/settings.ts']);
  expect(stampOf(files)).toBe(stampOf(files));
  expect(stampOf(files)).not.toBe(stampOf(files.slice(1)));
});
