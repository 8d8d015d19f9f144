import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { browserPath, builtPages, visit } from './chromium.ts';
import { demoVenue, type Venue } from './venue.ts';

/** The one answer of the venue that this file asks for. */
interface Counted {
  readonly interventions: { readonly totalCount: number };
}

describe.skipIf(browserPath === null)('the pages of actions', () => {
  let venue: Venue;
  const counted = async (action: string) =>
    ((await venue.ask(`{ interventions(first: 1, filter: { action: "${action}" }) { totalCount } }`)) as unknown as Counted)
      .interventions.totalCount;

  beforeAll(async () => {
    await builtPages();
    venue = await demoVenue(60);
  }, 240_000);

  test('an action is planned for a filter: counted first, recorded on demand, listed for whoever does it', async () => {
    const { page, faults, outside } = await visit(venue.server.url);
    const name = `Autumn card ${Date.now()}`; // another one when the test is repeated
    await page.goto(await venue.linkFor('MANAGER'));
    await page.goto(`${venue.server.url}/interventions`);
    await page.getByRole('button', { name: 'Plan an action' }).click();
    await page.getByRole('combobox', { name: 'Action', exact: true }).selectOption({ label: 'Something of our own …' });
    await page.getByLabel('What you call it').fill(name);
    await page.getByText(/Of 60 guests: treat \d+, hold back \d+/).waitFor();
    expect(await counted(name)).toBe(0);
    await page.getByRole('button', { name: /Put on record/ }).click();
    await page.getByText(/On record: \d+ to treat/).waitFor();
    expect(await counted(name)).toBe(60);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Whom to treat (CSV)' }).click(),
    ]);
    const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(lines[0]).toBe('\ufeffcustomer_id,name,email,phone,preferred_channel,due_at,intervention_id');
    const treated = Number(/On record: (\d+)/.exec((await page.getByText(/On record:/).textContent()) ?? '')?.[1]);
    expect(lines).toHaveLength(treated + 1);

    await page.getByRole('link', { name: 'See this action' }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByText('Too few guests to say.').waitFor();
    await page.getByText('1 to 25 of 60').waitFor();
    expect([faults, outside]).toEqual([[], []]);
  });

  test('an analyst reads what came of actions and plans none', async () => {
    const { page, faults } = await visit(venue.server.url, { width: 390, height: 844 });
    await page.goto(await venue.linkFor('ANALYST'));
    await page.goto(`${venue.server.url}/interventions`);
    await page.getByRole('heading', { name: 'All actions' }).waitFor();
    expect(await page.getByRole('button', { name: 'Plan an action' }).count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
