/** How much of a correction is used: as much as would have paid at later origins that it was not learned from. */
import { predictionRules } from '../config-predictions.ts';
import type { Correction, Family, Lesson } from './correction.ts';

/** A correction as it was learned before an origin, and what then came. */
export interface Trial {
  readonly days: number;
  /** Day by which the outcome was known. */
  readonly over: number;
  readonly family: Family;
  /** −log-likelihood under each pair of shares of the rules' grid, shift by slopes. */
  readonly costs: Float64Array;
}

/** Of the shift and of the slopes, 0 to 1. */
export interface Shares {
  readonly shift: number;
  readonly slopes: number;
}

/** Adding 0 turns −0, which JSON does not know, into 0. */
export function shrunkBy({ shift, slopes }: Correction, plain: Correction, shares: Shares): Correction {
  const part = (slope: number, column: number) => {
    const without = plain.slopes[column] ?? 0;
    return without + shares.slopes * (slope - without) + 0;
  };
  return { shift: shares.shift * shift + 0, slopes: slopes.map(part) }; // + 0: JSON knows no −0
}

/**
 * The shares of the lowest cost over the trials: those of the horizon count in full, those of others by how near they are. Few trials
 * leave the shares at those of the rules.
 */
export function sharesOf(trials: readonly Trial[], days: number, family: Family): Shares {
  const { shareGrid, priorShares, shareTrust, horizonReach } = predictionRules.champion;
  const own = trials.filter((trial) => trial.family === family);
  const grids = own.map((trial) => ({
    weight: Math.exp(-Math.abs(Math.log(trial.days / days)) / horizonReach),
    costs: trial.costs,
  }));
  let best = { cost: Number.POSITIVE_INFINITY, shares: priorShares as Shares };
  shareGrid.forEach((shift, row) => {
    shareGrid.forEach((slopes, column) => {
      let cost = ((shift - priorShares.shift) ** 2 + (slopes - priorShares.slopes) ** 2) * shareTrust;
      for (const { weight, costs } of grids) cost += weight * (costs[row * shareGrid.length + column] ?? 0);
      if (cost < best.cost) best = { cost, shares: { shift, slopes } };
    });
  });
  return best.shares;
}

/**
 * What a lesson costs under each pair of shares, shift by slopes.
 * @param plain what would have been said without the correction.
 */
export function costsOf(lesson: Lesson, plain: Correction, correction: Correction, family: Family): Float64Array {
  const { shareGrid: grid } = predictionRules.champion;
  const costs = new Float64Array(grid.length ** 2);
  const columns = correction.slopes.length;
  for (let row = 0; row < lesson.count; row += 1) {
    let slope = 0;
    let offset = lesson.offsets[row] ?? 0;
    for (let column = 0; column < columns; column += 1) {
      const value = lesson.rows[row * columns + column] ?? 0;
      const without = plain.slopes[column] ?? 0;
      offset += value * without;
      slope += value * ((correction.slopes[column] ?? 0) - without);
    }
    const outcome = lesson.outcomes[row] ?? 0;
    for (let a = 0; a < grid.length; a += 1) {
      for (let b = 0; b < grid.length; b += 1) {
        const eta = offset + (grid[a] ?? 0) * correction.shift + (grid[b] ?? 0) * slope;
        const place = a * grid.length + b;
        costs[place] = (costs[place] ?? 0) + costOf(eta, outcome, family);
      }
    }
  }
  return costs;
}

export function costOf(eta: number, outcome: number, family: Family): number {
  if (family === 'POISSON') return Math.exp(Math.min(eta, 30)) - outcome * eta;
  return Math.log1p(Math.exp(-Math.abs(eta))) + Math.max(eta, 0) - outcome * eta;
}
