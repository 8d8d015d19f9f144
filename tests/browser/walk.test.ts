import type { Page, Response } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { profileTabs } from '../../client/ui/navigation.ts';
import { browserPath, builtPages, visit } from './chromium.ts';
import { demoVenue, type Venue } from './venue.ts';

/** Texts of every answer that the page got from the API. */
function answersOf(page: Page): string[] {
  const texts: string[] = [];
  page.on('response', async (response: Response) => {
    if (new URL(response.url()).pathname === '/graphql') texts.push(await response.text().catch(() => ''));
  });
  return texts;
}

const titleOf = (page: Page) => page.locator('main h1').textContent();

describe.skipIf(browserPath === null)('a walk through the pages', () => {
  let venue: Venue;

  beforeAll(async () => {
    await builtPages();
    venue = await demoVenue(200);
  });

  test('from the overview to its guests, to one of them, to every tab, to reasons, the past and what if', async () => {
    const { page, faults, outside } = await visit(venue.server.url);
    await page.goto(await venue.linkFor('MANAGER'));
    const slipping = page.getByRole('link', { name: /^See [\d,]+ guests?$/ });
    await slipping.waitFor();
    const count = Number((await slipping.textContent())?.replace(/\D/g, ''));
    expect(count).toBeGreaterThan(0);

    await slipping.click();
    await page.getByRole('heading', { level: 1, name: 'Guests' }).waitFor();
    await page.locator(`[role="table"][aria-rowcount="${count + 1}"], [role="grid"][aria-rowcount="${count + 1}"]`).waitFor();
    const first = page.getByRole('rowheader').first();
    const name = (await first.textContent())?.trim() ?? '';
    await first.getByRole('link').click();

    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/customers\/.+\/health$/);
    const score = page.locator('[data-why="health.score"]');
    await score.click();
    const reasons = page.getByRole('dialog');
    await reasons.getByText('All parts together').waitFor();
    expect(new URL(page.url()).searchParams.get('why')).toBe('health.score');
    await page.keyboard.press('Escape');
    await reasons.waitFor({ state: 'hidden' });
    expect(await page.locator('[data-why="health.score"]:focus').count()).toBe(1);

    for (const tab of profileTabs) {
      await page.goto(`${page.url().replace(/\/(health|profile\/\w+).*$/, '')}/profile/${tab}`);
      await page.getByRole('tab', { selected: true }).waitFor();
      await page.locator('[role="tabpanel"] h2').first().waitFor();
      expect(await page.getByRole('tab').count()).toBe(6);
      expect(await page.getByRole('alert').count(), tab).toBe(0);
    }
    expect([faults, outside]).toEqual([[], []]);
  });

  test('the time machine goes back to what was known then, and forward again', async () => {
    const { page, faults } = await visit(venue.server.url);
    await page.goto(await venue.linkFor('MANAGER'));
    const { customers } = (await venue.ask(
      '{ customers(first: 1, orderBy: { field: LIFETIME_VALUE, direction: DESC }) { nodes { id healthScore { healthScore } } } }',
    )) as { customers: { nodes: { id: string; healthScore: { healthScore: number } }[] } };
    const guest = customers.nodes[0];
    await page.goto(`${venue.server.url}/customers/${guest?.id}/health`);
    const score = page.locator('[data-why="health.score"]');
    await score.getByText(String(guest?.healthScore.healthScore), { exact: true }).first().waitFor();

    const day = new Date(Date.now() - 120 * 86_400_000).toISOString().slice(0, 10);
    await page.getByRole('button', { name: 'Today' }).click();
    await page.getByLabel('Day', { exact: true }).fill(day);
    await page.getByText('as it was known then').waitFor();
    expect(new URL(page.url()).searchParams.get('asOf')).toBe(day);
    const { customerHealthScore } = (await venue.ask(
      `{ customerHealthScore(customerId: "${guest?.id}", asOf: "${day}T23:59:59.999Z") { healthScore } }`,
    )) as { customerHealthScore: { healthScore: number } };
    await score.getByText(String(customerHealthScore.healthScore), { exact: true }).first().waitFor();

    await page.keyboard.press('Escape');
    await page.getByRole('status').getByRole('button', { name: 'Back to today' }).click();
    await score.getByText(String(guest?.healthScore.healthScore), { exact: true }).first().waitFor();
    expect(faults).toEqual([]);
  });

  test('what if shows the score that the API answers, and saves nothing', async () => {
    const { page, faults } = await visit(venue.server.url);
    await page.goto(await venue.linkFor('MANAGER'));
    const { customers } = (await venue.ask('{ customers(first: 1, filter: { healthLevels: [FAIR] }) { nodes { id } } }')) as {
      customers: { nodes: { id: string }[] };
    };
    const id = customers.nodes[0]?.id ?? '';
    await page.goto(`${venue.server.url}/customers/${id}/health`);
    const button = page.getByRole('button', { name: 'What-if' });
    await button.click();
    const drawer = page.getByRole('dialog', { name: /What if/ });
    await drawer.getByLabel('Visits', { exact: true }).fill('3');
    await drawer.getByRole('button', { name: 'Add: Visits' }).click();
    const { whatIf } = (await venue.ask(
      `{ whatIf(customerId: "${id}", changes: [{ visits: { count: 3 } }]) { healthScore } }`,
    )) as { whatIf: { healthScore: number } };
    await drawer
      .getByText(new RegExp(`\\b${whatIf.healthScore}\\b`))
      .first()
      .waitFor();
    expect(faults).toEqual([]);
  });

  test('an analyst meets no contact data, on no page and in no answer', async () => {
    const secrets = (await venue.ask('{ customers(first: 100) { nodes { id email phone birthDate } } }')) as {
      customers: { nodes: { id: string; email: string | null; phone: string | null; birthDate: string | null }[] };
    };
    const known = secrets.customers.nodes.flatMap(({ email, phone }) => [email, phone].filter((value) => value !== null));
    expect(known.length).toBeGreaterThan(50);
    const { page, faults } = await visit(venue.server.url);
    const answers = answersOf(page);
    await page.goto(await venue.linkFor('ANALYST'));
    const id = secrets.customers.nodes.find(({ email }) => email !== null)?.id ?? '';
    for (const path of [
      '/',
      '/customers',
      `/customers/${id}/health`,
      ...profileTabs.map((tab) => `/customers/${id}/profile/${tab}`),
      `/customers/${id}/report`,
      '/alerts',
      '/segments',
      '/model',
      '/data',
      '/settings',
    ]) {
      await page.goto(`${venue.server.url}${path}`);
      await page.locator('main h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      await page.mouse.wheel(0, 4000);
      await page.waitForLoadState('networkidle');
      const html = await page.content();
      expect(
        known.filter((secret) => html.includes(secret)),
        path,
      ).toEqual([]);
      expect(await titleOf(page), path).not.toBe('');
    }
    expect(answers.length).toBeGreaterThan(15);
    const told = answers.join('\n');
    expect(known.filter((secret) => told.includes(secret))).toEqual([]);
    expect(told).not.toMatch(/"(email|phone|birthDate|comment)":"/);
    expect(faults).toEqual([]);
  });

  test('a stranger is led to the sign-in page from everywhere', async () => {
    const { page } = await visit(venue.server.url);
    for (const path of ['/', '/customers/x/health', '/settings/keys', '/graphiql']) {
      await page.goto(`${venue.server.url}${path}`);
      expect(new URL(page.url()).pathname, path).toBe('/sign-in');
    }
  });
});
