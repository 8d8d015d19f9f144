import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { ItemLine, Visit } from '../../../server/engine/facts.ts';
import { categoryPreferences } from '../../../server/engine/profile/categories.ts';
import { favoriteItems, itemLack, tellingFavorite } from '../../../server/engine/profile/favorites.ts';
import { priceSensitivity } from '../../../server/engine/profile/price-sensitivity.ts';
import { purchaseHistory } from '../../../server/engine/profile/purchases.ts';
import { rfm, rfmGroup } from '../../../server/engine/profile/rfm.ts';
import { anyHistory, anyVenue, everyDays, historyOf, momentOn, today, venueOn, visitOn } from '../histories.ts';

const venue = venueOn(today);

function line(day: number, item: string, spentMinor: number | null = 500, visitId = `v${day}`): ItemLine {
  return {
    visitId,
    at: visitOn(day).at,
    day,
    menuItemId: item,
    name: `The ${item}`,
    category: item.slice(0, 1),
    childItem: null,
    quantity: 1,
    spentMinor,
  };
}

describe('lifetime value', () => {
  const value = (days: readonly number[], day = today) =>
    purchaseHistory.compute({ visits: historyOf(days), items: { lines: [] }, population: venue }, momentOn(day)).lifetimeValue;

  test('is the sum of the net spend, and that of the last 365 days beside it', () => {
    expect(value([today - 400, today - 365, today - 364, today])).toMatchObject({
      total: 8_000,
      last12Months: 4_000,
      dataPoints: 4,
    });
  });

  test('rises only when it is likely beyond 90 %', () => {
    expect(value(everyDays(today - 355, 10, 36)).trend?.direction).toBe('STEADY');
    expect(value([today - 300, today - 120, ...everyDays(today - 84, 7, 12)]).trend?.direction).toBe('UP');
    expect(value([today - 300, ...everyDays(today - 170, 7, 12)]).trend?.direction).toBe('DOWN');
  });

  test('says when a trend will be known', () => {
    expect(value([today - 100]).insufficientTrendData).toMatchObject({
      reason: 'TOO_SHORT_HISTORY',
      have: 100,
      need: 180,
      expectedReadyOn: '2024-12-23',
    });
  });

  test('of a guest without visits is unknown, not zero', () => {
    expect(value([])).toMatchObject({
      total: null,
      last12Months: null,
      percentile: null,
      insufficientTrendData: { reason: 'NO_VISITS' },
    });
  });
});

describe('spending patterns', () => {
  test('by hand: 10, 20 and 60 have mean 30, median 20 and standard deviation √700', () => {
    const visits = [visitOn(1, 1_000), visitOn(2, 2_000), visitOn(3, 6_000), { ...visitOn(4, null), itemCount: 3 }];
    const patterns = purchaseHistory.compute(
      { visits: { visits }, items: { lines: [] }, population: venue },
      momentOn(today),
    ).spendingPatterns;
    expect(patterns).toMatchObject({
      averageOrderValue: 3_000,
      medianOrderValue: 2_000,
      orderValueSpread: 2_646,
      itemsPerVisit: 3,
      dataPoints: 3,
    });
  });

  test('for random histories the average lies between the cheapest and the dearest visit', () => {
    fc.assert(
      fc.property(anyHistory, anyVenue, (visits, population) => {
        const { averageOrderValue } = purchaseHistory.compute(
          { visits, items: { lines: [] }, population },
          momentOn(today),
        ).spendingPatterns;
        const nets = visits.visits.flatMap(({ netMinor }) => (netMinor === null ? [] : [netMinor]));
        if (averageOrderValue === null) expect(nets).toEqual([]);
        else expect(averageOrderValue >= Math.min(...nets) && averageOrderValue <= Math.max(...nets)).toBe(true);
      }),
    );
  });
});

describe('price sensitivity', () => {
  const discounted = (share: number, count: number): Visit[] =>
    everyDays(0, 7, count).map((day) => ({
      ...visitOn(day, 1_000 * (1 - share), `v${day}`),
      grossMinor: 1_000,
      discountMinor: 1_000 * share,
    }));
  const withDiscounts = { ...venue, discountShare: 0.05, discountShareP75: 0.06 };

  test('is the discount share shrunk to the venue with weight 5: (10·0.3 + 5·0.05)/15', () => {
    expect(priceSensitivity(discounted(0.3, 10), withDiscounts, defaultScoring)).toMatchObject({ level: 'HIGH', dataPoints: 10 });
    expect(priceSensitivity(discounted(0.3, 10), withDiscounts, defaultScoring).discountShare).toBeCloseTo(3.25 / 15, 12);
  });

  test('is unknown under three visits and for a guest who never had a discount', () => {
    expect(priceSensitivity(discounted(0.3, 2), withDiscounts, defaultScoring).level).toBe('UNKNOWN');
    expect(priceSensitivity(discounted(0, 20), withDiscounts, defaultScoring).level).toBe('UNKNOWN');
    expect(priceSensitivity([], withDiscounts, defaultScoring)).toEqual({
      level: 'UNKNOWN',
      discountShare: null,
      lower: null,
      upper: null,
      dataPoints: 0,
    });
  });

  test('is not called high on the strength of one voucher', () => {
    expect(priceSensitivity([...discounted(0, 9), ...discounted(0.5, 1)], withDiscounts, defaultScoring).level).not.toBe('HIGH');
  });
});

