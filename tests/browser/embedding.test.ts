import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { pagesFolder } from '../../server/http/client-pages.ts';
import { openKeys } from '../../server/store/keys.ts';
import { testDatabase } from '../support/database.ts';
import { browserPath, builtPages, visit } from './chromium.ts';
import { builtExample, serveExample } from './example-host.ts';
import { demoVenue, type Venue } from './venue.ts';

/** What the host's own elements look like, and what the page as a whole is set to. */
const looks = `[...document.querySelectorAll('html, body, main, h1, main > p, main > p a, main > ul, main > ul li, main > table, main > table td, main > button')].map((element) => {
  const style = getComputedStyle(element);
  const names = [...style].filter((name) => !/^(block-size|height|inline-size|width|perspective-origin|transform-origin)$/.test(name));
  return [element.tagName, element.className, Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)]))];
})`;

let folder: string;
let venue: Venue;
let origin: string;
let guest: string;
beforeAll(async () => {
  await builtPages();
  if (browserPath === null) return;
  folder = await builtExample();
  venue = await demoVenue(60);
  const { key } = await openKeys(await testDatabase({ url: venue.server.databaseUrl })).create(
    {
      name: 'Example',
      role: 'MANAGER',
      reach: null,
      createdBy: 'a test',
      expiresAt: null,
    },
    Date.now(),
  );
  origin = await serveExample(folder, venue.server.url, key);
  const { customers } = (await venue.ask(
    '{ customers(first: 1, orderBy: { field: LIFETIME_VALUE, direction: DESC }) { nodes { id } } }',
  )) as { customers: { nodes: { id: string }[] } };
  guest = customers.nodes[0]?.id ?? '';
}, 180_000);

/** Opens both dashboards in the example app and waits until they show the guest. */
async function show(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Show the guest' }).click();
  await page.getByRole('region', { name: 'Health', exact: true }).getByRole('heading').first().waitFor();
  await page.getByRole('region', { name: 'Profile', exact: true }).getByRole('tab').first().waitFor();
  await page.waitForLoadState('networkidle');
}

/** In the browser: every selector and every rule with a name, of a stylesheet's text. */
const rulesOf = (text: string) => `(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(${JSON.stringify(text)});
  const found = { selectors: [], kinds: [], fonts: [], movements: [] };
  const walk = (rules) => {
    for (const rule of rules) {
      found.kinds.push(rule.constructor.name);
      if (rule instanceof CSSStyleRule) found.selectors.push(rule.selectorText);
      else if (rule instanceof CSSFontFaceRule) found.fonts.push(rule.style.getPropertyValue('font-family'));
      else if (rule instanceof CSSKeyframesRule) found.movements.push(rule.name);
      else walk(rule.cssRules ?? []);
    }
  };
  walk(sheet.cssRules);
  return found;
})()`;

/** A list of selectors, split at the commas that are in no parentheses. */
function selectorsOf(list: string): string[] {
  let depth = 0;
  const parts = [''];
  for (const letter of list) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}

