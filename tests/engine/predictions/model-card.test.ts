import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoDay } from '../../../server/engine/calendar.ts';
import { insufficient } from '../../../server/engine/insufficient.ts';
import { scoreVerdict } from '../../../server/engine/predictions/card-verdict.ts';
import { publishedModelCard } from '../../../server/engine/predictions/model-card.ts';
import type {
  Anchor,
  BackTest,
  HorizonSummary,
  OriginScore,
  PredictionFit,
  UsableFit,
} from '../../../server/engine/predictions/prediction-fit.ts';

const anchor: Anchor = {
  days: 90,
  examples: 900,
  origins: 3,
  shiftShare: 0.5,
  slopeShare: 0.25,
  returnShift: 0.1,
  returnSlopes: [],
  countShift: 0.1,
  countSlopes: [],
  evenness: 1,
  size: 2,
};
const fit: UsableFit = {
  version: 1,
  day: 20_000,
  horizonDays: 90,
  customers: 400,
  repeaters: 250,
  tier: 'FITTED',
  priorWeight: 0,
  short: null,
  base: [
    {
      model: 'BG_NBD',
      parameters: { r: 0.24, alpha: 4.4, a: 0.8, b: 2.4 },
      logLikelihood: -900,
      customers: 400,
      repeaters: 250,
      converged: true,
      trust: 'HIGH',
    },
  ],
  features: [],
  weights: [1],
  anchors: [anchor],
  spend: {
    method: 'GAMMA_GAMMA',
    p: 6,
    q: 4,
    v: 1_500,
    customers: 200,
    correlation: 0.1,
    terciles: null,
    logLikelihood: -1_000,
    converged: true,
  },
  meanSpendMinor: 3_000,
};
const noFit: PredictionFit = {
  version: 1,
  day: 20_000,
  horizonDays: 90,
  customers: 30,
  repeaters: 8,
  tier: 'INSUFFICIENT',
  insufficient: insufficient('TOO_FEW_GUESTS', 'Too few guests came twice to predict from', 8, 15, 20_060),
};
const none: BackTest = { origins: [], horizons: [], sampledGuests: 0 };

function origin(more: Partial<OriginScore> = {}): OriginScore {
  return {
    originDay: 19_900,
    horizonDays: 90,
    guests: 100,
    baseRate: 0.4,
    brier: 0.18,
    skill: 0.25,
    logLoss: 0.54,
    auc: 0.8,
    ece: 0.02,
    bins: [
      { guests: 50, predicted: 0.1, observed: 0.12 },
      { guests: 50, predicted: 0.7, observed: 0.68 },
    ],
    coverage50: 0.5,
    coverage80: 0.8,
    visitBias: 0.1,
    valueBias: -0.2,
    valueMaeMinor: 1_000,
    learnedFrom: 0,
    baselines: [
      { name: 'RECENCY_ONLY', brier: 0.2, skill: 0.17, logLoss: 0.6, auc: 0.78 },
      { name: 'NINETY_DAY_RULE', brier: 0.36, skill: -0.5, logLoss: null, auc: 0.7 },
    ],
    models: [],
    ...more,
  };
}

function tested(origins: readonly OriginScore[], more: Partial<HorizonSummary> = {}): BackTest {
  const summary: HorizonSummary = {
    horizonDays: 90,
    origins: origins.length,
    guests: 300,
    chosen: 'CORRECTED_BLEND',
    champion: { brier: 0.18, skill: 0.25, logLoss: 0.54, auc: 0.8, ece: 0.02 },
    recencyAuc: 0.78,
    bestModel: 'BG_NBD',
    bestModelLogLoss: 0.55,
    recencyLogLoss: 0.6,
    recencyDoesAsWell: false,
    ...more,
  };
  return { origins, horizons: [summary], sampledGuests: 100 };
}

const verdict = (of: PredictionFit, backTest: BackTest) => publishedModelCard(of, backTest, null).verdict;

