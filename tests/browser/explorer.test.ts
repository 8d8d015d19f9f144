import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSessions } from '../../server/store/sessions.ts';
import { type TestServer, testServer } from '../http/serving.ts';
import { testDatabase } from '../support/database.ts';
import { browserPath, builtPages, visit } from './chromium.ts';
import { recordGuests } from './guests.ts';

/** Opens the link and waits until the editor can be used. */
async function openEditor(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.goto(new URL('/graphiql', link).href);
  await page.locator('.graphiql-query-editor .view-lines').getByText('Customers').first().waitFor();
}

describe.skipIf(browserPath === null)('the explorer page', () => {
  let server: TestServer;
  let freshLink: (role?: 'MANAGER' | 'ANALYST') => Promise<string>;

  beforeAll(async () => {
    await builtPages();
    server = await testServer();
    await recordGuests(server);
    const sessions = openSessions(await testDatabase({ url: server.databaseUrl }));
    freshLink = async (role = 'MANAGER') => `${server.url}/sign-in?token=${await sessions.createSignIn(role, Date.now())}`;
  });

  test('who is signed in gets to the explorer, by a click on the triangle to an answer, and the link is spent', async () => {
    const { page, faults, outside } = await visit(server.url);
    const link = await freshLink();
    await openEditor(page, link);
    expect(page.url().split('#', 1)).toEqual([`${server.url}/graphiql`]);
    await page.getByRole('button', { name: /Execute query/ }).click();
    const answer = page.locator('.result-window');
    await answer.getByText('Ada Byron').waitFor();
    expect(await page.getByText('MANAGER').isVisible()).toBe(true);
    expect([faults, outside]).toEqual([[], []]);

    const other = await visit(server.url);
    await other.page.goto(link);
    expect(await other.page.getByRole('heading', { level: 1 }).textContent()).toBe('This link does not work any more');
  });

  test('the other tabs ask about guests who exist', async () => {
    const { page, faults } = await visit(server.url);
    await openEditor(page, await freshLink());
    for (const [tab, expected] of [
      ['HealthScore', 'visitFrequency'],
      ['PurchaseHistory', 'lifetimeValue'],
      ['ThenAndNow', 'then'],
      ['Batch', 'Grace Murray'],
      ['WhoAmI', 'READ_CONTACT'],
    ] as const) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('button', { name: /Execute query/ }).click();
      await page.locator('.result-window').getByText(expected).first().waitFor();
      expect(await page.locator('.result-window').getByText('"errors"').count(), tab).toBe(0);
    }
    expect(faults).toEqual([]);
  });

  test('the manual and the query builder open beside the editor', async () => {
    const { page, faults } = await visit(server.url);
    await openEditor(page, await freshLink());
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByText('enhancedCustomerProfile').or(page.getByText('Root Types')).first().waitFor();
    await page.getByRole('button', { name: 'Show GraphiQL Explorer' }).click();
    await page.locator('.docExplorerWrap, .graphiql-explorer-root').first().waitFor();
    expect(faults).toEqual([]);
  });

  test.each([1280, 390])('at %i pixels, light or dark, question and answer are in view and nothing overflows', async (width) => {
    const { page, faults } = await visit(server.url, { width, height: 844, dark: true });
    await openEditor(page, await freshLink());
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.locator('.result-window').getByText('totalCount').waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      const boxes = await Promise.all(
        ['.graphiql-query-editor', '.result-window'].map((place) => page.locator(place).boundingBox()),
      );
      for (const box of boxes) {
        expect(box?.width).toBeGreaterThan(300);
        expect(box?.height).toBeGreaterThan(100);
      }
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    }
    expect(faults).toEqual([]);
  });

  test('the price stands beside the question; the answer becomes table, chart and file', async () => {
    const { page, faults, outside } = await visit(server.url);
    await openEditor(page, await freshLink());
    const bar = page.getByRole('region', { name: 'The question and its answer' });
    await bar.getByText('30 of 5,000 points').waitFor();
    expect(await bar.getByRole('button', { name: 'CSV' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.locator('.result-window').getByText('Ada Byron').waitFor();
    await bar.getByRole('button', { name: 'Table and chart' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('columnheader').allTextContents()).toContain('healthScore.healthScore');
    expect(await dialog.getByRole('row').count()).toBe(4);
    expect(await dialog.getByRole('img', { name: /Bars of healthScore.healthScore/ }).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    const [file] = await Promise.all([page.waitForEvent('download'), bar.getByRole('button', { name: 'CSV' }).click()]);
    const text = await readFile(await file.path(), 'utf8');
    expect(text.split('\r\n')[0]).toBe('\ufeffid,name,segment,healthScore.healthScore,healthScore.healthLevel');
    expect(text).toContain('Grace Murray');
    expect([faults, outside]).toEqual([[], []]);
  });

  test('a query is copied for programs and kept in the address', async () => {
    const { page, faults } = await visit(server.url);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
    await page.goto(await freshLink());
    const query = '{ customers(first: 2) { nodes { id } } }';
    await page.goto(`${server.url}/graphiql#${new URLSearchParams({ query })}`);
    await page.getByText('2 of 5,000 points').waitFor();
    for (const [language, expected] of [
      ['curl', 'curl -s'],
      ['TypeScript', 'await fetch('],
      ['Python', 'requests.post('],
    ] as const) {
      await page.getByLabel('Copy as').selectOption(language);
      await page.getByText(`Copied as ${language}`).waitFor();
      const copied = (await page.evaluate('navigator.clipboard.readText()')) as string;
      expect(copied).toContain(expected);
      expect(copied).toContain('customers(first: 2)');
    }
    await page.getByRole('tab', { name: 'HealthScore' }).click();
    await expect.poll(() => decodeURIComponent(page.url()), { timeout: 60_000 }).toContain('query+HealthScore');
    expect(faults).toEqual([]);
  });

  test('a query that somebody shares is opened by another role', async () => {
    const { page, faults } = await visit(server.url);
    await openEditor(page, await freshLink());
    await page.getByRole('button', { name: 'Show Saved queries' }).click();
    const pane = page.getByRole('region', { name: 'Saved queries' });
    await pane.getByLabel('Name').fill('Healthiest guests');
    await pane.getByLabel('What it answers').fill('Whom to thank');
    await pane.getByLabel('Others see it, too').check();
    await pane.getByRole('button', { name: 'Save the open query' }).click();
    await pane.getByText('Yours, shared').waitFor();

    const other = await visit(server.url);
    await openEditor(other.page, await freshLink('ANALYST'));
    await other.page.getByRole('tab', { name: 'WhoAmI' }).click();
    await other.page.getByRole('button', { name: 'Show Saved queries' }).click();
    await other.page.getByText('Shared by Manager').waitFor();
    await other.page.getByRole('button', { name: 'Healthiest guests' }).click();
    await other.page.getByText('30 of 5,000 points').waitFor();
    await other.page.getByRole('button', { name: /Execute query/ }).click();
    await other.page.locator('.result-window').getByText('Ada Byron').waitFor();
    expect(await other.page.getByRole('button', { name: /Delete/ }).count()).toBe(0);

    await pane.getByRole('button', { name: 'Delete Healthiest guests' }).click();
    await pane.getByRole('button', { name: /Really delete/ }).click();
    await pane.getByText('Nothing is saved yet').waitFor();
    expect([faults, other.faults]).toEqual([[], []]);
  });

  test('signing out leads to the page that says how to sign in', async () => {
    const { page, faults } = await visit(server.url);
    await openEditor(page, await freshLink());
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${server.url}/sign-in`);
    await page.goto(`${server.url}/graphiql`);
    expect(page.url()).toBe(`${server.url}/sign-in`);
    expect(await page.getByText('npm run ecx -- sign-in').isVisible()).toBe(true);
    expect(faults).toEqual([]);
  });
});
