import { describe, expect, test } from 'vitest';
import { cdnowCut, cdnowGuests, coffeeGuests, logOf } from './shared-data.ts';

const cdnow = cdnowGuests();
const coffee = coffeeGuests();

describe('public data', () => {
  test.skipIf(cdnow === null)('the CDNOW sample has the customers and days that its description names', () => {
    const guests = cdnow ?? [];
    expect(guests.length).toBe(2_357);
    expect(logOf(guests).days.length).toBe(6_696);
    expect(guests.filter((guest) => guest.days.filter(({ day }) => day <= cdnowCut).length > 1).length).toBe(946);
    expect(guests.filter((guest) => guest.days.some(({ day }) => day > cdnowCut)).length).toBe(684);
  });

  test.skipIf(coffee === null)('the coffee log has the cards and days that its description names', () => {
    const guests = coffee ?? [];
    expect(guests.length).toBe(1_316);
    expect(logOf(guests).days.length).toBe(2_756);
    expect(guests.filter((guest) => guest.days.length > 1).length).toBe(332);
  });
});
