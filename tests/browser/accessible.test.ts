import { beforeAll, describe, expect, test } from 'vitest';
import { faultsOfPages } from './accessible.ts';
import { browserPath, builtPages } from './chromium.ts';
import { demoVenue, type Venue } from './venue.ts';

const views = [
  { width: 1280, height: 900, dark: false, share: [4, 0] },
  { width: 390, height: 844, dark: true, share: [4, 2] },
  { width: 1280, height: 900, dark: true, share: [0, 0] },
  { width: 390, height: 844, dark: false, share: [0, 0] },
] as const;
// Every second page in one window; `npm run prove -- accessible` looks at every page in all four.
const everywhere = process.env.ECX_EVERY_WINDOW === '1';

describe.skipIf(browserPath === null)('every page can be used by everybody', () => {
  let venue: Venue;

  beforeAll(async () => {
    await builtPages();
    venue = await demoVenue(60);
  });

  test.each(views.filter(({ share: [every] }) => everywhere || every > 0))(
    '$width px, dark: $dark',
    async ({ share, ...view }) => expect(await faultsOfPages(venue, view, everywhere ? [1, 0] : share)).toEqual([]),
    240_000,
  );
});
