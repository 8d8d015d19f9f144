/** The model card's figures: each origin judged by what was known then, beside plain baselines and each base model alone. */
import { predictionRules } from '../config-predictions.ts';
import { expit, ridgeGlm } from '../maths/logistic.ts';
import { clamp } from '../maths/statistics.ts';
import { corrected, lessonOf } from './correction.ts';
import { countDistribution, farthestCount } from './count-spread.ts';
import { expectedSpend, fitSpend, spendersAt } from './gamma-gamma.ts';
import { summaryOf } from './horizon-summary.ts';
import { countSpreadOf, type Learned, type LessonPair, plainBlend, visitsGiven } from './lessons.ts';
import {
  auc,
  calibrationError,
  countCoverage,
  meanAbsoluteError,
  probabilityScore,
  reliabilityBins,
  totalBias,
} from './metrics.ts';
import type { FittedModel } from './model.ts';
import type { AnchorTable, OriginTable } from './origin-table.ts';
import type { Past } from './past.ts';
import type { BackTest, BaselineName, GuestTiming, OriginScore, ProbabilityScore } from './prediction-fit.ts';
import type { VisitLog } from './visit-log.ts';

type Scored = ProbabilityScore & { readonly name: BaselineName };

/** Costs about as much as the learning: nothing here changes an answer. */
export function backTestOf(log: VisitLog, past: Past, base: readonly FittedModel[]): BackTest {
  const { cardHorizonDays, cardOrigins } = predictionRules.champion;
  const horizons = past.anchors.map((anchor) => anchor.days);
  const pairs = new Map<OriginTable, Map<number, LessonPair>>();
  for (const table of past.tables)
    pairs.set(table, new Map(table.anchors.map((anchor) => [anchor.days, pairOf(table, anchor, past)])));
  const spends = new Map(past.tables.map((table) => [table.originDay, spendOf(log, table)]));
  const origins: OriginScore[] = [];
  for (const days of horizons) {
    const judged = past.tables.filter((table) => table.anchors.some((anchor) => anchor.days === days)).slice(-cardOrigins);
    for (const table of judged) {
      const anchor = table.anchors.find((candidate) => candidate.days === days);
      if (anchor === undefined) continue;
      const before = past.tables.filter((other) => other.originDay + days <= table.originDay);
      origins.push(originScore(table, anchor, before, past, base, pairs, spends.get(table.originDay) ?? null));
    }
  }
  const summaries = [...new Set([...horizons, ...cardHorizonDays])]
    .sort((a, b) => a - b)
    .flatMap((days) => {
      const scores = origins.filter((score) => score.horizonDays === days);
      return scores.length === 0
        ? []
        : [
            summaryOf(
              days,
              scores,
              past.anchors.find((anchor) => anchor.days === days),
            ),
          ];
    });
  return { origins, horizons: summaries, sampledGuests: past.sampledGuests };
}

function pairOf(table: OriginTable, anchor: AnchorTable, { scalings }: Past): LessonPair {
  const [returns, visits] = [lessonOf(table, anchor, scalings, 'LOGIT'), lessonOf(table, anchor, scalings, 'POISSON')];
  return { originDay: table.originDay, returns, visits };
}

function originScore(
  table: OriginTable,
  anchor: AnchorTable,
  before: readonly OriginTable[],
  past: Past,
  base: readonly FittedModel[],
  pairs: ReadonlyMap<OriginTable, ReadonlyMap<number, LessonPair>>,
  spend: Float64Array | null,
): OriginScore {
  const { days, returned, visits } = anchor;
  const learned = past.learnedAt.get(table.originDay)?.find((candidate) => candidate.days === days);
  const pair = pairs.get(table)?.get(days);
  if (learned === undefined || pair === undefined) throw new RangeError(`expected lessons of ${days} days, got none`);
  const taught = before.flatMap((other) => pairs.get(other)?.get(days) ?? []);
  const [chances, expected] = answersOf(pair, learned);
  const bins = reliabilityBins(chances, returned);
  const values = spend === null ? null : expected.map((count, row) => count * (spend[row] ?? 0));
  return {
    originDay: table.originDay,
    horizonDays: days,
    guests: table.guests.length,
    baseRate: mean(returned),
    ...probabilityScore(chances, returned),
    ece: calibrationError(bins),
    bins,
    ...coverageOf(chances, expected, visits, taught, learned),
    visitBias: totalBias(expected, visits),
    valueBias: values === null ? null : totalBias(values, anchor.spent),
    valueMaeMinor: values === null ? null : meanAbsoluteError(values, anchor.spent),
    learnedFrom: learned.examples,
    baselines: baselinesOf(table, anchor, before),
    models: base.map(({ model: name }, place) => {
      const own = new Float64Array(returned.length);
      const counts = new Float64Array(returned.length);
      for (let row = 0; row < returned.length; row += 1) {
        own[row] = expit(anchor.logits[row * table.models + place] ?? 0);
        counts[row] = Math.exp(anchor.logRates[row * table.models + place] ?? 0);
      }
      return { name, ...probabilityScore(own, returned), visitBias: totalBias(counts, visits) };
    }),
  };
}

