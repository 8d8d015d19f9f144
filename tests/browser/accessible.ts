import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { profileTabs } from '../../client/ui/navigation.ts';
import { visit } from './chromium.ts';
import type { Venue } from './venue.ts';

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
async function settled(page: Page, path: string): Promise<void> {
  try {
    await page.locator('main h1').first().waitFor();
    await page.waitForLoadState('networkidle', { timeout: 120_000 });
  } catch (error) {
    throw new Error(`expected ${path} to come to rest, got none`, { cause: error });
  }
}

/** A window: its size, and whether the device likes it dark. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly dark: boolean;
}

/** Every page and state that has an address of its own. */
async function pathsOf(venue: Venue): Promise<string[]> {
  const answer = (await venue.ask(`{
    old: customers(first: 1, orderBy: { field: LIFETIME_VALUE, direction: DESC }) { nodes { id } }
    new: customers(first: 1, filter: { hasScore: false }) { nodes { id } }
  }`)) as Record<'old' | 'new', { nodes: { id: string }[] }>;
  const id = answer.old.nodes[0]?.id ?? '';
  const newcomer = answer.new.nodes[0]?.id ?? id;
  const pastDay = new Date(Date.now() - 90 * 86_400_000).toISOString().slice(0, 10);
  return [
    '/',
    '/customers',
    '/customers?f=%7B%22healthLevels%22%3A%5B%22POOR%22%5D%7D',
    `/customers/${id}/health`,
    `/customers/${id}/health?why=health.score`,
    `/customers/${id}/health?whatIf=1`,
    `/customers/${id}/health?asOf=${pastDay}`,
    `/customers/${newcomer}/health`,
    ...profileTabs.map((tab) => `/customers/${id}/profile/${tab}`),
    `/customers/${newcomer}/profile/purchases`,
    `/customers/${id}/report`,
    '/customers/nobody/health',
    '/alerts',
    '/segments',
    '/interventions',
    '/interventions/second-visit-note',
    '/interventions/never-done',
    '/model',
    '/data',
    '/settings',
    '/settings/keys',
    '/settings/webhooks',
    '/settings/audit',
  ];
}

/** Looks at pages in a window. @param share [2, 0] is every second page from the first on. @returns all that is wrong, as lines for people. */
export async function faultsOfPages(venue: Venue, view: View, [every, from]: readonly [number, number]): Promise<string[]> {
  const { page, faults, outside } = await visit(venue.server.url, view);
  await page.goto(await venue.linkFor('ADMIN'));
  const wrong: string[] = [];
  for (const path of (await pathsOf(venue)).filter((_, place) => place % every === from)) {
    await page.goto(`${venue.server.url}${path}`);
    await settled(page, path);
    for (const line of await violations(page)) wrong.push(`${path}: ${line}`);
    const excess = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    if (excess > 0) wrong.push(`${path}: ${excess} px too wide`);
    const titles = await page.locator('h1').count();
    if (titles !== 1) wrong.push(`${path}: ${titles} headings of level 1`);
  }
  const meant = faults.filter((fault) => !/status of 404/.test(fault));
  return [...wrong, ...meant.map((fault) => `console: ${fault}`), ...outside.map((url) => `asked elsewhere: ${url}`)];
}
