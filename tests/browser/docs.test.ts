import { AxeBuilder } from '@axe-core/playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSessions } from '../../server/store/sessions.ts';
import { type TestServer, testServer } from '../http/serving.ts';
import { testDatabase } from '../support/database.ts';
import { browserPath, builtPages, visit } from './chromium.ts';

const views = [
  { width: 1280, height: 800, dark: true },
  { width: 390, height: 844, dark: false },
] as const;

describe.skipIf(browserPath === null)('the documentation', () => {
  let server: TestServer;

  beforeAll(async () => {
    await builtPages();
    server = await testServer();
  });

  test('is reached from the pages', async () => {
    const sessions = openSessions(await testDatabase({ url: server.databaseUrl }));
    const { page, faults, outside } = await visit(server.url);
    await page.goto(`${server.url}/sign-in?token=${await sessions.createSignIn('PARTNER', Date.now())}`);
    await page.goto(`${server.url}/customers`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('link', { name: 'Documentation' }).click();
    await page.getByRole('heading', { level: 1, name: 'Documentation' }).waitFor();
    expect([faults, outside]).toEqual([[], []]);
  });

  test.each(views)(
    'is read and searched without signing in, $width px, dark: $dark',
    async (view) => {
      const { page, faults, outside } = await visit(server.url, view);
      const isSound = async (state: string) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target}`),
          state,
        ).toEqual([]);
        const excess = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
        expect(excess, state).toBeLessThanOrEqual(0);
      };
      await page.goto(`${server.url}/docs`);
      await isSound('overview');
      await page
        .locator('main')
        .getByRole('link', { name: /All customers as a file/ })
        .click();
      await page.getByRole('heading', { level: 1, name: 'All customers as a file' }).waitFor();
      await isSound('a guide');
      await page.goto(`${server.url}/docs/rest`);
      await page.getByRole('heading', { level: 1, name: 'REST reference' }).waitFor();
      await isSound('REST');
      await page.getByRole('searchbox').fill('BulkExportState');
      await page
        .locator('#found-list')
        .getByRole('link', { name: /^BulkExportState/ })
        .first()
        .waitFor();
      await isSound('what was found');
      await page.getByRole('searchbox').press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/docs\/graphql#BulkExportState/);
      await page.getByText('Its file was kept for 24 hours and is forgotten.').waitFor();
      expect([faults, outside]).toEqual([[], []]);
    },
    120_000,
  );
});
