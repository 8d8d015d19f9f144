import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSessions } from '../../server/store/sessions.ts';
import { type TestServer, testServer } from '../http/serving.ts';
import { testDatabase } from '../support/database.ts';
import { browserPath, builtPages, visit } from './chromium.ts';

const sample = (path: string) => fileURLToPath(new URL(`../samples/${path}`, import.meta.url));

describe.skipIf(browserPath === null)('exports of other systems on the data page', () => {
  let server: TestServer;
  let freshLink: () => Promise<string>;

  beforeAll(async () => {
    await builtPages();
    server = await testServer({ CURRENCY: 'USD' });
    const sessions = openSessions(await testDatabase({ url: server.databaseUrl }));
    freshLink = async () => `${server.url}/sign-in?token=${await sessions.createSignIn('MANAGER', Date.now())}`;
  });

  test("a till's report is recognised, tried out and brought in; the guest's page shows her visits", async () => {
    const { page, faults, outside } = await visit(server.url);
    await page.goto(await freshLink());
    await page.goto(`${server.url}/data`);
    await page.getByRole('button', { name: 'Choose files' }).waitFor();
    await page.setInputFiles('input[type=file]', sample('square/items-2026-05-26-2026-06-01.csv'));
    await page.getByRole('button', { name: 'Upload 1 file' }).click();
    await page.getByText('This looks like Square Items Detail.').waitFor();
    await page.getByText('Settings of this export').click();
    await page.getByRole('textbox', { name: /^zone/ }).fill('America/New_York');
    await page.getByRole('button', { name: 'Start the dry run' }).click();
    await page.getByText(/4 of 6 receipts \(67/).waitFor();
    await page.getByRole('button', { name: 'Import 17 rows' }).click();
    await page.getByRole('link', { name: 'See the guests' }).click();
    await page.getByRole('link', { name: 'Ada L' }).first().click();
    await page.getByRole('heading', { level: 1, name: /Ada L/ }).waitFor();
    await page.goto(page.url().replace(/\/health.*$/, '/profile/behaviour'));
    await page
      .getByText(/2 visits/)
      .first()
      .waitFor();
    expect([faults, outside]).toEqual([[], []]);
  });

  test('files that belong together: the page says which command reads them; what stops a file is said in words of the page', async () => {
    const { page, faults } = await visit(server.url);
    await page.goto(await freshLink());
    await page.goto(`${server.url}/data`);
    await page.getByRole('button', { name: 'Choose files' }).waitFor();
    await page.setInputFiles('input[type=file]', sample('toast/OrderDetails.csv'));
    await page.getByRole('button', { name: 'Upload 1 file' }).click();
    await page.getByText('More about its rows stands in Toast PaymentDetails and Toast ItemSelectionDetails.').waitFor();
    await page.getByRole('textbox', { name: /^decimal/ }).fill('comma');
    await page.getByText('ecx import --format toast OrderDetails.csv … --set decimal=comma').waitFor();
    await page.getByRole('button', { name: 'Start the dry run' }).click();
    await page.getByText(/set decimal below to point/).waitFor();
    expect(faults).toEqual([]);
  });
});
