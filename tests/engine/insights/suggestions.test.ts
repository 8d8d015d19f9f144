import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { type SignalName, type Signals, signalUnits } from '../../../server/engine/insights/signals.ts';
import { candidatesFor, filled, listed } from '../../../server/engine/insights/suggestions.ts';

const nothing = Object.fromEntries(Object.keys(signalUnits).map((name) => [name, null])) as Record<SignalName, null>;
/** Came four times, overdue by three gaps, would return with 20 %. */
const overdue: Signals = {
  ...nothing,
  visitDays: 4,
  silentDays: 60,
  expectedGapDays: 20,
  silenceInGaps: 3,
  returnProbability: 0.2,
  spendPerVisit: 40,
  messageChannels: 1,
};
const email = [{ channel: 'EMAIL' as const, probability: 0.5 }];

function suggested(signals: Signals, reach: readonly { channel: 'EMAIL'; probability: number }[] = email) {
  return candidatesFor({ signals, favoriteName: null, reach }, defaultScoring).map(({ suggestion }) => suggestion);
}
const ids = (signals: Signals, reach = email) => suggested(signals, reach).map(({ actionId }) => actionId);

describe('worked by hand', () => {
  test('a reminder: uplift × spend × margin × P(reach) − cost', () => {
    // 0.05·0.8 = 0.04 extra visits; 0.04·40·0.65·0.5 = 0.52; less 0.05.
    expect(suggested(overdue).find(({ actionId }) => actionId === 'gentle-reminder')).toMatchObject({
      uplift: 0.05 * 0.8,
      expectedNetValue: 47,
      expectedCost: 5,
      reachProbability: 0.5,
      channel: 'EMAIL',
      confidence: 'MEDIUM',
      title: 'Say hello to a guest who is overdue',
      description: 'Not seen for 60 days, expected about every 20. Write what is new on the menu; no discount is needed.',
    });
  });

  test('an offer also pays the discount of those who would have come anyway', () => {
    // 0.12·0.8 = 0.096: gain 0.096·40·0.65·0.5 = 1.248; discount 0.15·40·(0.2 + 0.096)·0.5 = 0.888; handling 0.05.
    expect(suggested(overdue).find(({ actionId }) => actionId === 'welcome-back-offer')).toMatchObject({
      expectedCost: 94,
      expectedNetValue: 31,
      discountShare: 0.15,
    });
  });

  test('in person: reached if the guest comes, at the next bill', () => {
    const regular = { ...overdue, silenceInGaps: 0.5, returnProbability: 0.9, visitDays: 12, regularity: 80 };
    // 0.03·40·0.65·0.9 = 0.702.
    expect(suggested(regular).find(({ actionId }) => actionId === 'show-the-specials')).toMatchObject({
      expectedNetValue: 70,
      expectedCost: 0,
      channel: 'IN_PERSON',
    });
  });
});

describe('decency', () => {
  test('who is likely to come anyway gets no discount', () => {
    expect(ids(overdue)).toContain('welcome-back-offer');
    const likely = candidatesFor(
      { signals: { ...overdue, returnProbability: 0.5 }, favoriteName: null, reach: email },
      defaultScoring,
    );
    expect(likely.every(({ suggestion }) => suggestion.discountShare === 0)).toBe(true);
  });

  test('without consent nobody is written to', () => {
    const found = suggested({ ...overdue, messageChannels: 0 }, []);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ channel }) => channel === 'IN_PERSON')).toBe(true);
  });

  test('who said no is not asked again', () => {
    const silent = { ...overdue, messageChannels: 0, silenceInGaps: 1, optedOut: 0 };
    expect(ids(silent, [])).toContain('ask-for-contact');
    expect(ids({ ...silent, optedOut: 1 }, [])).not.toContain('ask-for-contact');
  });

  test('guests under 18 get no marketing', () => {
    const young = candidatesFor({ signals: { ...overdue, age: 17 }, favoriteName: null, reach: email }, defaultScoring);
    expect(young.every(({ action }) => !action.marketing)).toBe(true);
    expect(ids({ ...overdue, age: 18 })).toEqual(ids(overdue));
  });

  test('a complaint is answered first, whether it pays or not', () => {
    const complained = { ...overdue, feedbackScore: 0, feedbackAgeDays: 3, spendPerVisit: 1 };
    expect(ids(complained)).toEqual(['apologize-and-repair']);
    expect(ids({ ...complained, spendPerVisit: 40 })[0]).toBe('apologize-and-repair');
  });
});

test('what does not pay is not suggested', () => {
  expect(ids({ ...overdue, spendPerVisit: 0.5 })).toEqual([]);
});

test('without known spend there is no value, and no discount to count', () => {
  for (const suggestion of suggested({ ...overdue, spendPerVisit: null })) {
    expect(suggestion.expectedNetValue).toBeNull();
    expect(suggestion.expectedCost === null).toBe(suggestion.discountShare > 0);
  }
});

test('little data makes a suggestion a hint', () => {
  expect(suggested({ ...overdue, visitDays: 2 })[0]?.confidence).toBe('LOW');
});

test('a list is best first, numbered, and at most five long', () => {
  const rich = {
    ...overdue,
    member: 1,
    pointsBalance: 200,
    pointsRedeemed: 0,
    valueRisk: 0.5,
    favoriteVisits: 4,
    profileScore: 20,
  };
  const list = listed(
    candidatesFor({ signals: rich, favoriteName: 'Lemon tart', reach: email }, defaultScoring),
    defaultScoring,
    () => true,
  );
  expect(list.map(({ priority }) => priority)).toEqual([1, 2, 3, 4, 5]);
  const values = list.map(({ expectedNetValue }) => expectedNetValue ?? 0);
  expect(values).toEqual(values.toSorted((a, b) => b - a));
});

test('one thing is singular', () => {
  const words = { signals: { ...nothing, visitDays: 1, silentDays: 1, feedbackAgeDays: 2 }, favoriteName: null };
  expect(filled('{visitDays} visit days, {silentDays} days ago, {feedbackAgeDays} days', words)).toBe(
    '1 visit day, 1 day ago, 2 days',
  );
});

test('a text shows whole numbers plainly, small fractions with one digit, and what it does not know in words', () => {
  const words = { signals: { ...nothing, visitDays: 3, silenceInGaps: 2.54, silentDays: 45.2 }, favoriteName: 'Lemon tart' };
  expect(filled('{visitDays} {silenceInGaps} {silentDays} {favoriteItem} {age}', words)).toBe(
    '3 2.5 45 Lemon tart an unknown number of',
  );
});
