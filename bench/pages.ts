import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { type Served, withServedPages } from './pages/served.ts';
import type { Figure } from './run.ts';

export const title = 'Pages of the demo restaurant in Chromium on loopback: first load with an empty cache, and the next one';

type Print = (figure: Figure) => void;
type SignedIn = Awaited<ReturnType<BrowserContext['storageState']>>;

const rounds = 5;
const window = { width: 1_280, height: 800 };

/** Evaluated in the page. */
const paintsOfPage = `new Promise((resolve) => {
  const first = performance.getEntriesByName('first-contentful-paint')[0].startTime;
  const observer = new PerformanceObserver((list) => resolve([list.getEntries().at(-1).startTime, first]));
  observer.observe({ type: 'largest-contentful-paint', buffered: true });
})`;

interface Load {
  /** Milliseconds from the start of the navigation. */
  readonly largestPaint: number;
  readonly firstPaint: number;
  /** Kilobytes that came over the line, as compressed, in all and of scripts. */
  readonly transferred: number;
  readonly script: number;
}

export async function run(print: Print): Promise<void> {
  await withServedPages(async (served) => {
    const browser = await chromium.launch(served.browser);
    try {
      const signedIn = await signIn(browser, served.signInUrl);
      for (const [name, path] of Object.entries(served.paths))
        await report(print, browser, signedIn, name, `${served.url}${path}`);
    } finally {
      await browser.close();
    }
  });
}

async function signIn(browser: Browser, address: Served['signInUrl']): Promise<SignedIn> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole('main').waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

async function report(print: Print, browser: Browser, storageState: SignedIn, name: string, address: string): Promise<void> {
  const [first, next]: [Load[], Load[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const context = await browser.newContext({ storageState, viewport: window }); // its cache is empty
    first.push(await load(context, address));
    next.push(await load(context, address));
    await context.close();
  }
  print({ figure: `${name}: largest contentful paint`, value: middle(first, 'largestPaint'), unit: 'ms' });
  print({ figure: `${name}: first contentful paint`, value: middle(first, 'firstPaint'), unit: 'ms' });
  print({ figure: `${name}: scripts over the line`, value: middle(first, 'script'), unit: 'kB' });
  print({ figure: `${name}: everything over the line`, value: middle(first, 'transferred'), unit: 'kB' });
  print({ figure: `${name}, again: largest contentful paint`, value: middle(next, 'largestPaint'), unit: 'ms' });
  print({ figure: `${name}, again: everything over the line`, value: middle(next, 'transferred'), unit: 'kB' });
}

function middle(loads: readonly Load[], name: keyof Load): number {
  const values = loads.map((each) => each[name]).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Opens the page and waits until nothing comes any more. */
async function load(context: BrowserContext, address: string): Promise<Load> {
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  const types = new Map<string, string>();
  const bytes = { all: 0, script: 0 };
  await line.send('Network.enable');
  line.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type));
  line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes.all += encodedDataLength;
    if (types.get(requestId) === 'Script') bytes.script += encodedDataLength;
  });
  await page.goto(address);
  await page.waitForLoadState('networkidle');
  const [largestPaint, firstPaint] = await page.evaluate<[number, number]>(paintsOfPage);
  await page.close();
  return { largestPaint, firstPaint, transferred: bytes.all / 1_000, script: bytes.script / 1_000 };
}
