/**
 * The champion: base models blended and corrected by what a rolling back-test inside the known data teaches about their errors. One
 * method, no switch per data set. Source: docs/decisions/0014-champion.md
 */
import { predictionRules } from '../config-predictions.ts';
import { backTestOf } from './back-test.ts';
import { fitBaseModels, refitBaseModels } from './base-models.ts';
import { scalingOf } from './features.ts';
import { fitSpend, spendersAt } from './gamma-gamma.ts';
import { type FitBase, fitBase } from './histories.ts';
import { countSpreadOf, type Learned, learnedBy, syllabusOf, trialsOf, trustedBy } from './lessons.ts';
import type { FittedModel } from './model.ts';
import { type OriginTable, originTable, sampleHash } from './origin-table.ts';
import { originPlan } from './origins.ts';
import type { Anchor, BackTest, FitOptions, FittedPredictions, UsableFit } from './prediction-fit.ts';
import { tierOf } from './tier.ts';
import type { VisitLog } from './visit-log.ts';

export const noBackTest: BackTest = { origins: [], horizons: [], sampledGuests: 0 };

/**
 * Fits the models of a venue and judges them on its past. Pure: the same log, day and options give the same bytes, in any order of the
 * guests, and days after `day` change nothing. A thousand guests take about a second.
 *
 * @param day the last known business day.
 */
export function fitPredictions(log: VisitLog, day: number, options: FitOptions): FittedPredictions {
  const known = fitBase(log, day, predictionRules.fit.mostGuests);
  const standing = tierOf(log, day, options, known);
  const head = {
    version: predictionRules.champion.version,
    day,
    horizonDays: options.horizonDays,
    customers: standing.customers,
    repeaters: standing.repeaters,
  };
  if (standing.tier === 'INSUFFICIENT') {
    return { fit: { ...head, tier: 'INSUFFICIENT', insufficient: standing.insufficient }, card: noBackTest };
  }
  const base = fitBaseModels(known, standing.prior);
  const past = pastOf(log, day, standing.firstDay, options, base);
  const spend = fitSpend(spendersAt(log, day));
  const fit: UsableFit = {
    ...head,
    tier: standing.tier,
    priorWeight: standing.priorWeight,
    short: standing.short,
    base,
    weights: past.weights,
    features: past.scalings,
    anchors: past.anchors,
    spend,
    meanSpendMinor: standing.meanSpendMinor,
  };
  return { fit, card: options.backTest === false ? noBackTest : backTestOf(log, past, base) };
}

/** The venue's past, and what it taught. */
export interface Past {
  readonly tables: readonly OriginTable[];
  readonly scalings: UsableFit['features'];
  readonly weights: UsableFit['weights'];
  readonly anchors: readonly Anchor[];
  /** What was known at each origin, by its day. */
  readonly learnedAt: ReadonlyMap<number, readonly Learned[]>;
  readonly sampledGuests: number;
}

function pastOf(log: VisitLog, day: number, firstDay: number, options: FitOptions, base: readonly FittedModel[]): Past {
  const highestHash = sampleHash(log, day);
  const plan = originPlan(firstDay, day, options.horizonDays);
  const tables: OriginTable[] = [];
  for (const originDay of options.backTest === false ? [] : plan.originDays) {
    const seen = fitBase(log, originDay, predictionRules.champion.sampledGuests);
    if (!isEnough(seen)) continue;
    const predictors = refitBaseModels(seen, base);
    tables.push(originTable(log, originDay, day, highestHash, plan.anchorDays, predictors));
  }
  const scalings = scalingOf(joined(tables.map((table) => table.features)));
  const syllabus = syllabusOf(tables, plan.anchorDays, scalings, base.length);
  const raw = new Map(tables.map(({ originDay }) => [originDay, learnedBy(syllabus, originDay)]));
  const trials = trialsOf(syllabus, raw);
  const learnedAt = new Map(
    tables.map(({ originDay }) => [originDay, trustedBy(raw.get(originDay) ?? [], trials, originDay)] as const),
  );
  const lately = trustedBy(learnedBy(syllabus, day), trials, day);
  const anchors = lately.map((learned): Anchor => {
    const pairs = syllabus.lessons.get(learned.days) ?? [];
    return {
      days: learned.days,
      examples: learned.examples,
      origins: learned.origins,
      shiftShare: learned.shares.shift,
      slopeShare: learned.shares.slopes,
      returnShift: learned.returns.shift,
      returnSlopes: learned.returns.slopes,
      countShift: learned.visits.shift,
      countSlopes: learned.visits.slopes,
      ...countSpreadOf(pairs, learned),
    };
  });
  const sampledGuests = tables.at(-1)?.guests.length ?? 0;
  const weights = lately[0]?.weights ?? base.map(() => 1 / base.length);
  return { tables, scalings, weights, anchors, learnedAt, sampledGuests };
}

function isEnough({ customers, repeaters }: FitBase): boolean {
  const { originGuests, originRepeaters } = predictionRules.champion;
  return customers >= originGuests && repeaters >= originRepeaters;
}

function joined(lists: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0));
  let from = 0;
  for (const list of lists) {
    all.set(list, from);
    from += list.length;
  }
  return all;
}
