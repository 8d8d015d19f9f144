import { expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { learnedUplifts } from '../../../server/engine/interventions/learned.ts';
import { interventionReport } from '../../../server/engine/interventions/report.ts';
import { seriesOf } from '../../../server/engine/interventions/series.ts';
import type { ActionArm } from '../../../server/engine/interventions/sums.ts';
import { randomStream } from '../../../server/engine/maths/random.ts';
import { armWith, experiment, type Outcome, truthOf } from './experiments.ts';

const options = { smallestEffect: 0.1, masks: false };
const design = { guests: 4_000, controlShare: 0.2, uplift: 0.4, billSpread: 0.5 };

/** The arms of a drawn experiment under another name. */
function named(action: string, arms: readonly ActionArm[]): ActionArm[] {
  return arms.map((arm) => ({ ...arm, action }));
}

test('an action with a large true effect paid, and the truth lies in its intervals', () => {
  const { actions, total } = interventionReport(experiment(randomStream('one'), design), options, defaultScoring);
  const [effect] = actions;
  const truth = truthOf(design, defaultScoring.actions.marginShare);
  expect(effect).toMatchObject({ verdict: 'PAID', headline: 'It paid.', insufficientData: null });
  expect(effect?.visits?.low).toBeLessThan(truth.visits);
  expect(effect?.visits?.high).toBeGreaterThan(truth.visits);
  expect(effect?.roi?.low).toBeLessThan(truth.roi);
  expect(effect?.roi?.high).toBeGreaterThan(truth.roi);
  expect(total.netGain?.value).toBeCloseTo((effect?.netGain?.value ?? 0) * (effect?.treated ?? 0), 4);
  expect(total.roi?.value).toBeCloseTo(effect?.roi?.value ?? 0, 6);
});

test('too few guests are a typed absence with how many are needed', () => {
  const arms = experiment(randomStream('few'), { ...design, guests: 100 });
  const [effect] = interventionReport(arms, options, defaultScoring).actions;
  expect(effect).toMatchObject({
    verdict: 'TOO_LITTLE',
    visits: null,
    roi: null,
    insufficientData: { reason: 'TOO_FEW_GUESTS' },
  });
  expect(effect?.insufficientData?.need).toBeGreaterThan(effect?.insufficientData?.have ?? 0);
});

test('arms of the wrong size are told and judged unreliable', () => {
  const arms = experiment(randomStream('skewed'), { ...design, controlShare: 0.3 });
  const [effect] = interventionReport(arms, options, defaultScoring).actions;
  expect(effect).toMatchObject({ verdict: 'UNRELIABLE', ratio: { mismatch: true } });
});

test('of thirty actions without effect hardly any is called a finding', () => {
  const arms = Array.from({ length: 30 }, (_, index) =>
    named(`a${index}`, experiment(randomStream('null', index), { ...design, uplift: 0 })),
  ).flat();
  const free = arms.map((arm) => ({
    ...arm,
    sums: { ...arm.sums, cost: { ...arm.sums.cost, sum: 0, squares: 0, withSpend: 0 } },
  }));
  const verdicts = interventionReport(free, options, defaultScoring).actions.map(({ verdict }) => verdict);
  expect(verdicts.filter((verdict) => verdict === 'PAID' || verdict === 'LOST').length).toBeLessThanOrEqual(1);
});

test('what costs nothing has a gain and no ratio', () => {
  const arms = experiment(randomStream('free'), design).map((arm) => ({
    ...arm,
    sums: { ...arm.sums, cost: { ...arm.sums.cost, sum: 0, squares: 0, withSpend: 0 } },
  }));
  const [effect] = interventionReport(arms, options, defaultScoring).actions;
  expect(effect).toMatchObject({ roi: null, verdict: 'PAID' });
});

test('unknown spend is no spend of 0', () => {
  const arms = experiment(randomStream('unpriced'), design).map((arm) => ({ ...arm, pricedVisits: 0 }));
  const [effect] = interventionReport(arms, options, defaultScoring).actions;
  expect(effect).toMatchObject({ spend: null, netGain: null, roi: null, verdict: 'OPEN' });
  expect(effect?.visits).not.toBeNull();
});

test('a handful of guests is withheld from who may not see guests', () => {
  const few: Outcome[] = [1, 0].map((visits) => ({ visits, spend: 0, expectedVisits: 0, expectedSpend: 0, cost: null }));
  const arms = [armWith('a', 'TREATMENT', few), armWith('a', 'CONTROL', few)];
  const [masked] = interventionReport(arms, { ...options, masks: true }, defaultScoring).actions;
  expect(masked).toMatchObject({ treated: 0, control: 0, insufficientData: { reason: 'TOO_SMALL_GROUP' }, evidence: [] });
  expect(interventionReport(arms, options, defaultScoring).actions[0]).toMatchObject({ treated: 2, control: 2 });
});

test('the days add up to the difference of the means', () => {
  const days = [
    { action: 'a', arm: 'CONTROL' as const, day: 2, visits: 40, spend: 800 },
    { action: 'a', arm: 'TREATMENT' as const, day: 1, visits: 300, spend: 6_000 },
    { action: 'b', arm: 'TREATMENT' as const, day: 1, visits: 9, spend: 9 },
  ];
  const all = (guests: number): Outcome[] =>
    Array.from({ length: guests }, (_, index) => ({
      visits: index % 2,
      spend: 1,
      expectedVisits: 0,
      expectedSpend: 0,
      cost: null,
    }));
  const arms = [armWith('a', 'TREATMENT', all(4_000)), armWith('a', 'CONTROL', all(1_000))];
  const [effect] = interventionReport(arms, options, defaultScoring).actions;
  if (effect === undefined) throw new Error('expected an effect');
  const series = seriesOf(effect, days);
  expect(series.map(({ day }) => day)).toEqual([1, 2]);
  expect(series[0]?.visits).toBeCloseTo(300 / 4_000, 12);
  expect(series[1]?.visits).toBeCloseTo(300 / 4_000 - 40 / 1_000, 12);
});

test('an uplift is learned from enough guests, and pulled to its assumption as far as chance allows', () => {
  const strong = named('personal-hello', experiment(randomStream('learn'), { ...design, uplift: 1 }));
  const unsure = named('last-hello', experiment(randomStream('learn little'), { ...design, guests: 200, uplift: 1 }));
  const tiny = named('gentle-reminder', experiment(randomStream('learn nothing'), { ...design, guests: 30 }));
  const [last, hello, ...more] = learnedUplifts([...strong, ...unsure, ...tiny], defaultScoring);
  expect(more).toEqual([]);
  expect([last?.actionId, hello?.actionId]).toEqual(['last-hello', 'personal-hello']);
  const truth = truthOf({ ...design, uplift: 1 }, 1).returned / 0.5 / defaultScoring.actions.noticed.EMAIL;
  expect(Math.abs((hello?.own ?? 0) - truth)).toBeLessThan(3 * (hello?.standardError ?? 0));
  expect(hello?.weight).toBeGreaterThan(last?.weight ?? 1);
  expect(hello?.value).toBeGreaterThan(0.08); // its assumption
  expect(hello?.value).toBeLessThan(hello?.own ?? 0);
});

test('nothing is learned from arms of the wrong size, nor of actions that are not in the catalogue', () => {
  const wrong = named('personal-hello', experiment(randomStream('wrong'), { ...design, controlShare: 0.4 }));
  const own = named('our-own-idea', experiment(randomStream('own'), design));
  expect(learnedUplifts([...wrong, ...own], defaultScoring)).toEqual([]);
});
