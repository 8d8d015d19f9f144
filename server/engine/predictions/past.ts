/** The venue's past as the champion sees it again: what the base models said at earlier days, and what their errors teach. */
import { predictionRules } from '../config-predictions.ts';
import { refitBaseModels } from './base-models.ts';
import { scalingOf } from './features.ts';
import { type FitBase, fitBase } from './histories.ts';
import { countSpreadOf, type Learned, learnedBy, syllabusOf, trialsOf, trustedBy } from './lessons.ts';
import type { FittedModel } from './model.ts';
import { type OriginTable, originTable, sampleHash } from './origin-table.ts';
import { originPlan } from './origins.ts';
import type { Anchor, FitOptions, UsableFit } from './prediction-fit.ts';
import type { VisitLog } from './visit-log.ts';

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

/** The venue as it was seen at past days, and the horizons that are asked of it. */
export interface Retrospect {
  readonly tables: readonly OriginTable[];
  readonly anchorDays: readonly number[];
}

/** Base models fitted anew at each past day of the plan that had enough guests; none where no back-test is wanted. */
export function lookBack(
  log: VisitLog,
  day: number,
  firstDay: number,
  options: FitOptions,
  base: readonly FittedModel[],
): Retrospect {
  const highestHash = sampleHash(log, day);
  const plan = originPlan(firstDay, day, options.horizonDays);
  const tables: OriginTable[] = [];
  for (const originDay of options.backTest === false ? [] : plan.originDays) {
    const seen = fitBase(log, originDay, predictionRules.champion.sampledGuests);
    if (!isEnough(seen)) continue;
    const predictors = refitBaseModels(seen, base);
    tables.push(originTable(log, originDay, day, highestHash, plan.anchorDays, predictors));
  }
  return { tables, anchorDays: plan.anchorDays };
}

/** What the past had taught by each of its days and teaches today. */
export function lessonsOfPast({ tables, anchorDays }: Retrospect, day: number, models: number): Past {
  const scalings = scalingOf(joined(tables.map((table) => table.features)));
  const syllabus = syllabusOf(tables, anchorDays, scalings, models);
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
  const weights = lately[0]?.weights ?? new Array<number>(models).fill(1 / models);
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
