/** What the champion learns from its past at each horizon, and what it would have learned by an earlier day. */
import { predictionRules } from '../config-predictions.ts';
import { expit } from '../maths/logistic.ts';
import { clamp } from '../maths/statistics.ts';
import { meanBeyond } from './blend.ts';
import { type Correction, corrected, type Family, type Lesson, learn, lessonOf, type Taught } from './correction.ts';
import { type CountSpread, lnRest } from './count-spread.ts';
import { featureNames } from './features.ts';
import { costsOf, type Shares, sharesOf, shrunkBy, type Trial } from './gate.ts';
import type { OriginTable } from './origin-table.ts';
import type { Scaling } from './prediction-fit.ts';
import { weightsOf } from './weights.ts';

/** The examples of one origin and horizon for both questions. */
export interface LessonPair {
  readonly originDay: number;
  readonly returns: Lesson;
  readonly visits: Lesson;
}

/** By horizon; ascending origins. */
export interface Syllabus {
  readonly anchorDays: readonly number[];
  readonly models: number;
  readonly lessons: ReadonlyMap<number, readonly LessonPair[]>;
}

/** Corrections of one horizon. */
export interface Learned {
  readonly weights: readonly number[];
  readonly days: number;
  readonly examples: number;
  readonly origins: number;
  readonly returns: Correction;
  readonly visits: Correction;
}

/** Before any shrinking. */
export interface RawLearned extends Learned {
  readonly returns: Taught;
  readonly visits: Taught;
  /** How much (logarithm) the visits rise with the logits of P(return), which they follow. */
  readonly followed: number;
}

export function syllabusOf(
  tables: readonly OriginTable[],
  anchorDays: readonly number[],
  scalings: readonly Scaling[],
  models: number,
): Syllabus {
  const lessons = new Map<number, LessonPair[]>();
  for (const days of anchorDays) {
    const pairs: LessonPair[] = [];
    for (const table of tables) {
      const anchor = table.anchors.find((candidate) => candidate.days === days);
      if (anchor === undefined) continue;
      const [returns, visits] = [lessonOf(table, anchor, scalings, 'LOGIT'), lessonOf(table, anchor, scalings, 'POISSON')];
      pairs.push({ originDay: table.originDay, returns, visits });
    }
    lessons.set(days, pairs);
  }
  return { anchorDays, models, lessons };
}

/** What is learned from horizons that were over by a day, before any shrinking; a horizon carries on what the shorter one learned. */
export function learnedBy(syllabus: Syllabus, day: number): RawLearned[] {
  const known = new Map(
    [...syllabus.lessons].map(([days, pairs]) => [days, pairs.filter(({ originDay }) => originDay + days <= day)] as const),
  );
  const weights = weightsOf([...known.values()].flat(), syllabus.models);
  const plain = plainBlend(weights);
  const prior: Record<Family, Taught | null> = { LOGIT: null, POISSON: null };
  let followed = 0.5;
  return syllabus.anchorDays.map((days) => {
    const pairs = known.get(days) ?? [];
    const taught = (family: Family, lessons: readonly Lesson[]): Taught =>
      lessons.length === 0
        ? (prior[family] ?? { ...plain, season: 0 })
        : learn(lessons, { days, day }, plain, prior[family], family, syllabus.models);
    const returns = taught(
      'LOGIT',
      pairs.map((pair) => pair.returns),
    );
    const given = pairs.map((pair) => visitsGiven(pair, returns, plain));
    const visits = taught('POISSON', given);
    followed = followedBy(pairs, given, returns, plain) ?? followed;
    const learned = {
      weights,
      days,
      examples: pairs.reduce((sum, pair) => sum + pair.returns.count, 0),
      origins: pairs.length,
      returns,
      visits,
      followed,
    };
    prior.LOGIT = learned.returns;
    prior.POISSON = learned.visits;
    return learned;
  });
}

/** Mean of 1 − P(return) over the expected visits: the slope of ln P along the logit. Null without any. */
function followedBy(
  pairs: readonly LessonPair[],
  given: readonly Lesson[],
  returns: Correction,
  plain: Correction,
): number | null {
  let [followed, total] = [0, 0];
  pairs.forEach((pair, place) => {
    const visits = given[place];
    if (visits === undefined) return;
    for (let row = 0; row < visits.count; row += 1) {
      const expected = Math.exp(Math.min(20, corrected(visits, row, plain)));
      followed += expected * (1 - expit(corrected(pair.returns, row, returns)));
      total += expected;
    }
  });
  return total > 0 ? followed / total : null;
}

