/** The log-likelihood of BG/NBD and MBG/CNBD-k over all guests at once, with its slopes; formulas in mbg-cnbd.ts. */
import { lnRising, risingSlope } from '../maths/special.ts';
import type { GroupsLikelihood, HistoryGroup } from './model.ts';
import { type PackedGroups, packGroups } from './packed-groups.ts';

/** What depends on the parameters and x alone; a row per distinct x. */
interface CountTable {
  /** ln (b)_n − ln (a + b)_n + ln (r)_kx, n being the times that the guest could have left and stayed. */
  readonly seen: Float64Array;
  /** ln of the odds of leaving last time; −Infinity where that was not possible. */
  readonly lnOdds: Float64Array;
  /** Slopes of `seen` by r, a and b. */
  readonly byR: Float64Array;
  readonly byA: Float64Array;
  readonly byB: Float64Array;
}

/**
 * @param k Erlang stages of a gap, 1 or more.
 * @param first 1: guests may leave after their first visit (MBG); 0: only after a repeat visit (BG).
 */
export function stagesLikelihood(k: number, first: 0 | 1): (groups: readonly HistoryGroup[]) => GroupsLikelihood {
  return (groups) => {
    const packed = packGroups(groups);
    const table = emptyTable(packed.counts.length);
    const lnAge = new Float64Array(packed.times.length);
    return ([r = 1, alpha = 1, a = 1, b = 1], slopes) => {
      fill(table, packed.counts, k, first, r, a, b);
      packed.times.forEach((time, place) => {
        lnAge[place] = Math.log1p(time / alpha);
      });
      return sumOver(packed, table, lnAge, { k, first, r, alpha, a, b }, slopes);
    };
  };
}

interface Setting {
  readonly k: number;
  readonly first: number;
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

function sumOver(
  packed: PackedGroups,
  table: CountTable,
  lnAge: Float64Array,
  { k, first, r, alpha, a, b }: Setting,
  slopes: Float64Array,
): number {
  const { guests, silent, counts, countAt, times, lastAt, ageAt } = packed;
  const lnAlpha = Math.log(alpha);
  let [total, byR, byAlpha, byA, byB] = [0, 0, 0, 0, 0];
  for (let group = 0; group < guests.length; group += 1) {
    const row = countAt[group] ?? 0;
    const x = counts[row] ?? 0;
    const many = guests[group] ?? 0;
    const stages = k * x;
    const shape = r + stages;
    const [age, last] = [ageAt[group] ?? 0, lastAt[group] ?? 0];
    const perRate = 1 / (alpha + (times[age] ?? 0));
    const waited = (silent[group] ?? 0) * perRate;
    // Σ_{j<k} (shape)_j/j! · waitedʲ, and its slopes by shape and by ln waited.
    let [term, sum, harmonic, byShape, byWaited] = [1, 1, 0, 0, 0];
    for (let stage = 1; stage < k; stage += 1) {
      term *= ((shape + stage - 1) * waited) / stage;
      harmonic += 1 / (shape + stage - 1);
      sum += term;
      byShape += term * harmonic;
      byWaited += stage * term;
    }
    const waiting = k === 1 ? 0 : Math.log(sum);
    const silence = (lnAge[age] ?? 0) - (lnAge[last] ?? 0);
    const odds = (table.lnOdds[row] ?? 0) + shape * silence - waiting;
    const rarer = Math.exp(-Math.abs(odds));
    const gone = odds > 0 ? 1 / (1 + rarer) : rarer / (1 + rarer);
    const left = Math.max(0, odds) + Math.log1p(rarer);
    total += many * ((table.seen[row] ?? 0) - shape * (lnAge[age] ?? 0) - stages * lnAlpha + waiting + left);
    const stayed = (1 - gone) / sum;
    byR += many * ((table.byR[row] ?? 0) - (lnAge[age] ?? 0) + stayed * byShape + gone * silence);
    const rates = gone * shape * (1 / (alpha + (times[last] ?? 0)) - perRate);
    byAlpha += many * (r / alpha - shape * perRate - stayed * byWaited * perRate - rates);
    byA += many * ((table.byA[row] ?? 0) + gone / a);
    byB += many * ((table.byB[row] ?? 0) - (gone > 0 ? gone / (b + x + first - 1) : 0));
  }
  slopes[0] = byR;
  slopes[1] = byAlpha;
  slopes[2] = byA;
  slopes[3] = byB;
  return total;
}

function emptyTable(size: number): CountTable {
  const column = () => new Float64Array(size);
  return { seen: column(), lnOdds: column(), byR: column(), byA: column(), byB: column() };
}

/** From one x to the next, so that the table costs as much as its largest x. */
function fill(table: CountTable, counts: Float64Array, k: number, first: number, r: number, a: number, b: number): void {
  let [before, stages, seen, byR, byB, byBoth] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < counts.length; row += 1) {
    const x = counts[row] ?? 0;
    const chances = x + first;
    const [more, moreStages] = [chances - before, k * x - stages];
    seen += lnRising(b + before, more) - lnRising(a + b + before, more) + lnRising(r + stages, moreStages);
    byR += risingSlope(r + stages, moreStages);
    byB += risingSlope(b + before, more);
    byBoth += risingSlope(a + b + before, more);
    [before, stages] = [chances, k * x];
    table.seen[row] = seen;
    table.lnOdds[row] = chances === 0 ? Number.NEGATIVE_INFINITY : Math.log(a / (b + chances - 1));
    table.byR[row] = byR;
    table.byA[row] = -byBoth;
    table.byB[row] = byB - byBoth;
  }
}