describe('the verdict', () => {
  test('says how often the predictions were right, better than what, and how far totals were off', () => {
    expect(verdict(fit, tested([origin(), origin({ originDay: 19_800 })]))).toEqual([
      'Tried on 2 days of the past, knowing only what was known then: of the guests we gave a chance of 10 % to come back within 90 days, 12 % came back; of those we gave a chance of 70 %, 68 % did.',
      'That is 25 % less error than giving every guest the same chance, 10 % less than going by the last visit alone and 50 % less than calling guests lost after 90 days.',
      'In total, 10 % more visits were expected than came, and their value was under-predicted by 20 %.',
    ]);
  });
  test('says that recency alone does as well, where it does', () => {
    const [, better] = verdict(fit, tested([origin()], { recencyDoesAsWell: true }));
    expect(better).toBe(
      'That is 25 % less error than giving every guest the same chance, but the date of the last visit alone does as well for who comes back within 90 days.',
    );
  });
  test('does not praise what is no better than one chance for everybody', () => {
    const champion = { brier: 0.25, skill: -0.02, logLoss: 0.7, auc: 0.5, ece: 0.1 };
    expect(verdict(fit, tested([origin()], { champion }))[1]).toMatch(
      /^That was no better than giving every guest the same chance/,
    );
  });
  test('counts a small bias as right, and says nothing of value where no spend is known', () => {
    const told = verdict(fit, tested([origin({ visitBias: -0.02, valueBias: null })]));
    expect(told.at(-1)).toBe('In total, the number of visits was right within 3 %.');
    expect(verdict(fit, tested([origin({ visitBias: -0.04, valueBias: 0.02 })])).at(-1)).toBe(
      'In total, 4 % fewer visits were expected than came, and their value was right within 3 %.',
    );
  });
  test('of too few guests says what is there, what is needed, and when', () => {
    expect(verdict(noFit, none)).toEqual([
      `Nothing is predicted yet: too few guests came twice to predict from (have 8, need 15); expected to be enough on ${isoDay(20_060)}.`,
    ]);
  });
  test('begins with LOW trust, and why', () => {
    const few = verdict({ ...fit, repeaters: 60 }, tested([origin()]));
    expect(few).toHaveLength(4);
    expect(few[0]).toBe('Trust is LOW: only 60 guests came twice, and 200 or more would make a sure base.');
    const short = insufficient('TOO_FEW_VISITS', 'The newest visit is too old to say much of today', 45, 30);
    const prior = verdict({ ...fit, tier: 'PRIOR', priorWeight: 0.2, short }, tested([origin()]));
    expect(prior[0]).toBe(
      'Trust is LOW, and what is usual of such a venue counts for 20 % of each answer: the newest visit is too old to say much of today (is 45, may be 30 at most).',
    );
  });
  test('admits that nothing could be tried', () => {
    expect(verdict(fit, none)).toEqual([
      'These predictions are untested: the past is too short, or has too few guests, to try them on.',
    ]);
  });
  test('looks at the horizon nearest to the one that answers', () => {
    const [week, quarter] = [
      tested([origin({ horizonDays: 7, visitBias: 0.5 })], { horizonDays: 7 }),
      tested([origin({ horizonDays: 91 })], { horizonDays: 91 }),
    ];
    const both = {
      origins: [...week.origins, ...quarter.origins],
      horizons: [...week.horizons, ...quarter.horizons],
      sampledGuests: 1,
    };
    expect(verdict(fit, both)[0]).toContain('within 91 days');
  });
  test('is one to four finished sentences whatever the figures', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const bias = fc.option(fc.double({ min: -1, max: 20, noNaN: true }));
    const origins = fc.array(
      fc
        .record({ brier: share, visitBias: bias, valueBias: bias, predicted: share, observed: share, bins: fc.nat(10) })
        .map(({ predicted, observed, bins, ...rest }) =>
          origin({ ...rest, bins: Array.from({ length: bins }, () => ({ guests: 10, predicted, observed })) }),
        ),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(
        origins,
        fc.option(share),
        fc.integer({ min: 15, max: 300 }),
        fc.option(fc.boolean()),
        (all, skill, repeaters, as) => {
          const champion = { brier: 0.2, skill, logLoss: null, auc: null, ece: 0 };
          const said = verdict({ ...fit, repeaters }, tested(all, { champion, recencyDoesAsWell: as }));
          expect(said.length).toBeGreaterThanOrEqual(1);
          expect(said.length).toBeLessThanOrEqual(4);
          for (const sentence of said) expect(sentence).toMatch(/^[A-Z](?!.*(NaN|null|undefined|Infinity)).*\.$/);
        },
      ),
    );
  });
});

