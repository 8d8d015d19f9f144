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
  ownGapDays: 21,
  longGone: 0,
  returnProbability: 0.2,
  spendPerVisit: 40,
  messageChannels: 1,
  atTableShare: 1,
  deliveredShare: 0,
  groupShare: 0,
  programmeInUse: 1,
};
const noneResting: ReadonlySet<string> = new Set();
const email = [{ channel: 'EMAIL' as const, probability: 0.5 }];

function suggested(signals: Signals, reach: readonly { channel: 'EMAIL'; probability: number }[] = email) {
  return candidatesFor({ signals, favoriteName: null, reach, resting: noneResting, learned: [] }, defaultScoring).map(
    ({ suggestion }) => suggestion,
  );
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
      description: 'Not seen for 60 days, so far here about every 21 days. Write what is new on the menu.',
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

test('what own interventions have shown takes the place of the assumption, and says so', () => {
  const shown = { value: 0.3, own: 0.4, standardError: 0.05, weight: 0.75, treated: 800, control: 200 };
  const of = (visitDays: number, learned: readonly (typeof shown & { actionId: string })[]) =>
    candidatesFor(
      { signals: { ...overdue, visitDays }, favoriteName: null, reach: email, resting: noneResting, learned },
      defaultScoring,
    ).find(({ action }) => action.id === 'welcome-back-offer')?.suggestion;
  const [assumed, measured] = [of(8, []), of(8, [{ actionId: 'welcome-back-offer', ...shown }])];
  expect(assumed).toMatchObject({ upliftBasis: 'ASSUMED', confidence: 'MEDIUM' });
  expect(measured).toMatchObject({ upliftBasis: 'MEASURED', confidence: 'HIGH' });
  expect(measured?.uplift).toBeCloseTo(0.3 * 0.8, 12); // of those who would not have come
  expect(measured?.upliftSource).toContain('800 guests treated, 200 held back, uplift 40.0% ± 5.0%; counted by 75%');
  expect(measured?.expectedNetValue).toBeGreaterThan(assumed?.expectedNetValue ?? Number.POSITIVE_INFINITY);
});

describe('decency', () => {
  test('who is likely to come anyway gets no discount', () => {
    expect(ids(overdue)).toContain('welcome-back-offer');
    const likely = candidatesFor(
      { signals: { ...overdue, returnProbability: 0.5 }, favoriteName: null, reach: email, resting: noneResting, learned: [] },
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
    const young = candidatesFor(
      { signals: { ...overdue, age: 17 }, favoriteName: null, reach: email, resting: noneResting, learned: [] },
      defaultScoring,
    );
    expect(young.every(({ action }) => !action.marketing)).toBe(true);
    expect(ids({ ...overdue, age: 18 })).toEqual(ids(overdue));
  });

  test('a complaint is answered first, whether it pays or not', () => {
    const complained = { ...overdue, feedbackScore: 0, feedbackAgeDays: 3, spendPerVisit: 1 };
    expect(ids(complained)).toEqual(['apologize-and-repair']);
    expect(ids({ ...complained, spendPerVisit: 40 })[0]).toBe('apologize-and-repair');
  });

  test('while it is open nobody advertises, sells or asks; a personal line stays', () => {
    const keen = { ...overdue, silenceInGaps: 0.5, visitDays: 12, regularity: 80, profileScore: 20, member: 0 };
    const wanted = ['invite-to-loyalty', 'complete-the-profile', 'show-the-specials', 'first-taste'];
    for (const id of wanted) expect(ids(keen)).toContain(id);
    const complained = ids({ ...keen, feedbackScore: 25, feedbackAgeDays: 60 });
    for (const id of wanted) expect(complained).not.toContain(id);
    expect(complained).toEqual(['apologize-and-repair', 'reserve-the-next-visit', 'regulars-table']);
  });

  test('who answers no message is written to only when staying away', () => {
    const member = { ...overdue, member: 1, pointsBalance: 100, sendsUnanswered: 7 };
    expect(ids(member)).toContain('points-waiting');
    expect(ids({ ...member, sendsUnanswered: 8 })).not.toContain('points-waiting');
    expect(ids({ ...member, sendsUnanswered: 8 })).toContain('personal-hello');
  });

  test('who is long gone gets one last hello and nothing else; who is not is won back, however many gaps', () => {
    const birthday = { ...overdue, daysToBirthday: 9, silentDays: 556, silenceInGaps: 30 };
    expect(ids({ ...birthday, longGone: 1 })).toEqual(['last-hello']);
    expect(ids(birthday)).toEqual(expect.arrayContaining(['personal-hello', 'birthday-dessert']));
    expect(ids(birthday)).not.toContain('last-hello');
  });

  test('a large bill of a large party is no taste for tastings', () => {
    const rich = { ...overdue, spendAgainstVenue: 4.8 };
    expect(ids(rich)).toContain('tasting-invitation');
    expect(ids({ ...rich, groupShare: 0.9 })).not.toContain('tasting-invitation');
  });

  test('nobody is invited to a loyalty programme that nobody uses', () => {
    const regular = { ...overdue, silenceInGaps: 0.5, member: 0 };
    expect(ids(regular)).toContain('invite-to-loyalty');
    expect(ids({ ...regular, programmeInUse: 0 })).not.toContain('invite-to-loyalty');
  });

  test('who spent unusually much is not said to spend less', () => {
    const feared = { ...overdue, silenceInGaps: 0.5, valueRisk: 0.7, recentSpendAgainstUsual: 1 };
    expect(ids(feared)).toContain('recommend-by-name');
    expect(ids({ ...feared, recentSpendAgainstUsual: 2 })).not.toContain('recommend-by-name');
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
    candidatesFor({ signals: rich, favoriteName: 'Lemon tart', reach: email, resting: noneResting, learned: [] }, defaultScoring),
    defaultScoring,
    () => true,
  );
  expect(list.map(({ priority }) => priority)).toEqual([1, 2, 3, 4, 5]);
  const values = list.map(({ expectedNetValue }) => expectedNetValue ?? 0);
  expect(values).toEqual(values.toSorted((a, b) => b - a));
});

test('a list sells more at most twice', () => {
  const regular = {
    ...overdue,
    silenceInGaps: 0.5,
    visitDays: 12,
    regularity: 80,
    favoriteVisits: 6,
    spendAgainstVenue: 0.5,
    valueRisk: 0.7,
    recentSpendAgainstUsual: 1,
  };
  const found = candidatesFor(
    { signals: regular, favoriteName: 'Lemon tart', reach: [], resting: noneResting, learned: [] },
    defaultScoring,
  );
  const goals = (list: readonly { goal: string }[]) => list.filter(({ goal }) => goal === 'UPSELL').length;
  expect(goals(found.map(({ suggestion }) => suggestion))).toBeGreaterThan(2);
  expect(goals(listed(found, defaultScoring, () => true))).toBe(2);
});

test('one thing is singular', () => {
  const words = { signals: { ...nothing, visitDays: 1, silentDays: 1, feedbackAgeDays: 2 }, favoriteName: null };
  expect(filled('{visitDays} visits, {silentDays} days, {feedbackAgeDays} days', words)).toBe('1 visit, 1 day, 2 days');
});

test('days are whole, and near ones have names', () => {
  const words = {
    signals: { ...nothing, ownGapDays: 6.7, silentDays: 1, feedbackAgeDays: 0, expectedGapDays: 1.2 },
    favoriteName: null,
  };
  expect(
    filled('every {ownGapDays} days, {silentDays} days ago, {feedbackAgeDays} days ago, every {expectedGapDays} days', words),
  ).toBe('every 7 days, yesterday, today, every day');
  expect(
    filled('{spendAgainstVenue%} of the average', { signals: { ...nothing, spendAgainstVenue: 0.496 }, favoriteName: null }),
  ).toBe('50% of the average');
});

test('a text shows whole numbers plainly, small fractions with one digit, and what it does not know in words', () => {
  const words = { signals: { ...nothing, visitDays: 3, silenceInGaps: 2.54, silentDays: 45.2 }, favoriteName: 'Lemon tart' };
  expect(filled('{visitDays} {silenceInGaps} {silentDays} {favoriteItem} {age}', words)).toBe(
    '3 2.5 45 Lemon tart an unknown number of',
  );
});
