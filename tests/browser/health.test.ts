import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { browserPath, builtPages, visit } from './chromium.ts';
import { demoVenue, type Venue } from './venue.ts';

const dayMs = 86_400_000;

describe.skipIf(browserPath === null)('the health of a guest', () => {
  let venue: Venue;
  let id: string;

  beforeAll(async () => {
    await builtPages();
    venue = await demoVenue(60);
    const { customers } = (await venue.ask(
      '{ customers(first: 1, filter: { visitDays: { min: 8 }, healthLevels: [POOR, FAIR, GOOD] }) { nodes { id } } }',
    )) as { customers: { nodes: { id: string }[] } };
    id = customers.nodes[0]?.id ?? '';
  }, 180_000);

  async function open(page: Page, path: string): Promise<void> {
    await page.goto(await venue.linkFor('MANAGER'));
    await page.goto(`${venue.server.url}/customers/${id}/${path}`);
    await page.getByText('of 100', { exact: true }).first().waitFor();
  }

  test('the score stands with its parts, and each number says why', async () => {
    const { page, faults } = await visit(venue.server.url);
    await open(page, 'health');
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    await page.locator('[data-why="health.score"]').click();
    const panel = page.getByRole('dialog');
    await panel.getByText('All parts together').waitFor();
    expect(new URL(page.url()).searchParams.get('why')).toBe('health.score');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await page.locator('[data-why="health.visitFrequency"]').click();
    await panel.getByText('What went in').waitFor();
    expect(faults).toEqual([]);
  });

  test('what is supposed changes the score in the drawer, and nothing is recorded', async () => {
    const { page, faults } = await visit(venue.server.url);
    const count = () => venue.ask(`{ customer(id: "${id}") { visits(first: 1) { totalCount } } }`);
    const before = await count();
    await open(page, 'health');
    await page.getByRole('button', { name: 'What-if' }).click();
    const drawer = page.getByRole('dialog', { name: 'What if …' });
    await drawer.getByRole('button', { name: 'Add: Visits' }).click();
    await drawer.getByText('1 visit', { exact: true }).waitFor();
    await drawer.getByText(/becomes/).waitFor();
    await drawer.getByRole('button', { name: 'Close' }).click();
    await drawer.waitFor({ state: 'hidden' });
    expect(await count()).toEqual(before);
    expect(faults).toEqual([]);
  });

  test('on the way to another day the page has one first heading', async () => {
    const { page } = await visit(venue.server.url);
    await open(page, 'health');
    const name = await page.getByRole('heading', { level: 1 }).innerText();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/graphql', async (route) => {
      await held;
      await route.continue();
    });
    const day = new Date(Date.now() - 20 * dayMs).toISOString().slice(0, 10);
    await page.evaluate(`{
      const look = () => seen.add(document.querySelectorAll('h1').length);
      globalThis.seen = new Set();
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
      history.pushState(null, '', '?asOf=${day}');
      dispatchEvent(new PopStateEvent('popstate'));
    }`);
    await page.getByText('as it was known then').waitFor();
    await page.locator('[aria-busy="true"] h1').waitFor();
    release();
    await page.locator('[aria-busy="false"] h1').waitFor();
    expect(await page.evaluate('[...seen]')).toEqual([1]);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(name);
  });

  test('an unknown guest gets a page that says so', async () => {
    const { page } = await visit(venue.server.url);
    await page.goto(await venue.linkFor('MANAGER'));
    await page.goto(`${venue.server.url}/customers/NOBODY/health`);
    await page.getByRole('heading', { level: 1, name: 'No guest NOBODY' }).waitFor();
    expect(await page.getByRole('link', { name: 'All guests' }).isVisible()).toBe(true);
  });
});
