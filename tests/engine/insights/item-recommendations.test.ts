import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { ItemLine } from '../../../server/engine/facts.ts';
import { type BillCounts, itemPairs, liftBound } from '../../../server/engine/insights/item-pairs.ts';
import { itemRecommendations } from '../../../server/engine/insights/item-recommendations.ts';
import type { ItemPairs, SoldItem } from '../../../server/engine/learned-facts.ts';
import { momentOn, today, venueOn, visitOn } from '../histories.ts';
import { nobody } from '../nobody.ts';

const { billsNeeded, guestsNeeded, leastLift, listed } = defaultScoring.recommendations;

function sold(menuItemId: string, bills: number, change: Partial<SoldItem> = {}): SoldItem {
  return { menuItemId, name: `The ${menuItemId}`, category: null, childItem: null, bills, lastDay: today - 1, ...change };
}

function line(day: number, menuItemId: string, change: Partial<ItemLine> = {}): ItemLine {
  const { at } = visitOn(day);
  const item = { menuItemId, name: `The ${menuItemId}`, category: null, childItem: null, quantity: 1, spentMinor: 500 };
  return { visitId: `v${day}`, at, day, ...item, ...change };
}

/** 1,000 bills: tea on 100, cake on 200, 60 with both; pie on 500, 50 with tea as chance has it. */
const counts: BillCounts = {
  bills: 1_000,
  items: [sold('tea', 100), sold('cake', 200), sold('pie', 500)],
  pairs: [
    { first: 0, second: 1, bills: 60, guests: 60 },
    { first: 0, second: 2, bills: 50, guests: 50 },
    { first: 1, second: 2, bills: 10, guests: 10 },
  ],
};

const known = itemPairs(counts, defaultScoring);
const venue = { ...venueOn(today), week: '2024-09-30' };
const teaDays = [today - 30, today - 20, today - 10];
const tea = teaDays.map((day) => line(day, 'tea'));

function recommend(lines: readonly ItemLine[], pairs: ItemPairs = known, birthDay: number | null = null) {
  const facts = { items: { lines }, identity: { ...nobody, birthDay }, population: { ...venue, itemPairs: pairs } };
  return itemRecommendations.compute(facts, momentOn(today));
}

describe('items that go together', () => {
  test('by hand: tea and cake, lift 60·1,000/(100·200) = 3, variance 1/60 − 1/100 − 1/200 + 5/1,000', () => {
    expect(known.items.map(({ menuItemId }) => menuItemId)).toEqual(['tea', 'cake']);
    expect(known.pairs).toMatchObject([{ first: 0, second: 1, bills: 60, guests: 60 }]);
    expect(known.pairs[0]?.liftLower).toBeCloseTo(3 * Math.exp(-2.3263 * Math.sqrt(1 / 60 - 1 / 100 - 1 / 200 + 5 / 1_000)), 10);
  });

  test('the habit of fewer than five guests is nobody else’s business, and few guests make a pair less sure', () => {
    const of = (guests: number) => itemPairs({ ...counts, pairs: [{ first: 0, second: 1, bills: 60, guests }] }, defaultScoring);
    expect(of(guestsNeeded - 1).pairs).toEqual([]);
    expect(of(guestsNeeded).pairs[0]?.liftLower).toBeLessThan(of(60).pairs[0]?.liftLower ?? 0);
  });

  test('too few bills say nothing', () => {
    expect(itemPairs({ ...counts, bills: billsNeeded - 1 }, defaultScoring)).toEqual({
      bills: billsNeeded - 1,
      items: [],
      pairs: [],
    });
  });

  test('the bound never exceeds the lift, and rises with the guests', () => {
    const table = fc
      .tuple(fc.integer({ min: 1, max: 50 }), fc.nat(200), fc.nat(200), fc.nat(1_000), fc.integer({ min: 1, max: 50 }))
      .map(([both, first, second, rest, guests]) => ({
        both,
        first: both + first,
        second: both + second,
        bills: both + first + second + rest,
        guests: Math.min(guests, both),
      }));
    fc.assert(
      fc.property(table, ({ both, first, second, bills, guests }) => {
        const bound = liftBound({ bills: both, guests }, first, second, bills, 2.3263);
        expect(bound).toBeGreaterThan(0);
        expect(bound).toBeLessThanOrEqual(((both * bills) / (first * second)) * (1 + 1e-12));
        expect(bound).toBeLessThanOrEqual(liftBound({ bills: both, guests: both }, first, second, bills, 2.3263) * (1 + 1e-12));
      }),
    );
  });
});

