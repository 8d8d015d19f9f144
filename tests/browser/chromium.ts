import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { preparePages } from '../../scripts/prepare.mjs';
import { atEndOfTest } from '../support/endings.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** The browser of this machine; null: there is none, and the tests that need one say so. */
export const browserPath: string | null = places.find((path) => existsSync(path)) ?? null;

if (browserPath === null) {
  process.stderr.write(
    'skipped: the browser tests need Chromium, there is none; "npm test" installs it where the machine allows it\n',
  );
}

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A tab, and everything that a visitor must not meet. */
export interface Visit {
  readonly page: Page;
  /** Console errors and uncaught exceptions, apart from "not yet". */
  readonly faults: readonly string[];
  /** Requests to anywhere but the server. */
  readonly outside: readonly string[];
}

/** How long a page may take for one step, milliseconds: two cores may be busy with other tests. */
const patienceMs = 60_000;

let browser: Browser | null = null;

/** One browser for all test files of this worker, with which it ends; every test has a profile of its own. */
async function openBrowser(): Promise<Browser> {
  if (browser?.isConnected() !== true) {
    const home = await mkdtemp(join(inject('runFolder'), 'browser-'));
    browser = await chromium.launch({
      executablePath: browserPath ?? '',
      args: quiet,
      env: { PATH: '/usr/bin:/bin', HOME: home },
    });
  }
  return browser;
}

/** Opens a tab of a visitor who was never here before; it is closed at the end of the test. */
export async function visit(origin: string, options: { width?: number; height?: number; dark?: boolean } = {}): Promise<Visit> {
  const context = await (await openBrowser()).newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.dark === true ? 'dark' : 'light',
  });
  atEndOfTest(() => context.close());
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const faults: string[] = [];
  const outside: string[] = [];
  page.on('console', (message) => {
    // A server that has no time yet, for a week of the past or on a loaded machine, answers 503; the page asks again by itself.
    if (message.type() === 'error' && !/status of 503/.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  context.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !/^(data|blob|about):/.test(request.url())) outside.push(request.url());
  });
  return { page, faults, outside };
}

/** Builds the pages, the explorer and the library when there are none yet, or their sources changed since. */
export async function builtPages(): Promise<void> {
  if (!(await preparePages())) throw new Error('expected the pages to be built, got an error; its messages are above');
}
