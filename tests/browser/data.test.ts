import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSessions } from '../../server/store/sessions.ts';
import { type TestServer, testServer } from '../http/serving.ts';
import { testDatabase } from '../support/database.ts';
import { browserPath, builtPages, visit } from './chromium.ts';
import { recordGuests } from './guests.ts';

const file = {
  name: 'guests.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from('customer_id,Full Name,Birthdy,internal\nN1,Nora New,1980-02-29,a\nG1,Ada Byron,,b\n,Nobody at all,,c\n'),
};

describe.skipIf(browserPath === null)('the data page', () => {
  let server: TestServer;
  let freshLink: () => Promise<string>;

  beforeAll(async () => {
    await builtPages();
    server = await testServer();
    await recordGuests(server);
    const sessions = openSessions(await testDatabase({ url: server.databaseUrl }));
    freshLink = async () => `${server.url}/sign-in?token=${await sessions.createSignIn('MANAGER', Date.now())}`;
  });

  test('a file is looked at, tried out and brought in, and nothing changes before the last step', async () => {
    const { page, faults, outside } = await visit(server.url);
    await page.goto(await freshLink());
    await page.goto(`${server.url}/data`);
    await page.getByRole('button', { name: 'Choose files' }).waitFor();
    await page.setInputFiles('input[type=file]', file);
    expect(await page.getByRole('combobox', { name: 'What “guests.csv” holds' }).inputValue()).toBe('CUSTOMERS');
    await page.getByRole('button', { name: 'Upload 1 file' }).click();
    await page.getByText('Check 1 column, guessed by its spelling only: Birthdy').waitFor();
    expect(await page.getByText('1 column is ignored: internal').count()).toBe(1);
    await page.getByRole('button', { name: 'Start the dry run' }).click();
    await page.getByRole('button', { name: /^Import \d/ }).waitFor();
    await page.getByText('1 row is refused').waitFor();
    await page.reload();
    await page.getByRole('button', { name: /^Import \d/ }).click();
    await page.getByRole('link', { name: 'See the guests' }).waitFor();
    expect([faults, outside]).toEqual([[], []]);
  });

  test('guests are taken along as a file that is asked for, watched, fetched and forgotten', async () => {
    const { page, faults, outside } = await visit(server.url);
    await page.goto(await freshLink());
    await page.goto(`${server.url}/customers`);
    await page.getByRole('link', { name: 'Export other fields' }).click();
    await page.getByRole('combobox', { name: 'What it holds' }).selectOption('contact');
    await page.getByRole('button', { name: 'Start the export' }).click();
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: /^Download the export of/ }).click();
    const file = await readFile(await (await coming).path(), 'utf8');
    expect(file.split('\r\n', 1)).toEqual([
      '\uFEFFid,name,email,phone,city,language,createdAt,consentEmail,consentSms,consentPush',
    ]);
    expect(file).toContain('G1,Ada Byron,');
    await page.getByRole('button', { name: /^Forget the file of/ }).click();
    await page.getByText('1 earlier export').click();
    await page.getByText('cancelled').waitFor();
    await page.getByRole('combobox', { name: 'What it holds' }).selectOption('own');
    await page.getByRole('textbox', { name: 'Query, in GraphQL' }).fill('{ viewer { role } }');
    await page.getByRole('button', { name: 'Start the export' }).click();
    await page.getByRole('alert').getByText('expected one root field').waitFor();
    expect([faults, outside]).toEqual([[], []]);
  });
});