describe('the card', () => {
  test('has parameters by name, money in minor units and dates', () => {
    const card = publishedModelCard(fit, tested([origin()]), null);
    expect(card).toMatchObject({
      knownUntil: isoDay(20_000),
      tier: 'FITTED',
      trust: 'HIGH',
      priorWeight: 0,
      insufficientData: null,
      spend: { p: 6, q: 4, vMinor: 1_500, customers: 200 },
      insufficientSpendData: null,
      meanSpendMinor: 3_000,
      chosen: [{ horizonDays: 90, method: 'CORRECTED_BLEND', shiftShare: 0.5, slopeShare: 0.25, examples: 900 }],
      healthScore: null,
    });
    expect(card.base[0]?.parameters.alpha).toBe(4.4);
    expect(card.backTest.origins[0]).toMatchObject({ originDate: isoDay(19_900), horizonDays: 90 });
    expect(card.backTest.origins[0]).not.toHaveProperty('originDay');
  });
  test('weights past days by their guests, and sets recency beside the same days only', () => {
    const later = origin({ originDay: 19_950, guests: 300, visitBias: -0.1, valueBias: null, logLoss: 0.5, baselines: [] });
    const [horizon] = publishedModelCard(fit, tested([origin(), later]), null).backTest.horizons;
    expect(horizon?.visitBias).toBeCloseTo(-0.05, 12);
    expect(horizon?.valueBias).toBeCloseTo(-0.2, 12);
    expect(horizon?.logLossBesideRecency).toBe(0.54);
    expect(horizon?.bins.map(({ guests }) => guests)).toEqual([100, 100]);
  });
  test('of too few guests holds what is missing and nothing else', () => {
    expect(publishedModelCard(noFit, none, null)).toMatchObject({
      tier: 'INSUFFICIENT',
      trust: 'LOW',
      priorWeight: null,
      insufficientData: { have: 8, need: 15 },
      base: [],
      spend: null,
      insufficientSpendData: null,
      chosen: [],
    });
  });
  test('without a model of spend says why', () => {
    const lack = insufficient('TOO_FEW_GUESTS', 'Too few guests with a paid second visit', 3, 30);
    const card = publishedModelCard({ ...fit, spend: { method: 'INSUFFICIENT', insufficient: lack } }, none, null);
    expect([card.spend, card.insufficientSpendData]).toEqual([null, lack]);
    expect(card.chosen[0]?.method).toBe('CORRECTED_BLEND');
  });
});

describe('the verdict on the health score', () => {
  const judged = (auc: number | null) => ({ auc, brier: 0.2, logLoss: 0.6 });
  test('warns when the date of the last visit tells as much', () => {
    const said = scoreVerdict({ score: judged(0.7), recency: judged(0.72), recencyDoesAsWell: true, horizonDays: 90 });
    expect(said).toBe(
      'Of 100 pairs of guests of whom one came back within 90 days, the health score put the right one first in 70; the date of the last visit alone did so in 72: to tell who comes back, it is as good.',
    );
  });
  test('says so when nobody could be told apart', () => {
    const said = scoreVerdict({ score: judged(null), recency: judged(null), recencyDoesAsWell: null, horizonDays: 90 });
    expect(said).toMatch(/nothing to tell apart\.$/);
  });
});
