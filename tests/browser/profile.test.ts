import { beforeAll, describe, expect, test } from 'vitest';
import { browserPath, builtPages, visit } from './chromium.ts';
import { demoVenue, type Venue } from './venue.ts';

const tabs = ['Completeness', 'Behaviour', 'Purchases', 'Demographics', 'Relationship', 'Insights'];

describe.skipIf(browserPath === null)('the profile of a guest', () => {
  let venue: Venue;
  let id: string;

  beforeAll(async () => {
    await builtPages();
    venue = await demoVenue(60);
    const { customers } = (await venue.ask(
      '{ customers(first: 1, orderBy: { field: LIFETIME_VALUE, direction: DESC }, filter: { reachableBy: [EMAIL] }) { nodes { id } } }',
    )) as { customers: { nodes: { id: string }[] } };
    id = customers.nodes[0]?.id ?? '';
  });

  /** Signs in and goes to a page. */
  async function enter(role: 'MANAGER' | 'ANALYST', path: string, size: { width?: number; height?: number } = {}) {
    const visitor = await visit(venue.server.url, size);
    await visitor.page.goto(await venue.linkFor(role));
    await visitor.page.goto(`${venue.server.url}${path}`);
    return visitor;
  }

  test('six tabs, each with an address of its own and a sentence that answers; arrows lead from one to the next', async () => {
    const { page, faults, outside } = await enter('MANAGER', `/customers/${id}/profile/completeness`);
    for (const name of tabs) {
      await page.waitForURL(`**/profile/${name.toLowerCase()}`);
      const tab = page.getByRole('tab', { name, selected: true });
      await tab.waitFor();
      const title = page.getByRole('tabpanel').getByRole('heading', { level: 2 }).first();
      await title.waitFor();
      expect((await title.textContent())?.length).toBeGreaterThan(10);
      await tab.focus();
      if (name !== tabs.at(-1)) await page.keyboard.press('ArrowRight');
    }
    expect([faults, outside]).toEqual([[], []]);
  });

  test('a number says what it is made of, and Escape leads back to it', async () => {
    const { page, faults } = await enter('MANAGER', `/customers/${id}/profile/relationship`);
    const number = page.locator('[data-why="profile.relationship.TENURE"]');
    await number.click();
    await page.getByRole('dialog', { name: 'Time as a guest' }).getByText('What went in').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.dataset.why')).toBe('profile.relationship.TENURE');
    expect(faults).toEqual([]);
  });

  test('an analyst neither sees contact data nor asks for them', async () => {
    const manager = await enter('MANAGER', `/customers/${id}/profile/demographics`);
    await manager.page.getByRole('heading', { name: 'Contact' }).waitFor();

    const { page, faults } = await enter('ANALYST', '/');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.postData() ?? ''));
    await page.goto(`${venue.server.url}/customers/${id}/profile/demographics`);
    await page.getByRole('heading', { name: 'Who the guest is' }).waitFor();
    expect(await page.getByRole('heading', { name: 'Contact' }).count()).toBe(0);
    expect(asked.filter((body) => body.includes('ProfileContact'))).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('the report goes on A4 without contact data, with every part', async () => {
    const { page, faults } = await enter('MANAGER', `/customers/${id}/report`);
    await page.getByText('As of').first().waitFor();
    await page.getByRole('button', { name: 'Print' }).waitFor();
    for (const part of ['Health', ...tabs]) await page.getByRole('article').getByText(part, { exact: true }).first().waitFor();
    expect(await page.getByRole('article').getByText('@').count()).toBe(0);
    expect(await page.getByRole('article').getByRole('button', { name: /^Do: / }).count()).toBe(0); // paper cannot be pressed
    await page.getByLabel('With contact data').check();
    await page.getByRole('article').getByText('@').first().waitFor();
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1')).toMatch(/MediaBox \[0 0 59[45]\S* 84[12]/); // points of A4
    expect(faults).toEqual([]);
  });

  test('on a phone nothing runs out of the page', async () => {
    const { page } = await enter('MANAGER', `/customers/${id}/profile/behaviour`, { width: 390, height: 844 });
    await page.getByRole('tabpanel').getByRole('heading', { level: 2 }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  });
});
