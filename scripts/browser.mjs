import { existsSync, readFileSync } from 'node:fs';
import { run, say, secondsSince } from './tools.mjs';

/** Where a browser of the Chromium family usually is. */
const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** The installed browser; null: none. */
export function findBrowser() {
  return usualPlaces.find((path) => existsSync(path)) ?? null;
}

/** Installs Chromium where the machine allows it (Debian and its relatives, as root); otherwise says what to do. Never fails the caller. */
export async function ensureBrowser() {
  if (findBrowser() !== null) return;
  const isDebian = existsSync('/usr/bin/apt-get') && /debian/i.test(readIfThere('/etc/os-release'));
  if (!isDebian || process.getuid?.() !== 0) {
    say(
      'No browser found: the browser tests will be skipped. Install Chromium (Debian: sudo apt-get install chromium) to run them.',
    );
    return;
  }
  const startedAt = performance.now();
  say('Installing Chromium for the browser tests (once, about a minute) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => run('timeout', ['300', 'apt-get', '-qq', ...args], { env });
  await apt('update');
  const { output } = await apt('install', '-y', '--no-install-recommends', 'chromium');
  if (findBrowser() !== null) say(`Chromium installed (${secondsSince(startedAt)}).`);
  else
    say(`${output.trimEnd()}\nexpected apt-get to install chromium, got the messages above: the browser tests will be skipped`);
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
