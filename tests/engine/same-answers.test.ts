import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Facts, FeedbackHistory, Visit } from '../../server/engine/facts.ts';
import { scoreChange } from '../../server/engine/health/change.ts';
import { healthScore } from '../../server/engine/health/score.ts';
import { guidance } from '../../server/engine/insights/guidance.ts';
import { itemRecommendations } from '../../server/engine/insights/item-recommendations.ts';
import { predictionsWithin } from '../../server/engine/predictions/guest-predictions.ts';
import { profileCompleteness } from '../../server/engine/profile/completeness.ts';
import { demographicInsights } from '../../server/engine/profile/demographics.ts';
import { purchaseHistory } from '../../server/engine/profile/purchases.ts';
import { relationshipStrength } from '../../server/engine/profile/relationship.ts';
import { snapshot } from '../../server/engine/snapshot.ts';
import { knownGuests } from './demo-guests.ts';
import { fittedVenueOf } from './fitted-venue.ts';

const derivations = {
  healthScore,
  snapshot,
  scoreChange,
  predictions: predictionsWithin(null),
  guidance,
  itemRecommendations,
  profileCompleteness,
  demographicInsights,
  purchaseHistory,
  relationshipStrength,
};
type Name = keyof typeof derivations;
const names = Object.keys(derivations) as Name[];

const { guests, population, moment } = knownGuests(150);
const fitted = fittedVenueOf(
  guests.map(({ visits }) => ({ visits })),
  moment.day,
);
const venues = { RHYTHM: population, CHAMPION: fitted };

/** An opinion after every fourth visit. */
function feedbackOf(visits: readonly Visit[]): FeedbackHistory {
  const said = visits.filter((_, place) => place % 4 === 1);
  const entries = said.map(({ visitId, at, day }, place) => ({
    feedbackId: `F${visitId}`,
    at,
    day,
    source: 'SURVEY',
    nps: place % 3 === 0 ? null : (day * 7) % 11,
    rating: place % 2 === 0 ? 1 + (day % 5) : null,
    sentiment: place % 3 === 1 ? ((day % 9) - 4) / 4 : null,
  }));
  return { entries };
}

/** Facts of their own, so that nothing is remembered of them. */
function factsOf(place: number, venue: keyof typeof venues): Facts {
  const guest = guests[place];
  if (guest === undefined) throw new RangeError(`expected one of ${guests.length} guests, got place ${place}`);
  const { visits, lines, identity, loyalty, sends } = guest;
  const newest = { visits: moment.asOf, loyalty: moment.asOf, campaigns: moment.asOf, feedback: null };
  return {
    visits: { visits: [...visits] },
    items: { lines: [...lines] },
    identity: { ...identity },
    earlierIdentity: { ...identity },
    loyalty: loyalty === null ? null : { ...loyalty },
    feedback: feedbackOf(visits),
    sends: { ...sends },
    interventions: { entries: [] },
    sources: newest,
    population: venues[venue],
    earlierPopulation: venues[venue],
  };
}

const answer = (name: Name, facts: Facts): unknown => derivations[name].compute(facts, moment);

test.each(['RHYTHM', 'CHAMPION'] as const)('by %s, an answer is the same whatever was asked before it', (venue) => {
  for (let place = 0; place < guests.length; place += 5) {
    const facts = factsOf(place, venue);
    const together = names.toReversed().map((name) => JSON.stringify(answer(name, facts)));
    expect(together.reverse()).toEqual(names.map((name) => JSON.stringify(answer(name, factsOf(place, venue)))));
  }
});

test.each(['RHYTHM', 'CHAMPION'] as const)('by %s, a run keeps the very numbers that an answer explains', (venue) => {
  for (let place = 0; place < guests.length; place += 1) {
    const facts = factsOf(place, venue);
    const kept = snapshot.compute(factsOf(place, venue), moment);
    const { components, insufficientData, ...numbers } = healthScore.compute(facts, moment);
    expect(kept.health).toEqual({
      ...numbers,
      scores: Object.fromEntries(Object.entries(components).map(([name, { score }]) => [name, score])),
    });
    const { riskAssessment, alerts } = guidance.compute(facts, moment);
    const levels = ({ probability, riskLevel }: { probability: number | null; riskLevel: string | null }) => [
      probability,
      riskLevel,
    ];
    expect(levels(kept.risks.churn)).toEqual(levels(riskAssessment.churnRisk));
    expect(levels(kept.risks.engagement)).toEqual(levels(riskAssessment.engagementRisk));
    expect(levels(kept.risks.value)).toEqual(levels(riskAssessment.valueRisk));
    expect(kept.alerts).toEqual(alerts);
    const { lifetimeValue, rfm } = purchaseHistory.compute(facts, moment);
    expect([kept.lifetimeValueMinor, kept.last12MonthsMinor]).toEqual([
      lifetimeValue.total ?? 0,
      lifetimeValue.last12Months ?? 0,
    ]);
    expect([kept.lifetimeValuePercentile, kept.rfmGroup]).toEqual([lifetimeValue.percentile, rfm?.group ?? null]);
    expect(insufficientData === null).toBe(kept.health.healthScore !== null);
  }
});

/** Every number of an answer by where it stands: how many there are, their sum, and the sum of their sizes. */
function addUp(value: unknown, path: string, into: Map<string, [count: number, sum: number, sizes: number]>): void {
  if (typeof value === 'number') {
    const [count, sum, sizes] = into.get(path) ?? [0, 0, 0];
    into.set(path, [count + 1, sum + value, sizes + Math.abs(value)]);
  } else if (Array.isArray(value)) {
    for (const each of value) addUp(each, `${path}[]`, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) addUp(each, `${path}.${key}`, into);
  }
}

const stored = new URL('./same-answers.txt', import.meta.url);

// A change that only makes things faster changes none of them. Who changes a number on purpose deletes the file, runs this and looks at
// the difference.
test('the numbers of the demo’s guests are those on record', () => {
  const found = new Map<string, [number, number, number]>();
  for (const venue of ['RHYTHM', 'CHAMPION'] as const)
    for (let place = 0; place < guests.length; place += 1)
      for (const name of names) addUp(answer(name, factsOf(place, venue)), `${venue}/${name}`, found);
  const rows = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  if (!existsSync(stored)) writeFileSync(stored, rows.map(([path, numbers]) => `${path} ${numbers.join(' ')}\n`).join(''));
  const record = readFileSync(stored, 'utf8').trimEnd().split('\n').map(recorded);
  expect(rows.map(([path, [count]]) => `${path} ${count}`)).toEqual(record.map(({ path, count }) => `${path} ${count}`));
  rows.forEach(([path, [, sum, sizes]], place) => {
    const before = record[place];
    const most = 1e-9 * (before?.sizes ?? 0);
    expect(Math.abs(sum - (before?.sum ?? 0)), path).toBeLessThanOrEqual(most);
    expect(Math.abs(sizes - (before?.sizes ?? 0)), path).toBeLessThanOrEqual(most);
  });
});

function recorded(line: string): { path: string; count: number; sum: number; sizes: number } {
  const [path = '', ...numbers] = line.split(' ');
  const [count = 0, sum = 0, sizes = 0] = numbers.map(Number);
  return { path, count, sum, sizes };
}