describe.skipIf(browserPath === null)('both dashboards in an app of somebody else', () => {
  test('bring a stylesheet that reaches only what is theirs: no layer, no bare element, no font or movement under a common name', async () => {
    const { page } = await visit(origin);
    const text = readFileSync(join(pagesFolder(), 'library/styles.css'), 'utf8');
    const rules = (await page.evaluate(rulesOf(text))) as Record<'selectors' | 'kinds' | 'fonts' | 'movements', string[]>;
    const theirs = /^(:where\(\[dir="\w+"\]\) |\[dir="\w+"\] )?(\.ecx(?![\w-])|:where\(\.ecx(?![\w-]))/;
    const selectors = rules.selectors.flatMap(selectorsOf);
    expect(selectors.length).toBeGreaterThan(500);
    expect(selectors.filter((selector) => !theirs.test(selector))).toEqual([]);
    expect([...new Set(rules.kinds)].sort()).toEqual(
      ['CSSContainerRule', 'CSSFontFaceRule', 'CSSKeyframesRule', 'CSSMediaRule', 'CSSStyleRule'].filter((kind) =>
        rules.kinds.includes(kind),
      ),
    );
    for (const font of rules.fonts) expect(font).toMatch(/^"?ECX /);
    for (const movement of rules.movements) expect(movement).toMatch(/^(m_|_)/);
  });

  test('show the guest, speak to the API through the app, and leave the looks of the app as they were', async () => {
    const { page, faults, outside } = await visit(origin);
    const sent: string[] = [];
    page.on('request', (request) => request.url().endsWith('/graphql') && sent.push(request.postData() ?? ''));
    await page.goto(`${origin}/?guest=${guest}`);
    const before = await page.evaluate(looks);
    await show(page);
    expect(await page.evaluate(looks)).toEqual(before);
    expect(await page.evaluate('[...document.documentElement.attributes].map(({ name }) => name)')).toEqual(['lang']);
    expect(sent.length).toBeGreaterThan(3);
    for (const body of sent) expect(JSON.parse(body).query).toBeUndefined(); // hashes alone
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await page.waitForLoadState('networkidle');
    }
    expect(await page.evaluate(looks)).toEqual(before);
    expect([faults, outside]).toEqual([[], []]);
  });

  test('keep their own looks, though the app styles bare elements', async () => {
    const { page } = await visit(origin);
    await page.goto(`${origin}/?guest=${guest}`);
    await show(page);
    const foreign = await page.evaluate(`[...document.querySelectorAll('.ecx *')].filter((element) => {
      const { fontFamily, fontStyle, textTransform, color, borderTopStyle, backgroundColor } = getComputedStyle(element);
      return fontFamily.includes('Georgia') || fontStyle === 'italic' && /^H\\d$/.test(element.tagName) || borderTopStyle === 'dashed' && element.tagName === 'BUTTON'
        || textTransform === 'uppercase' && /^H[12]$/.test(element.tagName)
        || ['rgb(120, 0, 120)', 'rgb(200, 0, 0)', 'rgb(0, 128, 0)', 'rgb(10, 60, 10)'].includes(color) || backgroundColor === 'rgb(255, 255, 0)';
    }).map((element) => element.outerHTML.slice(0, 200))`);
    expect(foreign).toEqual([]);
  });

  test('use the app’s own Apollo Client when it is given', async () => {
    const { page, faults } = await visit(origin);
    const names: string[] = [];
    page.on('request', (request) => names.push(request.headers()['apollographql-client-name'] ?? ''));
    await page.goto(`${origin}/?guest=${guest}&client=own`);
    await show(page);
    expect(new Set(names.filter((name) => name !== ''))).toEqual(new Set(['example']));
    expect(faults).toEqual([]);
  });

  test('tell the app where a link wants to go, and go nowhere themselves', async () => {
    const { page, faults } = await visit(origin);
    await page.goto(`${origin}/?guest=${guest}`);
    await show(page);
    const address = page.url();
    await page.getByRole('button', { name: /of 100: .*Why\?/ }).click();
    await page.locator('.ecx a[href="#"]:visible').first().click();
    await page.getByLabel('told').getByText('"to":').waitFor();
    expect(page.url()).toBe(address);
    expect(faults).toEqual([]);
  });

  test.each([
    ['', false, 'light'],
    ['', true, 'dark'],
    ['light', true, 'light'],
    ['dark', false, 'dark'],
  ] as const)('with the choice "%s" and a dark system (%s) are %s', async (scheme, dark, shown) => {
    const { page, faults } = await visit(origin, { dark });
    await page.goto(`${origin}/?guest=${guest}&scheme=${scheme}`);
    await show(page);
    const roots = page.locator('.ecx');
    expect(await roots.count()).toBe(2);
    for (const root of await roots.all()) expect(await root.getAttribute('data-mantine-color-scheme')).toBe(shown);
    expect(faults).toEqual([]);
  });

  test.each([390, 1280])('fit into the app at %i pixels', async (width) => {
    const { page, faults } = await visit(origin, { width, height: 844 });
    await page.goto(`${origin}/?guest=${guest}`);
    await show(page);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    expect(faults).toEqual([]);
  });
});
