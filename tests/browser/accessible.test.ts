import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { profileTabs } from '../../client/ui/navigation.ts';
import { browserPath, builtPages, visit } from './chromium.ts';
import { demoVenue, type Venue } from './venue.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with what is on show, as lines for people. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(rules).analyze();
  return found.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .map(({ target }) => target.join(' '))
        .slice(0, 3)
        .join(', ')}`,
  );
}

/** Waits until a page has said all it has to say. */
async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await page.waitForLoadState('networkidle');
}

const views = [
  { size: 'desktop', width: 1280, height: 900, dark: false },
  { size: 'desktop', width: 1280, height: 900, dark: true },
  { size: 'phone', width: 390, height: 844, dark: false },
  { size: 'phone', width: 390, height: 844, dark: true },
] as const;

describe.skipIf(browserPath === null)('every page can be used by everybody', () => {
  let venue: Venue;
  let id: string;
  let newcomer: string;

  beforeAll(async () => {
    await builtPages();
    venue = await demoVenue(120);
    const answer = (await venue.ask(`{
      old: customers(first: 1, orderBy: { field: LIFETIME_VALUE, direction: DESC }) { nodes { id } }
      new: customers(first: 1, filter: { hasScore: false }) { nodes { id } }
    }`)) as Record<'old' | 'new', { nodes: { id: string }[] }>;
    id = answer.old.nodes[0]?.id ?? '';
    newcomer = answer.new.nodes[0]?.id ?? id;
  }, 120_000);

  test.each(views)(
    '$size, dark: $dark',
    async ({ width, height, dark }) => {
      const { page, faults, outside } = await visit(venue.server.url, { width, height, dark });
      await page.goto(await venue.linkFor('ADMIN'));
      const paths = [
        '/',
        '/customers',
        '/customers?f=%7B%22healthLevels%22%3A%5B%22POOR%22%5D%7D',
        `/customers/${id}/health`,
        `/customers/${id}/health?why=health.score`,
        `/customers/${id}/health?whatIf=1`,
        `/customers/${newcomer}/health`,
        ...profileTabs.map((tab) => `/customers/${id}/profile/${tab}`),
        `/customers/${newcomer}/profile/purchases`,
        `/customers/${id}/report`,
        '/customers/nobody/health',
        '/alerts',
        '/segments',
        '/model',
        '/data',
        '/settings',
        '/settings/keys',
        `/customers/${id}/health?asOf=${new Date(Date.now() - 90 * 86_400_000).toISOString().slice(0, 10)}`,
        '/nowhere',
      ];
      const wrong: string[] = [];
      for (const path of paths) {
        await page.goto(`${venue.server.url}${path}`);
        if (path === '/nowhere') continue; // answered by the server, not by a page
        await settled(page);
        for (const line of await violations(page)) wrong.push(`${path}: ${line}`);
        const excess = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
        if (excess > 0) wrong.push(`${path}: ${excess} px too wide`);
        const title = await page.locator('h1').count();
        if (title !== 1) wrong.push(`${path}: ${title} headings of level 1`);
      }
      expect(wrong).toEqual([]);
      expect([faults.filter((fault) => !/404/.test(fault)), outside]).toEqual([[], []]);
    },
    240_000,
  );
});
