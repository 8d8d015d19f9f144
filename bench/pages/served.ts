import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../../scripts/browser.mjs';
import { urlOf } from '../../server/cli/address.ts';
import { startServing } from '../../server/main.ts';
import { readSettings } from '../../server/settings.ts';

const adminToken = 'an-admin-token-of-the-measurement';

/** The demo restaurant with its pages, and a browser to look at them. */
export interface Served {
  readonly url: string;
  readonly signInUrl: string;
  /** Paths by name; the guest is the one of most value. */
  readonly paths: Readonly<Record<string, string>>;
  /** Path of Chromium, arguments and environment to start it with. */
  readonly browser: { readonly executablePath: string; readonly args: string[]; readonly env: Record<string, string> };
  /** An empty folder for the browser's profile. */
  readonly profile: string;
}

/** Serves the demo restaurant while `work` goes on. @throws Error where there is no Chromium. */
export async function withServedPages(work: (served: Served) => Promise<void>): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('expected Chromium, there is none; install it (Debian: apt-get install chromium)');
  const folder = await mkdtemp(join(tmpdir(), 'ecx-pages-'));
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
    const guest = `/customers/${await bestGuest(url)}`;
    const paths = {
      portfolio: '/',
      guests: '/customers',
      'guest health': `${guest}/health`,
      'guest profile': `${guest}/profile/behaviour`,
    };
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    const browser = { executablePath, args, env: { PATH: '/usr/bin:/bin', HOME: folder } };
    await work({ url, signInUrl, paths, browser, profile: join(folder, 'profile') });
  } finally {
    await start.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function bestGuest(url: string): Promise<string> {
  const query = '{ customers(first: 1, orderBy: { field: LIFETIME_VALUE, direction: DESC }) { nodes { id } } }';
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data } = (await answer.json()) as { data: { customers: { nodes: { id: string }[] } } };
  return data.customers.nodes[0]?.id ?? '';
}
