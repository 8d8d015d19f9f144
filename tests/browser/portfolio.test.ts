import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { browserPath, builtPages, visit } from './chromium.ts';
import { demoVenue, type Venue } from './venue.ts';

const titleOf = (page: Page) => page.getByRole('heading', { level: 1 });

describe.skipIf(browserPath === null)('the overview', () => {
  let venue: Venue;

  beforeAll(async () => {
    await builtPages();
    venue = await demoVenue(60);
  }, 180_000);

  async function openOverview() {
    const { page } = await visit(venue.server.url);
    await page.goto(await venue.linkFor('MANAGER'));
    await titleOf(page)
      .getByText(/regular/)
      .waitFor();
    return page;
  }

  test('says who slips, lists just those, and a press on a level filters all of it', async () => {
    const { page, faults, outside } = await visit(venue.server.url);
    await page.goto(await venue.linkFor('MANAGER'));
    await page.goto(`${venue.server.url}/`);
    const title = titleOf(page);
    await title.getByText(/regular/).waitFor();
    const slipping = Number(/^\d+/.exec((await title.textContent()) ?? '')?.[0] ?? 0);
    const part = page.getByRole('button', { name: /^Today: Poor, \d+ guest/ });
    const poor = Number(/(\d+) guest/.exec((await part.getAttribute('aria-label')) ?? '')?.[1]);
    await part.click();
    await page.getByText(`60 → ${poor} guest`).waitFor();
    expect(JSON.parse(new URL(page.url()).searchParams.get('f') ?? '')).toEqual({ healthLevels: ['POOR'] });
    await page.getByRole('button', { name: /^Today: Poor, / }).click();
    await page.getByText('60 guests', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('f')).toBeNull();
    if (slipping > 1) {
      await page.getByRole('link', { name: `See ${slipping} guests` }).click();
      await page.getByText(`60 → ${slipping} guests`).first().waitFor();
    }
    expect([faults, outside]).toEqual([[], []]);
  });

  test('whoever opens the pages while the server is away sees them come by themselves', async () => {
    const page = await openOverview();
    let refused = 0;
    await page.route('**/graphql', (route) => {
      if (refused >= 3) return route.fallback();
      refused += 1;
      return route.abort();
    });
    await page.reload();
    await page.getByText('The server does not answer. This page asks again by itself.').first().waitFor();
    await titleOf(page)
      .getByText(/regular/)
      .waitFor({ timeout: 60_000 });
    expect([refused, await page.getByRole('alert').count()]).toEqual([3, 0]);
  });

  test('a page whose program could not be fetched comes by itself, and never keeps others from being opened', async () => {
    const page = await openOverview();
    let refused = 0;
    await page.route('**/assets/SegmentsPage*.js', (route) => {
      if (refused > 0) return route.fallback();
      refused += 1;
      return route.abort();
    });
    await page.getByRole('link', { name: 'Segments' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Segments' }).waitFor();
    expect(refused).toBe(1);

    await page.route('**/assets/ModelPage*.js', (route) => route.abort());
    await page.getByRole('link', { name: 'Model' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'This page met an error' }).waitFor();
    await page.getByRole('link', { name: 'Portfolio' }).first().click();
    await page
      .getByRole('heading', { level: 1 })
      .getByText(/regular/)
      .waitFor();
  }, 90_000);
});