/** P(return) and expected visits of every guest, as the champion would have said. */
function answersOf(pair: LessonPair, learned: Learned): [Float64Array, Float64Array] {
  const { returns } = pair;
  const visits = visitsGiven(pair, learned.returns, plainBlend(learned.weights));
  const chances = new Float64Array(returns.count);
  const expected = new Float64Array(returns.count);
  for (let row = 0; row < returns.count; row += 1) {
    const chance = expit(corrected(returns, row, learned.returns));
    chances[row] = chance;
    expected[row] = Math.max(chance, Math.exp(clamp(corrected(visits, row, learned.visits), -30, 20)));
  }
  return [chances, expected];
}

function coverageOf(
  chances: Float64Array,
  expected: Float64Array,
  visits: Int32Array,
  taught: readonly LessonPair[],
  learned: Learned,
) {
  const spread = countSpreadOf(taught, learned);
  let [within50, within80] = [0, 0];
  chances.forEach((chance, row) => {
    const most = farthestCount(chance, expected[row] ?? 0, spread);
    const distribution = countDistribution(chance, expected[row] ?? 0, spread, most);
    within50 += countCoverage(distribution, visits[row] ?? 0, 0.5);
    within80 += countCoverage(distribution, visits[row] ?? 0, 0.8);
  });
  return { coverage50: within50 / chances.length, coverage80: within80 / chances.length };
}

function baselinesOf(table: OriginTable, anchor: AnchorTable, before: readonly OriginTable[]): Scored[] {
  const { returned, days } = anchor;
  const rule = (name: BaselineName, says: (guest: GuestTiming) => boolean): Scored => {
    const answers = Float64Array.from(table.timings, (guest) => (says(guest) ? 1 : 0));
    return { name, ...probabilityScore(answers, returned, true) };
  };
  const silence = (guest: GuestTiming) => 7 * (guest.T - guest.tx);
  return [
    ...learnedBaselines(table, anchor, before),
    rule('NINETY_DAY_RULE', (guest) => silence(guest) <= 90),
    rule('AVERAGE_GAP_DATE', (guest) => {
      const due = guest.x === 0 ? Number.POSITIVE_INFINITY : (7 * guest.tx) / guest.x - silence(guest);
      return due > 0 && due <= days;
    }),
  ];
}

/** The base rate of earlier origins, and a logistic curve over the logarithm of the days since the last visit. */
function learnedBaselines(table: OriginTable, { days, returned }: AnchorTable, before: readonly OriginTable[]): Scored[] {
  const rows: number[] = [];
  const outcomes: number[] = [];
  for (const other of before) {
    const anchor = other.anchors.find((candidate) => candidate.days === days);
    other.timings.forEach((guest, row) => {
      rows.push(lnSilence(guest));
      outcomes.push(anchor?.returned[row] ?? 0);
    });
  }
  const score = (name: BaselineName, answer: (guest: GuestTiming) => number): Scored => ({
    name,
    ...probabilityScore(Float64Array.from(table.timings, answer), returned),
  });
  if (outcomes.length === 0) {
    const silent = Float64Array.from(table.timings, (guest) => -lnSilence(guest));
    return [{ name: 'RECENCY_ONLY', brier: null, skill: null, logLoss: null, auc: auc(silent, returned) }];
  }
  const rate = mean(outcomes);
  const fit = ridgeGlm(
    {
      rows: Float64Array.from(rows),
      columns: 1,
      outcomes,
      offsets: new Float64Array(outcomes.length),
      weights: new Float64Array(outcomes.length).fill(1),
      shiftPenalty: 1e-3,
      slopePenalties: [1e-3],
    },
    'LOGIT',
  );
  return [
    score('BASE_RATE', () => rate),
    score('RECENCY_ONLY', (guest) => expit(fit.shift + (fit.slopes[0] ?? 0) * lnSilence(guest))),
  ];
}

function lnSilence(guest: GuestTiming): number {
  return Math.log1p(7 * (guest.T - guest.tx));
}

/** Expected spend per visit day of each guest as known at the origin; null where no model of spend could be fitted. */
function spendOf(log: VisitLog, table: OriginTable): Float64Array | null {
  const all = spendersAt(log, table.originDay);
  const spenders = table.guests.map((guest) => all[guest] ?? { x: 0, mean: 0 });
  const model = fitSpend(spenders);
  return model.method === 'INSUFFICIENT' ? null : Float64Array.from(spenders, (spender) => expectedSpend(model, spender));
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}
