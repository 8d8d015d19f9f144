/** What the levels of past days say about today's: their mean, as far as they agree, and what the same days of last year had beyond it. */
import { predictionRules } from '../config-predictions.ts';
import { solveSymmetric } from '../maths/logistic.ts';

/** The shift that one origin would have needed. */
export interface Level {
  readonly originDay: number;
  readonly level: number;
  /** Of sampling; above 0. */
  readonly variance: number;
}

/** Windows of `days` days; the one that is foretold begins after `day`. */
export interface Window {
  readonly days: number;
  readonly day: number;
}

export interface Shift {
  readonly shift: number;
  /** Beyond the shift, because of the season; 0 where no origin lies about a year (or years) back. */
  readonly season: number;
}

/**
 * Best linear forecast (kriging: Matheron 1963) of the level of a window: levels differ by sampling, by a shock of their own, and by a
 * season that comes again a year later. A window that takes half a year sees less of the season, one of a year nothing.
 *
 * @param centre what is expected without levels.
 */
export function shiftOf(levels: readonly Level[], centre: number, { days, day }: Window): Shift {
  const { shiftSpread, leastShock, seasonShare } = predictionRules.champion;
  const between = betweenVariance(levels);
  const shock = Math.max(leastShock ** 2, between);
  const seasonal = seasonShare * seasonLeft(days) * between;
  const common = shiftSpread ** 2;
  const count = levels.length;
  const matrix = new Float64Array(count ** 2);
  levels.forEach((a, row) => {
    levels.forEach((b, column) => {
      const own = row === column ? shock - seasonal + a.variance : 0;
      matrix[row * count + column] = common + seasonal * sameSeason(a.originDay - b.originDay) + own;
    });
  });
  const beyond = Float64Array.from(levels, ({ level }) => level - centre);
  let [shift, season] = [centre, 0];
  solveSymmetric(matrix, beyond, count).forEach((value, place) => {
    const ago = day - (levels[place]?.originDay ?? day);
    shift += common * value;
    if (ago > yearDays / 2) season += seasonal * sameSeason(ago) * value;
  });
  return { shift, season };
}

const yearDays = 365;

/** Share of a yearly wave's variance that is left in means over a window. */
function seasonLeft(days: number): number {
  const angle = (Math.PI * days) / yearDays;
  return days >= yearDays ? 0 : (Math.sin(angle) / angle) ** 2;
}

/** Correlation of two days' seasons: 1 on the same day of any year. */
function sameSeason(gapDays: number): number {
  const apart = gapDays - yearDays * Math.round(gapDays / yearDays);
  return Math.exp(-((apart / predictionRules.champion.seasonDays) ** 2) / 2);
}

/** Variance between origins beyond that of sampling (DerSimonian & Laird), 0 or more. */
function betweenVariance(levels: readonly Level[]): number {
  const weights = levels.map(({ variance }) => 1 / variance);
  const total = weights.reduce((sum, value) => sum + value, 0);
  const mean = levels.reduce((sum, { level }, place) => sum + level * (weights[place] ?? 0), 0) / total;
  const spread = levels.reduce((sum, { level }, place) => sum + (weights[place] ?? 0) * (level - mean) ** 2, 0);
  const scale = total - weights.reduce((sum, value) => sum + value ** 2, 0) / total;
  return scale <= 0 ? 0 : Math.max(0, (spread - (levels.length - 1)) / scale);
}