/**
 * Who returns more often than the blend says visits more often in the same measure: the correction of counts starts from there, and
 * from the models' weighted mean of counts, which their mean of logarithms falls short of.
 */
export function visitsGiven({ returns, visits }: LessonPair, correction: Correction, plain: Correction): Lesson {
  const columns = plain.slopes.length;
  const weights = plain.slopes.slice(featureNames.length);
  const offsets = visits.offsets.map(
    (offset, row) =>
      offset +
      meanBeyond(visits.rows, row * columns + featureNames.length, weights) +
      lnChance(corrected(returns, row, correction)) -
      lnChance(corrected(returns, row, plain)),
  );
  return { ...visits, offsets };
}

/** ln of the probability of a logit. */
export function lnChance(value: number): number {
  return value > 0 ? -Math.log1p(Math.exp(-value)) : value - Math.log1p(Math.exp(value));
}

/** The weighted blend as slopes: deviations are told from the models' plain mean. */
export function plainBlend(weights: readonly number[]): Correction {
  return { shift: 0, slopes: [...featureNames.map(() => 0), ...weights] };
}

/** How far corrections learned earlier held later: every origin judged by what had been learned before it. */
export function trialsOf(syllabus: Syllabus, learnedAt: ReadonlyMap<number, readonly RawLearned[]>): Trial[] {
  return syllabus.anchorDays.flatMap((days) =>
    (syllabus.lessons.get(days) ?? []).flatMap((pair) => {
      const learned = learnedAt.get(pair.originDay)?.find((candidate) => candidate.days === days);
      if (learned === undefined || learned.origins === 0) return [];
      const over = pair.originDay + days;
      const plain = plainBlend(learned.weights);
      const visits = visitsGiven(pair, learned.returns, plain);
      return [
        { days, over, family: 'LOGIT' as const, costs: costsOf(pair.returns, plain, learned.returns, 'LOGIT') },
        { days, over, family: 'POISSON' as const, costs: costsOf(visits, plain, learned.visits, 'POISSON') },
      ];
    }),
  );
}

/** Learned by a day and shrunk by the trials that were over by then; a season is a year old when it is used, and untried. */
export function trustedBy(
  learned: readonly RawLearned[],
  trials: readonly Trial[],
  day: number,
): (Learned & { readonly shares: Shares })[] {
  const past = trials.filter(({ over }) => over <= day);
  return learned.map((each) => {
    const shares = sharesOf(past, each.days, 'LOGIT');
    const countShares = sharesOf(past, each.days, 'POISSON');
    const plain = plainBlend(each.weights);
    const [returns, visits] = [shrunkBy(each.returns, plain, shares), shrunkBy(each.visits, plain, countShares)];
    const season = each.visits.season - each.followed * each.returns.season;
    return {
      ...each,
      shares,
      returns: { ...returns, shift: returns.shift + each.returns.season },
      visits: { ...visits, shift: visits.shift + season },
    };
  });
}

/** The spread of the visits of who returned, by likelihood, over a grid; random and moderate without examples. */
export function countSpreadOf(pairs: readonly LessonPair[], { returns, visits, weights }: Learned): CountSpread {
  const { evennessGrid, sizeGrid, spreadExamples } = predictionRules.champion;
  const rests: { n: number; mean: number }[] = [];
  const plain = plainBlend(weights);
  for (const pair of pairs.toReversed()) {
    const counts = visitsGiven(pair, returns, plain);
    for (let row = 0; row < pair.visits.count && rests.length < spreadExamples; row += 1) {
      const count = pair.visits.outcomes[row] ?? 0;
      if (count < 1) continue;
      const chance = expit(corrected(pair.returns, row, returns));
      const expected = Math.max(chance, Math.exp(clamp(corrected(counts, row, visits), -30, 20)));
      rests.push({ n: count - 1, mean: expected / chance - 1 });
    }
  }
  let best = { cost: Number.POSITIVE_INFINITY, evenness: 1, size: 2 };
  for (const evenness of evennessGrid) {
    for (const size of sizeGrid) {
      // A binomial cannot reach every count: what it cannot explain costs much, not infinitely much.
      let cost = Math.log(size / 2) ** 2;
      for (const { n, mean } of rests) cost -= Math.max(-12, lnRest(n, mean, { evenness, size }));
      if (cost < best.cost) best = { cost, evenness, size };
    }
  }
  return { evenness: best.evenness, size: best.size };
}
