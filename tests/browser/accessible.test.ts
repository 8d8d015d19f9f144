import { beforeAll, describe, expect, test } from 'vitest';
import { faultsOfPages } from './accessible.ts';
import { browserPath, builtPages } from './chromium.ts';
import { demoVenue, type Venue } from './venue.ts';

const usual = [
  { width: 1280, height: 900, dark: false },
  { width: 390, height: 844, dark: true },
] as const;
const others = [
  { width: 1280, height: 900, dark: true },
  { width: 390, height: 844, dark: false },
] as const;
// `npm run prove -- accessible` looks through all four.
const views = process.env.ECX_EVERY_WINDOW === '1' ? [...usual, ...others] : usual;

describe.skipIf(browserPath === null)('every page can be used by everybody', () => {
  let venue: Venue;

  beforeAll(async () => {
    await builtPages();
    venue = await demoVenue(120);
  }, 120_000);

  test.each(views)('$width px, dark: $dark', async (view) => expect(await faultsOfPages(venue, view)).toEqual([]), 240_000);
});
