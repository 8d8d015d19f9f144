/**
 * What the past teaches about the base models' errors: a ridge regression on the blend of the base models, in two steps. Slopes on the
 * guests' timing and on the models' disagreement are learned with a level for each origin, so that a strong month bends no slope; the
 * shift is then foretold from those levels, trusted as far as they agree with each other (random effects: DerSimonian & Laird 1986).
 */
import { predictionRules } from '../config-predictions.ts';
import { expit, type GlmFit, ridgeGlm } from '../maths/logistic.ts';
import { clamp } from '../maths/statistics.ts';
import { featureNames, scaled } from './features.ts';
import { type Level, shiftOf, type Window } from './levels.ts';
import type { AnchorTable, OriginTable } from './origin-table.ts';
import type { Scaling } from './prediction-fit.ts';

export type Family = 'LOGIT' | 'POISSON';

/** Added to the blend: shift + Σ slopes × (scaled features, then each model's deviation from the blend). */
export interface Correction {
  readonly shift: number;
  readonly slopes: readonly number[];
}

/** As it was learned, before any shrinking. */
export interface Taught extends Correction {
  /** Belongs to the shift, but is not shrunk with it: see levels.ts. */
  readonly season: number;
}

/** Examples of one horizon from one origin, ready for the regression. */
export interface Lesson {
  readonly originDay: number;
  readonly count: number;
  /** Examples × (features and deviations). */
  readonly rows: Float64Array;
  readonly offsets: Float64Array;
  readonly outcomes: ArrayLike<number>;
}

function columnsOf(models: number): number {
  return featureNames.length + models;
}

/** Writes the scaled features of a row, which are the same at every horizon. */
export function writeScaled(
  features: Float64Array,
  from: number,
  scalings: readonly Scaling[],
  into: Float64Array,
  at: number,
): void {
  for (let column = 0; column < scalings.length; column += 1) {
    const scaling = scalings[column];
    if (scaling !== undefined) into[at + column] = scaled(features[from + column] ?? 0, scaling);
  }
}

/** Writes the models' deviations behind the scaled features, from the place `at` on; returns the blend. */
export function writeDeviations(sayings: Float64Array, from: number, models: number, into: Float64Array, at: number): number {
  let blend = 0;
  for (let model = 0; model < models; model += 1) blend += sayings[from + model] ?? 0;
  blend /= models;
  for (let model = 0; model < models; model += 1) into[at + model] = (sayings[from + model] ?? 0) - blend;
  return blend;
}

export function lessonOf(table: OriginTable, anchor: AnchorTable, scalings: readonly Scaling[], family: Family): Lesson {
  const columns = columnsOf(table.models);
  const count = table.guests.length;
  const rows = new Float64Array(count * columns);
  const offsets = new Float64Array(count);
  const sayings = family === 'LOGIT' ? anchor.logits : anchor.logRates;
  for (let row = 0; row < count; row += 1) {
    const at = row * columns;
    writeScaled(table.features, row * featureNames.length, scalings, rows, at);
    offsets[row] = writeDeviations(sayings, row * table.models, table.models, rows, at + scalings.length);
  }
  return { originDay: table.originDay, count, rows, offsets, outcomes: family === 'LOGIT' ? anchor.returned : anchor.visits };
}

/** Linear predictor of one example under a correction. */
export function corrected({ rows, offsets }: Lesson, row: number, { shift, slopes }: Correction): number {
  let value = (offsets[row] ?? 0) + shift;
  const from = row * slopes.length;
  for (let column = 0; column < slopes.length; column += 1) value += (rows[from + column] ?? 0) * (slopes[column] ?? 0);
  return value;
}

/**
 * @param lessons at least one, of equal columns.
 * @param plain what is said without learning (the weighted blend), to which everything is pulled.
 * @param prior what the next shorter horizon learned: it is carried on, by the shares of the rules; null: nothing.
 */
