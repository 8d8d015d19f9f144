import { beforeAll, describe, expect, test } from 'vitest';
import { openSessions } from '../../server/store/sessions.ts';
import { adminToken, bearer, type TestServer, testServer } from '../http/serving.ts';
import { testDatabase } from '../support/database.ts';
import { browserPath, builtPages, visit } from './chromium.ts';

const dayMs = 86_400_000;
const guests = 240;

/** Records guests of whom every other one has come once, the others five times. */
async function recordMany(server: TestServer): Promise<void> {
  const ids = Array.from({ length: guests }, (_, at) => at);
  const customers = ids.map((at) => ({ id: `M${at}`, name: `Guest ${String(at).padStart(3, '0')}` }));
  const visits = ids.flatMap((at) =>
    Array.from({ length: at % 2 === 0 ? 5 : 1 }, (_, week) => ({
      customerId: `M${at}`,
      visitedAt: new Date(Date.now() - dayMs * (7 * week + 1 + (at % 20))).toISOString(),
      total: `${20 + at}.00`,
    })),
  );
  const query = `mutation Many($customers: [CustomerInput!]!, $visits: [VisitInput!]!) {
    upsertCustomers(customers: $customers) { inserted } recordVisits(visits: $visits) { inserted errors { message } } }`;
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { ...bearer(adminToken), 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { customers, visits } }),
  });
  const text = await answer.text();
  if (text.includes('"message"')) throw new Error(`expected all to be recorded, got ${text}`);
}

describe.skipIf(browserPath === null)('the list of guests', () => {
  let server: TestServer;
  let freshLink: () => Promise<string>;

  beforeAll(async () => {
    await builtPages();
    server = await testServer();
    await recordMany(server);
    const sessions = openSessions(await testDatabase({ url: server.databaseUrl }));
    freshLink = async () => `${server.url}/sign-in?token=${await sessions.createSignIn('MANAGER', Date.now())}`;
  });

  test('filters by keyboard, keeps the filter in the address, goes back, and saves it as a segment', async () => {
    const { page, faults, outside } = await visit(server.url);
    await page.goto(await freshLink());
    await page.goto(`${server.url}/customers`);
    await page.getByText('Guest 000').waitFor();
    await page.locator('[data-pop="filter"]').press('Enter');
    await page.locator('[data-first]').fill('name contains');
    await page.locator('[data-first]').press('Enter');
    await page.getByLabel('Part of the name').fill('Guest 01');
    await page.getByText('10 guests with it').waitFor();
    await page.getByLabel('Part of the name').press('Enter');
    await page.getByText(`${guests} → 10 guests`).waitFor();
    expect(JSON.parse(new URL(page.url()).searchParams.get('f') ?? '')).toEqual({ nameContains: 'Guest 01' });
    await page.goBack();
    await page.getByText(`${guests} guests`).waitFor();
    await page.goForward();
    await page.getByRole('button', { name: 'Save as segment' }).click();
    await page.getByLabel('Name', { exact: true }).fill('The tens');
    await page.getByRole('dialog').getByRole('button', { name: 'Save as segment' }).click();
    await page.getByRole('heading', { level: 1, name: 'The tens' }).waitFor();
    await page.getByText('10 guests').first().waitFor();
    expect([faults, outside]).toEqual([[], []]);
  });

  test('the table is walked by keyboard to its end, says how long it is, and chosen guests can be exported', async () => {
    const { page, faults } = await visit(server.url);
    await page.goto(await freshLink());
    await page.goto(`${server.url}/customers`);
    const table = page.getByRole('table', { name: 'Guests' });
    await page.locator('[data-row="0"] a').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('x');
    await page.getByText('1 chosen').waitFor();
    expect(await table.getAttribute('aria-rowcount')).toBe(String(guests + 1));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export chosen' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('guests.csv');
    await page.locator('[data-row="1"] a').focus();
    await page.keyboard.press('End');
    await page
      .locator(`[data-row="${guests - 1}"]`)
      .getByText(`Guest ${guests - 1}`)
      .waitFor();
    expect(await page.locator('[role="row"]').count()).toBeLessThan(60);
    expect(faults).toEqual([]);
  });

  test.each([390, 1280])('at %i pixels nothing overflows, and a guest leads to her page', async (width) => {
    const { page, faults } = await visit(server.url, { width, height: 844 });
    await page.goto(await freshLink());
    await page.goto(`${server.url}/customers?sort=-value`);
    await page.getByText('Guest 238').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await page.getByText('Guest 238').click();
    await page.waitForURL(/customers\/M238\/health/);
    expect(faults).toEqual([]);
  });
});