describe('favourites', () => {
  test('need three visits with the item', () => {
    expect(favoriteItems({ lines: [line(1, 'tea'), line(2, 'tea')] }, {}, 10, defaultScoring)).toEqual([]);
    expect(itemLack({ lines: [line(1, 'tea'), line(2, 'tea')] }, defaultScoring)).toMatchObject({
      reason: 'TOO_FEW_VISITS',
      have: 2,
      need: 3,
    });
    expect(itemLack({ lines: [] }, defaultScoring)?.reason).toBe('NO_ITEMS');
  });

  test('come with share, lift, spend and the last order', () => {
    const lines = [line(1, 'tea'), line(1, 'pie'), line(2, 'tea'), line(3, 'tea'), line(4, 'pie')];
    const [first, ...others] = favoriteItems({ lines }, { tea: 0.25 }, 4, defaultScoring);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ menuItemId: 'tea', name: 'The tea', visits: 3, spent: 1_500, lastOrderedAt: visitOn(3).at });
    expect(first?.share).toBeCloseTo(0.75, 2);
    expect(first?.lift).toBeCloseTo(3, 1);
    expect(first?.shareLower).toBeLessThan(first?.share ?? 0);
  });

  test('are not what everybody orders now and then', () => {
    const bagels = everyDays(0, 5, 20).map((day) => line(day, 'bagel'));
    const water = everyDays(0, 20, 5).map((day) => line(day, 'water'));
    const names = (waterShare: number) =>
      favoriteItems({ lines: [...bagels, ...water] }, { bagel: 0.02, water: waterShare }, 100, defaultScoring).map(
        ({ menuItemId }) => menuItemId,
      );
    expect(names(0.2)).toEqual(['bagel']);
    expect(names(0.01)).toEqual(['bagel', 'water']);
  });

  test('are spoken of by what they say: the dish of one guest in fifty before the water of one in three', () => {
    const both = everyDays(0, 5, 20)
      .flatMap((day) => [line(day, 'water'), line(day, 'risotto')])
      .slice(0, -1);
    const found = favoriteItems({ lines: both }, { water: 0.3, risotto: 0.02 }, 100, defaultScoring);
    expect(found[0]?.menuItemId).toBe('water');
    expect(tellingFavorite(found)?.menuItemId).toBe('risotto');
    expect(tellingFavorite([])).toBeNull();
  });

  test('of long ago give way to those of today', () => {
    const lines = [...everyDays(0, 5, 8).map((day) => line(day, 'old')), ...everyDays(700, 5, 6).map((day) => line(day, 'new'))];
    expect(favoriteItems({ lines }, {}, 730, defaultScoring).map(({ menuItemId }) => menuItemId)).toEqual(['new']);
  });

  test('with an unknown price have an unknown spend', () => {
    expect(
      favoriteItems({ lines: [line(1, 'tea'), line(2, 'tea', null), line(3, 'tea')] }, {}, 4, defaultScoring)[0]?.spent,
    ).toBeNull();
  });
});

describe('categories', () => {
  test('share the itemised spend, largest first', () => {
    const lines = [line(1, 'tea', 300), line(1, 'pie', 700), line(2, 'tea', 500)];
    expect(categoryPreferences({ lines }, { t: 0.5 }, 3, defaultScoring)).toEqual([
      { category: 't', share: 800 / 1_500, venueShare: 0.5, spent: 800, trend: null },
      { category: 'p', share: 700 / 1_500, venueShare: null, spent: 700, trend: null },
    ]);
  });

  test('turn when the last 90 days differ from the 90 before', () => {
    const lines = [
      ...everyDays(today - 170, 20, 4).map((day) => line(day, 'tea')),
      ...everyDays(today - 80, 20, 4).map((day) => line(day, 'pie')),
    ];
    expect(categoryPreferences({ lines }, {}, today, defaultScoring).map(({ category, trend }) => [category, trend])).toEqual([
      ['p', 'UP'],
      ['t', 'DOWN'],
    ]);
  });
});

describe('RFM', () => {
  test('calls a frequent recent guest a champion and a silent one lost', () => {
    expect(rfm(historyOf(everyDays(today - 350, 5, 71)), venue, today, defaultScoring)?.group).toBe('CHAMPION');
    expect(rfm(historyOf([today - 330], 100), venue, today, defaultScoring)?.group).toBe('LOST');
  });

  test('calls nobody loyal after one visit, whatever it cost', () => {
    expect(rfm(historyOf([today - 1], 99_999), venue, today, defaultScoring)?.group).toBe('NEW');
  });

  test('needs 30 guests and a visit in the last 12 months', () => {
    expect(rfm(historyOf([today]), venueOn(today, 25), today, defaultScoring)).toBeNull();
    expect(rfm(historyOf([today - 366]), venue, today, defaultScoring)).toBeNull();
  });

  test('has a group for every rank, and more recency never loses it', () => {
    const order = ['LOST', 'AT_RISK', 'NEEDS_ATTENTION', 'NEW', 'PROMISING', 'LOYAL', 'CHAMPION'];
    for (const worth of [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]) {
      const places = [1, 2, 3, 4, 5].map((recency) => order.indexOf(rfmGroup(recency, worth)));
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });
});
