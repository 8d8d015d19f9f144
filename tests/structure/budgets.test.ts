import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pagesFolder } from '../../server/http/client-pages.ts';

/** What the build says of a chunk. */
interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

const folder = join(pagesFolder(), 'pages');
const file = join(folder, '.vite/manifest.json');
if (!existsSync(file)) throw new Error(`expected ${file}, it is not there: run "node scripts/prepare.mjs", or "npm test"`);
const chunks = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Chunk>>;

/** Everything that is loaded with these parts of the pages before they can show anything. */
function loaded(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (name: string): void => {
    if (found.has(name)) return;
    const chunk = chunks[name];
    if (chunk === undefined) throw new Error(`expected a chunk for ${name}, got none: name the new place here`);
    found.add(name);
    for (const other of chunk.imports ?? []) walk(other);
  };
  for (const name of names) walk(name);
  return found;
}

/** Compressed bytes of a chunk, as a server sends it at its best. */
function weight(name: string): number {
  return gzipSync(readFileSync(join(folder, chunks[name]?.file ?? '')), { level: 9 }).length;
}

/** Fails with the chunks, heaviest first, when together they weigh more than this many kilobytes. */
function hold(names: Iterable<string>, kilobytes: number): void {
  const weights = [...names].map((name) => [chunks[name]?.file ?? name, weight(name)] as const).sort((a, b) => b[1] - a[1]);
  const sum = weights.reduce((total, [, bytes]) => total + bytes, 0);
  const list = weights.map(([name, bytes]) => `${name} ${bytes}`).join('\n');
  expect(sum, `expected at most ${kilobytes} kB, got ${sum} bytes:\n${list}`).toBeLessThanOrEqual(kilobytes * 1000);
}

const shell = loaded(['index.html']);

test('the first page weighs at most 260 kB of compressed JavaScript', () => {
  hold(loaded(['index.html', 'portfolio/PortfolioPage.tsx']), 260);
});

test.each([
  [45, ['guests/GuestsPage.tsx']],
  [50, ['customer/GuestPage.tsx', 'health/CustomerHealthScoreDashboard.tsx']],
  ...['Completeness', 'Behaviour', 'Purchases', 'Demographics', 'Relationship', 'Insights'].map(
    (tab) =>
      [
        65,
        ['customer/GuestPage.tsx', 'customer/EnhancedCustomerProfileDashboard.tsx', `customer/profile/${tab}Tab.tsx`],
      ] as const,
  ),
  [30, ['alerts/AlertsPage.tsx']],
  [30, ['segments/SegmentsPage.tsx']],
  [30, ['segments/SegmentPage.tsx']],
  [30, ['interventions/InterventionsPage.tsx']],
  [30, ['interventions/InterventionPage.tsx']],
  [30, ['model/ModelPage.tsx']],
  [30, ['data/DataPage.tsx']],
  [30, ['settings/SettingsPage.tsx']],
] as const)('what comes on top is at most %i kB for %j', (kilobytes, names) => {
  hold(
    [...loaded(names)].filter((name) => !shell.has(name)),
    kilobytes,
  );
});

test('every page has its budget', () => {
  const pages = Object.keys(chunks).filter((name) => /^(?!customer)\w+\/\w+Page\.tsx$/.test(name));
  const text = readFileSync(new URL(import.meta.url), 'utf8');
  for (const page of pages) expect(text, `${page} has no budget`).toContain(`'${page}'`);
});

test('the pages hold no parser or validation of GraphQL: their documents come parsed', () => {
  const first = [...loaded(['index.html', 'portfolio/PortfolioPage.tsx'])];
  for (const name of first) {
    const text = readFileSync(join(folder, chunks[name]?.file ?? ''), 'utf8');
    expect(text.includes('Cannot query field'), name).toBe(false);
    expect(text.includes('Syntax Error: '), name).toBe(false);
  }
});