describe('recommendations', () => {
  test('by hand: who orders tea may like cake, 60 of 100 bills with tea have it', () => {
    const { items, insufficientData } = recommend(tea);
    expect(insufficientData).toBeNull();
    expect(items).toMatchObject([
      {
        item: { menuItemId: 'cake', name: 'The cake' },
        lift: 3,
        support: 60,
        confidence: 0.6,
        because: [{ menuItemId: 'tea', name: 'The tea' }],
      },
    ]);
    expect(items[0]?.evidence.map(({ value }) => value)).toEqual([3, 100, 200, 60, 60, 1_000]);
  });

  test('leave out what the guest had lately, what is off the menu, children’s dishes and tariffs', () => {
    const cakeIs = (change: Partial<SoldItem>) => {
      const pairs = itemPairs(
        { ...counts, items: [sold('tea', 100), sold('cake', 200, change), sold('pie', 500)] },
        defaultScoring,
      );
      return recommend(tea, pairs).items.length;
    };
    expect(recommend([...tea, line(today - 100, 'cake')]).items).toEqual([]);
    expect(recommend([...tea, line(today - 200, 'cake')]).items).toHaveLength(1);
    expect(cakeIs({ lastDay: today - 33 })).toBe(0); // the week began 4 days before
    expect(cakeIs({ lastDay: today - 32 })).toBe(1);
    expect(cakeIs({ childItem: true })).toBe(0);
    expect(cakeIs({ name: 'Senior Coffee & Cake' })).toBe(0);
    const child = itemPairs(
      { ...counts, items: [sold('tea', 100), sold('cake', 200, { childItem: true }), sold('pie', 500)] },
      defaultScoring,
    );
    expect(
      recommend(
        teaDays.map((day) => line(day, 'tea', { childItem: true })),
        child,
      ).items,
    ).toHaveLength(1);
  });

  test('need three visits of the guest, bills of the venue, and nobody under 18', () => {
    expect(recommend([]).insufficientData).toMatchObject({ reason: 'NO_ITEMS', have: 0, need: 3 });
    expect(recommend(tea.slice(1)).insufficientData).toMatchObject({ reason: 'TOO_FEW_VISITS', have: 2, need: 3 });
    expect(recommend(tea, { bills: 7, items: [], pairs: [] }).insufficientData).toMatchObject({ have: 7, need: billsNeeded });
    expect(recommend(tea, known, today - 17 * 365)).toMatchObject({ items: [], insufficientData: { reason: 'UNDER_AGE' } });
  });

  test('hold one item of a category, the best', () => {
    const wines: ItemPairs = {
      bills: 1_000,
      items: [
        sold('tea', 100),
        sold('red', 100, { category: 'Wine' }),
        sold('white', 100, { category: 'Wine' }),
        sold('jam', 100),
      ],
      pairs: [2, 3, 2.5].map((liftLower, index) => ({ first: 0, second: 1 + index, bills: 40, guests: 40, liftLower })),
    };
    expect(recommend(tea, wines).items.map(({ item }) => item.menuItemId)).toEqual(['white', 'jam']);
  });

  test('an item ordered once is no reason; of two reasons the more frequent speaks first', () => {
    expect(recommend([line(today - 3, 'tea'), line(today - 2, 'pie'), line(today - 1, 'pie')]).items).toEqual([]);
    const two: ItemPairs = {
      bills: 1_000,
      items: [sold('tea', 100), sold('cake', 100), sold('jam', 100)],
      pairs: [
        { first: 0, second: 1, bills: 40, guests: 40, liftLower: 2 },
        { first: 1, second: 2, bills: 40, guests: 40, liftLower: 2 },
      ],
    };
    const lines = [...tea, line(today - 30, 'jam'), line(today - 20, 'jam')];
    expect(recommend(lines, two).items[0]?.because.map(({ menuItemId }) => menuItemId)).toEqual(['tea', 'jam']);
  });

  test('are few, new, above chance, and the same in any order of the pairs', () => {
    const menu = Array.from({ length: 12 }, (_, index) => sold(`m${index}`, 100));
    const pairsOf = fc.uniqueArray(
      fc.record({ first: fc.nat(10), by: fc.integer({ min: 1, max: 11 }), bills: fc.integer({ min: 5, max: 90 }) }),
      { selector: ({ first, by }) => `${first} ${first + by}`, maxLength: 40 },
    );
    const linesOf = fc.array(fc.tuple(fc.nat(400), fc.nat(11)), { maxLength: 40 });
    fc.assert(
      fc.property(pairsOf, linesOf, (drawn, ordered) => {
        const pairs = drawn
          .filter(({ first, by }) => first + by < 12)
          .map(({ first, by, bills }) => ({ first, second: first + by, bills, guests: bills }));
        const lines = ordered.map(([ago, place]) => line(today - ago, `m${place}`));
        const of = (list: BillCounts['pairs']) =>
          recommend(lines, itemPairs({ bills: 1_000, items: menu, pairs: list }, defaultScoring));
        const { items } = of(pairs);
        expect(items).toEqual(of(pairs.toReversed()).items);
        expect(items.length).toBeLessThanOrEqual(listed);
        const lately = new Set(lines.filter(({ day }) => day > today - 180).map(({ menuItemId }) => menuItemId));
        for (const { item, lift, liftLower, because } of items) {
          expect(lately.has(item.menuItemId)).toBe(false);
          expect(liftLower).toBeGreaterThanOrEqual(leastLift);
          expect(lift).toBeGreaterThanOrEqual(liftLower);
          expect(because.every(({ menuItemId }) => lines.some((own) => own.menuItemId === menuItemId))).toBe(true);
        }
      }),
    );
  });
});