export function learn(
  lessons: readonly Lesson[],
  window: Window,
  plain: Correction,
  prior: Correction | null,
  family: Family,
  models: number,
): Taught {
  const { carriedSlopes, carriedShift } = predictionRules.champion;
  const base = plain.slopes.map((slope, column) => slope + carriedSlopes * ((prior?.slopes[column] ?? slope) - slope));
  const weight = overlapWeight(lessons, window.days) / dispersion(lessons, family);
  const fit = levelled(lessons, base, weight, family, models);
  const slopes = base.map((slope, column) => slope + (fit.slopes[column] ?? 0));
  const levels = lessons.map((lesson) => levelOf(lesson, slopes, weight, family));
  return { ...shiftOf(levels, carriedShift * (prior?.shift ?? 0), window), slopes };
}

/** One ridge regression over all origins, with a level of its own for each. */
function levelled(lessons: readonly Lesson[], base: readonly number[], weight: number, family: Family, models: number): GlmFit {
  const { slopeSpreads, deviationSpreads, levelSpread } = predictionRules.champion;
  const own = columnsOf(models);
  const total = lessons.reduce((sum, lesson) => sum + lesson.count, 0);
  const rows = new Float64Array(total * own);
  const offsets = new Float64Array(total);
  const outcomes = new Float64Array(total);
  const groups = new Int32Array(total);
  let example = 0;
  lessons.forEach((lesson, place) => {
    rows.set(lesson.rows, example * own);
    groups.fill(place, example, example + lesson.count);
    for (let row = 0; row < lesson.count; row += 1) {
      offsets[example] = corrected(lesson, row, { shift: 0, slopes: base });
      outcomes[example] = lesson.outcomes[row] ?? 0;
      example += 1;
    }
  });
  const slopePenalties = Array.from(
    { length: own },
    (_, column) => 1 / (column < own - models ? slopeSpreads : deviationSpreads)[family] ** 2,
  );
  const weights = new Float64Array(total).fill(weight);
  const penalty = 1 / levelSpread ** 2;
  const levels = { groups, count: lessons.length, penalty };
  return ridgeGlm({ rows, columns: own, outcomes, offsets, weights, shiftPenalty: penalty, slopePenalties, levels }, family);
}

/** Overlapping windows tell the same days twice: the share of their days that is told once. */
export function overlapWeight(lessons: readonly { readonly originDay: number }[], days: number): number {
  const origins = lessons.map((lesson) => lesson.originDay).sort((a, b) => a - b);
  const union = origins.reduce(
    (sum, origin, place) => sum + Math.min(days, (origins[place + 1] ?? Number.POSITIVE_INFINITY) - origin),
    0,
  );
  return union / (days * Math.max(1, origins.length));
}

/** How much more counts vary than Poisson's, at least 1; 1 for yes and no. */
function dispersion(lessons: readonly Lesson[], family: Family): number {
  if (family === 'LOGIT') return 1;
  let [squares, expected] = [0, 0];
  for (const { count, offsets, outcomes } of lessons) {
    for (let row = 0; row < count; row += 1) {
      const mean = Math.exp(offsets[row] ?? 0);
      squares += ((outcomes[row] ?? 0) - mean) ** 2;
      expected += mean;
    }
  }
  return expected === 0 ? 1 : clamp(squares / expected, 1, 1000);
}

/** The shift that one origin would have needed, by Newton's method. */
function levelOf(lesson: Lesson, slopes: readonly number[], weight: number, family: Family): Level {
  const etas = new Float64Array(lesson.count);
  for (let row = 0; row < lesson.count; row += 1) etas[row] = corrected(lesson, row, { shift: 0, slopes });
  let [level, information] = [0, 0];
  for (let step = 0; step < 8; step += 1) {
    let error = -level * 0.5; // half a guest's worth of "no shift": finite when all or nobody came
    information = 0.5;
    for (let row = 0; row < lesson.count; row += 1) {
      const eta = clamp((etas[row] ?? 0) + level, -30, 30);
      const mean = family === 'LOGIT' ? expit(eta) : Math.exp(eta);
      error += (lesson.outcomes[row] ?? 0) - mean;
      information += family === 'LOGIT' ? mean * (1 - mean) : mean;
    }
    level = clamp(level + clamp(error / information, -1, 1), -5, 5);
  }
  return { originDay: lesson.originDay, level, variance: 1 / (information * weight) };
}
