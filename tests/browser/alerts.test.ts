import { beforeAll, describe, expect, test } from 'vitest';
import { openSessions } from '../../server/store/sessions.ts';
import { adminToken, bearer, read, type TestServer, testServer } from '../http/serving.ts';
import { testDatabase } from '../support/database.ts';
import { browserPath, builtPages, visit } from './chromium.ts';
import { recordGuests } from './guests.ts';

/** A guest says how bad it was: that raises an alert at once. */
async function complain(server: TestServer, guest: string): Promise<void> {
  const at = new Date(Date.now() - 60_000).toISOString();
  const feedback = `{ feedbackId: "bad-${guest}", customerId: "${guest}", at: "${at}", rating: 1 }`;
  const document = `mutation { recordFeedback(feedback: [${feedback}]) { inserted errors { message } } }`;
  const answer = await read(server.ask(document, bearer(adminToken)));
  expect(answer.data?.recordFeedback).toEqual({ inserted: 1, errors: [] });
}

describe.skipIf(browserPath === null)('the page of alerts', () => {
  let server: TestServer;
  let freshLink: () => Promise<string>;

  beforeAll(async () => {
    await builtPages();
    server = await testServer();
    await recordGuests(server);
    const sessions = openSessions(await testDatabase({ url: server.databaseUrl }));
    freshLink = async () => `${server.url}/sign-in?token=${await sessions.createSignIn('MANAGER', Date.now())}`;
  });

  test('an alert comes in by itself, is opened, taken on and found among the seen ones', async () => {
    const { page, faults } = await visit(server.url);
    await page.goto(await freshLink());
    await page.goto(`${server.url}/alerts`);
    await page.locator('[data-live="live"]').waitFor();
    await complain(server, 'G1');
    const row = page.getByRole('button', { name: /Ada Byron.*newest feedback/ }).first();
    await row.waitFor();

    await row.click();
    const panel = page.getByRole('complementary');
    await panel.getByRole('heading', { name: 'Ada Byron' }).waitFor();
    await panel.getByLabel('Add a note').fill('Called her.');
    await panel.getByRole('button', { name: 'Add note' }).click();
    await panel.getByText('Called her.').last().waitFor();
    await panel.getByRole('button', { name: 'Seen', exact: true }).click();
    await panel.locator('p', { hasText: /^Seen/ }).waitFor();
    await panel.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: /^Seen 1/ }).click();
    await page.getByRole('button', { name: /Ada Byron.*Seen/ }).waitFor();
    expect(page.url()).toBe(`${server.url}/alerts?tab=seen`);
    expect(faults).toEqual([]);
  });

  test('what was marked as seen or resolved is taken back by the toast', async () => {
    const { page, faults } = await visit(server.url);
    await page.goto(await freshLink());
    await complain(server, 'G2');
    await page.goto(`${server.url}/alerts`);
    const row = page.getByRole('button', { name: /newest feedback/ }).first();
    await row.click();
    const panel = page.getByRole('complementary');
    for (const act of ['Seen', 'Resolve']) {
      await panel.getByRole('button', { name: act, exact: true }).click();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Taken back.').waitFor();
      await panel.getByRole('button', { name: 'Seen', exact: true }).waitFor();
    }
    await panel.getByText('Opened again', { exact: true }).nth(1).waitFor();
    expect(faults).toEqual([]);
  });
});
