/**
 * `npm run screenshots`: the pictures of README.md, taken of the real pages over the demo restaurant of today with half a year of history.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBrowser, findBrowser } from './browser.mjs';
import { prepare } from './prepare.mjs';
import { root, runNode, say } from './tools.mjs';

const folder = join(root, 'docs', 'images');
const token = 'takes-the-pictures-of-the-readme';
const historyDays = 182;
const patienceMs = 180_000;

/** What is shown: where, how large, and what must be there before the picture is taken. */
const pictures = [
  { file: 'portfolio.png', path: () => '/', width: 1280, height: 860, wait: 'main h1' },
  {
    file: 'guest.png',
    path: ({ slipping }) => `/customers/${slipping}/health`,
    width: 1280,
    height: 860,
    wait: '[data-why="health.score"]',
  },
  {
    file: 'guest-phone.png',
    path: ({ slipping }) => `/customers/${slipping}/health`,
    width: 390,
    height: 844,
    dark: true,
    wait: '[data-why="health.score"]',
  },
];

if (!(await prepare())) process.exit(1);
await ensureBrowser();
const data = mkdtempSync(join(tmpdir(), 'ecx-pictures-'));
chmodSync(data, 0o755); // the embedded server may run as another user
const port = await freePort();
const env = {
  ...process.env,
  ECX_DATA_DIR: data,
  ECX_ADMIN_TOKEN: token,
  ECX_WORKER: 'off',
  PORT: String(port),
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
};
delete env.DATABASE_URL;
const server = spawn(process.execPath, ['bin/ecx.js', 'serve'], { cwd: root, env, stdio: 'ignore' });
const ended = new Promise((resolve) => server.on('exit', resolve));
try {
  await ready();
  const since = new Date(Date.now() - historyDays * 86_400_000).toISOString().slice(0, 10);
  say('Computing half a year of history …');
  await ecx('score', '--backfill', 'weekly', '--since', since);
  await takePictures();
} finally {
  server.kill('SIGTERM');
  await ended;
  rmSync(data, { recursive: true, force: true });
}

async function takePictures() {
  mkdirSync(folder, { recursive: true });
  const { url } = JSON.parse((await ecx('sign-in', '--json')).trim().split('\n').at(-1) ?? '');
  const guests = await ask(
    '{ customers(first: 1, filter: { churnRisks: [HIGH], visitDays: { min: 12 }, daysSinceLastVisit: { max: 90 }, loyaltyEngagement: { min: 1 } }, orderBy: { field: LIFETIME_VALUE, direction: DESC }) { nodes { id } } }',
  );
  const ids = { slipping: guests.customers.nodes[0].id };
  const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: ['--no-sandbox', '--disable-gpu'] });
  const signing = await browser.newContext();
  await (await signing.newPage()).goto(url);
  const storageState = await signing.storageState();
  for (const { file, path, width, height, dark = false, wait } of pictures) {
    const options = {
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      locale: 'en-GB',
      deviceScaleFactor: width < 768 ? 2 : 1,
    };
    const context = await browser.newContext({ ...options, storageState });
    const page = await context.newPage();
    await page.goto(`http://localhost:${port}${path(ids)}`);
    await page.locator(wait).first().waitFor();
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(folder, file) });
    say(`docs/images/${file}`);
    await context.close();
  }
  await browser.close();
}

async function ask(query) {
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await answer.json();
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

async function ecx(...args) {
  const { code, output } = await runNode(['bin/ecx.js', ...args], { env });
  if (code !== 0) throw new Error(`expected ecx ${args.join(' ')} to end with 0, got ${code}: ${output}`);
  return output;
}

async function ready() {
  const until = Date.now() + patienceMs;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return;
    if (Date.now() > until) throw new Error('expected the server to be ready in three minutes, it is not');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
