import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSessions } from '../../server/store/sessions.ts';
import { adminToken, bearer, read, type TestServer, testServer } from '../http/serving.ts';
import { testDatabase } from '../support/database.ts';
import { browserPath, builtPages, visit } from './chromium.ts';

let receiver: Server | null = null;
afterAll(() => receiver?.close().closeAllConnections());

/** A real receiver that takes everything. */
async function takeAll() {
  const got: { readonly type: string; readonly id: string }[] = [];
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { type } = JSON.parse(Buffer.concat(parts).toString('utf8')) as { readonly type: string };
      got.push({ type, id: String(request.headers['webhook-id']) });
      response.writeHead(204).end();
    });
  });
  const listening = receiver;
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/hook`, got };
}

describe.skipIf(browserPath === null)('webhooks and the audit log among the settings', () => {
  let server: TestServer;
  let freshLink: () => Promise<string>;

  beforeAll(async () => {
    await builtPages();
    server = await testServer({ WEBHOOK_ALLOW_PRIVATE: '127.0.0.1' });
    const sessions = openSessions(await testDatabase({ url: server.databaseUrl }));
    freshLink = async () => `${server.url}/sign-in?token=${await sessions.createSignIn('ADMIN', Date.now())}`;
  });

  test('one is made, tried, told, told again and deleted; its secret is shown once', async () => {
    const { url, got } = await takeAll();
    const { page, faults, outside } = await visit(server.url);
    await page.goto(await freshLink());
    await page.goto(`${server.url}/settings/webhooks`);
    await page.getByText('There is no webhook yet.').waitFor();
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Till');
    await page.getByRole('textbox', { name: 'Address that is told' }).fill('http://example.com/hook');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/url: expected https, got http/).waitFor();
    await page.getByRole('textbox', { name: 'Address that is told' }).fill(url);
    await page.getByRole('combobox', { name: 'Tell about' }).selectOption('healthScoreChanged');
    expect(await page.getByRole('textbox', { name: /^What is told/ }).inputValue()).toContain('healthScoreChanged {');
    await page.getByRole('button', { name: 'Save' }).click();
    const secret = page.getByRole('textbox', { name: /^Keep it now/ });
    expect(await secret.inputValue()).toMatch(/^whsec_/);
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Till', exact: true }).waitFor();
    expect(await secret.count()).toBe(0);

    await page.getByRole('button', { name: 'Send a test to Till' }).click();
    await page.getByText(/^The receiver took the test: 204 after/).waitFor();
    expect(got.map(({ type }) => type)).toEqual(['test']);

    const visits = [1, 2, 3, 4, 5, 6].map(
      (week) => `{ customerId: "A", visitId: "V${week}", visitedAt: "2026-01-0${week}T19:00:00Z", total: "20.00" }`,
    );
    const document = `mutation { upsertCustomers(customers: [{ id: "A", name: "Ada" }]) { inserted } recordVisits(visits: [${visits.join(' ')}]) { inserted } }`;
    expect(await read(server.ask(document, bearer(adminToken)))).toMatchObject({ data: { recordVisits: { inserted: 6 } } });
    await page.getByRole('button', { name: 'Deliveries of Till' }).click();
    const log = page.getByRole('region', { name: 'Deliveries of Till' });
    await log
      .getByRole('row', { name: /A delivered 204/ })
      .first()
      .waitFor();
    const first = got.find(({ type }) => type !== 'test')?.id;
    const before = got.filter(({ id }) => id === first).length;
    await log
      .getByRole('button', { name: /^Send again from/ })
      .last()
      .click();
    await page.getByText(/deliver(y is|ies are) sent again$/).waitFor();
    await expect.poll(() => got.filter(({ id }) => id === first).length, { timeout: 60_000 }).toBeGreaterThan(before);

    await page.getByRole('button', { name: 'Delete Till' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('Till');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('There is no webhook yet.').waitFor();

    await page.getByRole('link', { name: 'Audit' }).click();
    const entries = page.getByRole('region', { name: 'Who read and changed what' });
    for (const act of ['saveWebhook', 'testWebhook', 'replayWebhook', 'deleteWebhook'])
      await entries
        .getByRole('row', { name: new RegExp(act) })
        .first()
        .waitFor();
    await page.getByRole('textbox', { name: 'Guest, by id' }).fill('A');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('heading', { name: 'Who saw or changed A' }).waitFor();
    await entries
      .getByRole('row', { name: /recordVisits/ })
      .first()
      .waitFor();
    expect(await entries.getByRole('row', { name: /deleteWebhook/ }).count()).toBe(0);
    expect([faults, outside]).toEqual([[], []]);
  });
});
