import { beforeAll, expect, test } from 'vitest';
import { archetypes } from '../../server/demo/archetypes.ts';
import { type Story, tellStory } from '../../server/demo/guest-story.ts';
import { armOf, interventions } from '../../server/demo/interventions.ts';
import { drawGuest } from '../../server/demo/journey.ts';
import { demoOptions } from '../../server/demo/options.ts';
import { type Truth, truthOf } from '../../server/demo/truth.ts';
import { daypartNames } from '../../server/demo/venue.ts';
import { createWorld } from '../../server/demo/world.ts';

const world = createWorld(demoOptions({ customers: '4000', until: '2026-03-31', currency: 'EUR', now: Date.UTC(2026, 5, 1) }));
const guests = Array.from({ length: 4000 }, (_, index) => drawGuest(world, index));
let stories: Story[] = [];
let truths: Truth[] = [];

beforeAll(() => {
  stories = Array.from({ length: 600 }, (_, index) => tellStory(world, index));
  truths = stories.map((_, index) => truthOf(world, index));
});

test('the kinds of 4,000 guests are drawn in their target shares', () => {
  const chiSquare = archetypes.reduce((sum, { id, share }) => {
    const expected = guests.length * share;
    return sum + (guests.filter(({ habits }) => habits.archetype.id === id).length - expected) ** 2 / expected;
  }, 0);
  expect(chiSquare).toBeLessThan(31.3); // 99.9 % quantile with 11 degrees of freedom
});

test.each(archetypes.map((archetype) => [archetype.id, archetype] as const))(
  '%s guests are drawn with the rates, habits and life stages of the table',
  (id, archetype) => {
    const habits = guests.flatMap((guest) => (guest.habits.archetype.id === id ? [guest.habits] : []));
    const logs = habits.map(({ visitsPerWeek }) => Math.log(visitsPerWeek));
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    expect(Math.abs(mean - Math.log(archetype.visitsPerWeek))).toBeLessThan((4 * archetype.rateSpread) / Math.sqrt(logs.length));
    const near = (share: number, count: number) =>
      expect(Math.abs(count / habits.length - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / habits.length) + 1e-9);
    near(archetype.favouriteDay, habits.filter(({ favouriteDay }) => favouriteDay !== null).length);
    near(archetype.favouriteDaypart, habits.filter(({ favouriteDaypart }) => favouriteDaypart !== null).length);
    near(archetype.joins, habits.filter(({ joinsLoyalty }) => joinsLoyalty).length);
    near(archetype.onlyOnce, habits.filter(({ onlyOnce }) => onlyOnce).length);
    const stages = archetype.lifeStages.map(([stage]) => stage);
    expect(habits.every(({ lifeStage, age }) => stages.includes(lifeStage) && age >= 18)).toBe(true);
  },
);

test('guests come as often as their true rate says, while they come at all', () => {
  let [expected, found] = [0, 0];
  for (const { guest, diary, journey } of stories) {
    const { habits } = guest;
    if (habits.archetype.course !== 'STEADY' || habits.firstDay === null) continue;
    const lastDay = Math.min(journey.leavesOn, world.untilDay);
    expected += (habits.visitsPerWeek * (lastDay - habits.firstDay)) / 7;
    found += diary.visits.filter((visit) => visit.day > (habits.firstDay ?? 0) && visit.day <= lastDay).length;
  }
  // Seasons, rain, closed days and campaigns move the mean by a few percent; one visit a day is the most.
  expect(found / expected).toBeGreaterThan(0.9);
  expect(found / expected).toBeLessThan(1.1);
});

test('nobody comes after leaving for good, unless won back, or before the first day', () => {
  for (const { guest, diary, journey } of stories) {
    for (const visit of diary.visits) {
      expect(visit.day).toBeGreaterThanOrEqual(guest.habits.firstDay ?? Number.POSITIVE_INFINITY);
      expect(visit.day).toBeLessThanOrEqual(Math.min(journey.leavesOn, world.untilDay));
    }
  }
});

test('the future that was drawn agrees with what the truth expects', () => {
  const sum = (of: (truth: Truth) => number) => truths.reduce((total, truth) => total + of(truth), 0);
  for (const [expected, actual] of [
    [sum((truth) => truth.expectedVisits30), sum((truth) => truth.actualVisits30)],
    [sum((truth) => truth.expectedVisits90), sum((truth) => truth.actualVisits90)],
  ] as const) {
    expect(Math.abs(actual - expected)).toBeLessThan(4 * Math.sqrt(2 * expected)); // counts of guests that leave spread more than Poisson
  }
  const brier = sum(({ returnProbability90, actualVisits90 }) => (returnProbability90 - Math.min(actualVisits90, 1)) ** 2);
  const variance = sum(({ returnProbability90 }) => returnProbability90 * (1 - returnProbability90));
  expect(Math.abs(brier - variance)).toBeLessThan(4 * Math.sqrt(variance));
});

test('the visits of the future are not in the data', () => {
  const withFuture = truths.filter(({ actualVisits90 }) => actualVisits90 > 0);
  expect(withFuture.length).toBeGreaterThan(50);
  expect(stories.every(({ diary }) => diary.visits.every((visit) => visit.day <= world.untilDay))).toBe(true);
});

test('guests with a favourite daypart come then in the share the truth states', () => {
  let [expected, found] = [0, 0];
  for (const { guest, diary } of stories) {
    const { favouriteDaypart, daypartShares } = guest.habits;
    if (favouriteDaypart === null) continue;
    expected += diary.visits.length * (daypartShares[favouriteDaypart] ?? 0);
    found += diary.visits.filter((visit) => visit.daypart === daypartNames[favouriteDaypart]).length;
  }
  expect(found / expected).toBeGreaterThan(0.96);
  expect(found / expected).toBeLessThan(1.04);
});

test('the true favourite is among the three most ordered items of nine in ten guests with fifteen visits', () => {
  const known = stories.filter(({ diary }) => diary.visits.length >= 15);
  const hits = known.filter(({ diary }) => {
    const counts = new Map<string, number>();
    for (const { item } of diary.visits.flatMap(({ lines }) => lines))
      counts.set(item.menuItemId, (counts.get(item.menuItemId) ?? 0) + 1);
    const top = [...counts].sort(([, a], [, b]) => b - a).slice(0, 3);
    return top.some(([id]) => id === diary.tastes.favourites[0]?.item.menuItemId);
  });
  expect(hits.length / known.length).toBeGreaterThan(0.9);
});

test('vegetarians who eat alone never order meat or fish', () => {
  for (const { guest, diary } of stories) {
    if (guest.habits.diet !== 'VEGETARIAN' && guest.habits.diet !== 'VEGAN') continue;
    if (guest.habits.archetype.pays !== 'SELF') continue;
    const eaten = diary.visits.flatMap(({ lines }) => lines.map(({ item }) => item.diet));
    expect(eaten.filter((diet) => diet === 'MEAT' || diet === 'FISH')).toEqual([]);
  }
});

test('one guest in five belongs to the control group of an action', () => {
  for (const { action } of interventions) {
    const control = guests.filter(({ customerId }) => armOf(customerId, action) === 'CONTROL').length / guests.length;
    expect(Math.abs(control - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / guests.length));
  }
});
