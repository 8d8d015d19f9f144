import { describe, expect, test } from 'vitest';
import { behavioralPreferences } from '../../../server/engine/profile/behavior.ts';
import { demographicInsights } from '../../../server/engine/profile/demographics.ts';
import { dayparts, weekdays } from '../../../server/engine/venue-mix.ts';
import { knownGuests } from '../demo-guests.ts';

/** What the engine makes of invented guests, against what is known of them (docs/demo.md). */
const { guests, population, moment } = knownGuests(1_000, '7');

/** A strong habit: at least this share of the visits. */
const strongShare = 0.6;

describe.each(['day', 'daypart'] as const)('a preferred %s', (what) => {
  const judged = guests.map(({ story, visits, loyalty }) => {
    const { visitPatterns } = behavioralPreferences.compute({ visits: { visits }, loyalty, population }, moment);
    const { habits } = story.guest;
    const favourite = what === 'day' ? habits.favouriteDay : habits.favouriteDaypart;
    const names: readonly string[] = what === 'day' ? weekdays : dayparts;
    const shares = what === 'day' ? habits.dayShares : habits.daypartShares;
    return {
      visits: visits.length,
      claim: what === 'day' ? visitPatterns.preferredDay : visitPatterns.preferredDaypart,
      truth: favourite === null ? null : (names[favourite] ?? null),
      share: favourite === null ? 0 : (shares[favourite] ?? 0),
    };
  });

  test('is right in nine of ten claims', () => {
    const claims = judged.filter(({ claim }) => claim !== null);
    expect(claims.length).toBeGreaterThan(200);
    expect(claims.filter(({ claim, truth }) => claim === truth).length / claims.length).toBeGreaterThanOrEqual(0.9);
  });

  test('is claimed for four of five guests with a strong one, from 40 visits on', () => {
    const strong = judged.filter(({ visits, share }) => visits >= 40 && share >= strongShare);
    expect(strong.length).toBeGreaterThan(50);
    expect(strong.filter(({ claim }) => claim !== null).length / strong.length).toBeGreaterThanOrEqual(0.8);
  });

  test('is claimed for one in twenty guests without one, at most', () => {
    const without = judged.filter(({ truth }) => truth === null);
    expect(without.length).toBeGreaterThan(200);
    expect(without.filter(({ claim }) => claim !== null).length / without.length).toBeLessThanOrEqual(0.05);
  });
});

test('a guessed stage of life is right in seven of ten claims, and every stage is claimed', () => {
  const claims = guests.flatMap(({ story, visits, lines, identity, sends }) => {
    const facts = {
      identity: { ...identity, lifeStage: null },
      visits: { visits },
      items: { lines },
      sends: { sends: sends.sends },
    };
    const { lifeStage } = demographicInsights.compute({ ...facts, population }, moment);
    return lifeStage?.basis === 'GUESSED' ? [{ claim: lifeStage.value, truth: story.guest.habits.lifeStage }] : [];
  });
  expect(claims.length).toBeGreaterThan(300);
  expect(claims.filter(({ claim, truth }) => claim === truth).length / claims.length).toBeGreaterThanOrEqual(0.7);
  for (const stage of ['STUDENT', 'PROFESSIONAL', 'FAMILY', 'RETIREE'] as const) {
    const own = claims.filter(({ claim }) => claim === stage);
    expect(own.length, stage).toBeGreaterThan(10);
    expect(own.filter(({ truth }) => truth === stage).length / own.length, stage).toBeGreaterThanOrEqual(0.7);
  }
});
