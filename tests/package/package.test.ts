import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, visit } from '../browser/chromium.ts';
import { serveExample } from '../browser/example-host.ts';
import { demoVenue, type Venue } from '../browser/venue.ts';
import { adminToken } from '../http/serving.ts';
import { recordExampleGuests } from '../sdk/guests.ts';

/** What other programs install, in an empty project of theirs. */
const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const name = 'enhanced-customer-experience';

/** A program that runs every example of the product document and prints what it found. */
const program = `import { batchExample as wordForWord } from './examples/batch-word-for-word.js';
import { batchExample } from './examples/batch.js';
import { healthExample } from './examples/health.js';
import { profileExample } from './examples/profile.js';

const typed = await batchExample();
const { segmentAnalysis } = await wordForWord();
const { favoriteItems } = await profileExample('customer1');
const health = await healthExample('customer1');
console.log(JSON.stringify({ scores: typed.healthScores.length, segments: Object.keys(segmentAnalysis), favoriteItems, health }));
`;

const strict = {
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    allowJs: true,
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
    module: 'nodenext',
    skipLibCheck: false,
    rootDir: '.',
    outDir: 'built',
  },
  include: ['examples', 'typed.ts'],
};

/** Types as somebody else meets them: a wrong field and a wrong argument do not compile. */
const typed = `import { createClient, type CustomerHealthScore, EcxError } from '${name}/sdk';
const client = createClient({ url: 'http://localhost:4000', token: 'ecx_1.secret' });
export async function scoreOf(id: string): Promise<number | null> {
  const health: CustomerHealthScore = await client.getCustomerHealthScore(id);
  // @ts-expect-error there is no such field
  health.luck;
  // @ts-expect-error one customer at a time
  await client.getCustomerHealthScore([id]);
  // @ts-expect-error a partial batch has holes
  (await client.getBatchHealthScores([id], { partial: true })).data.map((score) => score.healthScore);
  for await (const customer of client.customers({ filter: { cities: ['Berlin'] } })) if (customer.id === id) return health.healthScore;
  throw new EcxError('nobody', { code: 'CUSTOMER_NOT_FOUND', status: null });
}
`;

const page = `<!doctype html><meta charset="utf-8"><title>…</title>
<script type="importmap">{"imports": {
  "${name}/services/enhancedCustomerProfileService": "/node_modules/${name}/services/enhancedCustomerProfileService.js",
  "${name}/services/customerHealthScoringService": "/node_modules/${name}/services/customerHealthScoringService.js"
}}</script>
<script type="module" src="/page.js"></script>`;

const pageProgram = `import { batchExample } from '/examples/batch-word-for-word.js';
const { profiles, healthScores, segmentAnalysis } = await batchExample();
document.title = [profiles.length, healthScores.length, ...Object.keys(segmentAnalysis)].join(' ');
`;

let folder: string;
let venue: Venue;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecx-package-'));
  const { stdout } = await run(process.execPath, ['scripts/package.mjs'], { cwd: root });
  const tarball = stdout.trim().split('\n').at(-1) ?? '';
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await run('npm', ['install', tarball, '--offline', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  await cp(new URL('../sdk/examples', import.meta.url), join(folder, 'examples'), { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'tsconfig.json'), JSON.stringify(strict)),
    writeFile(join(folder, 'typed.ts'), typed),
    writeFile(join(folder, 'index.html'), page),
    writeFile(join(folder, 'page.js'), pageProgram),
  ]);
  venue = await demoVenue(12);
  await recordExampleGuests(venue);
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the packed tarball in an empty project', () => {
  test('brings nothing along, and holds what its addresses name', async () => {
    expect((await readdir(join(folder, 'node_modules'))).filter((entry) => !entry.startsWith('.'))).toEqual([name]);
    const inside = join(folder, 'node_modules', name);
    const manifest = JSON.parse(await readFile(join(inside, 'package.json'), 'utf8')) as Record<string, object>;
    expect(manifest.dependencies).toBeUndefined();
    expect(manifest.devDependencies).toBeUndefined();
    const targets = Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target as object),
    );
    expect(targets.length).toBeGreaterThan(8);
    for (const target of targets) expect(await readFile(join(inside, target)), target).not.toHaveLength(0);
    const declared = (await readdir(inside, { recursive: true })).filter((file) => /^(sdk|services)\/.*\.d\.ts$/.test(file));
    const texts = await Promise.all(declared.map((file) => readFile(join(inside, file), 'utf8')));
    for (const text of texts) expect(text).not.toMatch(/from '(?!\.\/|\.\.\/)|\.ts'/); // no React, no Apollo, no sources
  });

  test('compiles the product document’s examples strictly, and runs them under Node.js', async () => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const compiled = await run(process.execPath, [compiler, '-p', folder]).catch((error: { stdout: string }) => error);
    expect(compiled.stdout).toBe('');
    await writeFile(join(folder, 'built', 'main.js'), program);
    const env = { PATH: process.env.PATH, ECX_URL: venue.server.url, ECX_TOKEN: adminToken };
    const { stdout } = await run(process.execPath, [join(folder, 'built', 'main.js')], { env });
    expect(JSON.parse(stdout)).toMatchObject({ scores: 3, segments: ['REGULAR', 'NEW'], favoriteItems: [] });
  });

  test.skipIf(browserPath === null)('runs them in a browser, as the modules that they are', async () => {
    const origin = await serveExample(folder, venue.server.url, adminToken);
    const visitor = await visit(origin);
    await visitor.page.goto(`${origin}/`);
    await expect.poll(() => visitor.page.title(), { timeout: 60_000 }).toBe('3 3 REGULAR NEW');
    expect(visitor.outside).toEqual([]);
    expect(visitor.faults.filter((fault) => !fault.includes('favicon') && !fault.includes('404'))).toEqual([]);
  });
});
