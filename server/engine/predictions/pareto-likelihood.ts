/** The log-likelihood of Pareto/NBD over all guests at once, with its slopes; formulas in pareto-nbd.ts. */
import { lnPowerIntegral } from '../maths/power-integral.ts';
import { lnRising, risingSlope } from '../maths/special.ts';
import type { GroupsLikelihood, HistoryGroup } from './model.ts';
import { packGroups } from './packed-groups.ts';

export function paretoLikelihood(groups: readonly HistoryGroup[]): GroupsLikelihood {
  const { guests, counts, countAt, times, lastAt, ageAt } = packGroups(groups);
  const lnVisits = new Float64Array(counts.length);
  const visitSlopes = new Float64Array(counts.length);
  const lnRates = new Float64Array(times.length);
  const lnStays = new Float64Array(times.length);
  const own = new Float64Array(4);
  return ([r = 1, alpha = 1, s = 1, beta = 1], slopes) => {
    fill(lnVisits, visitSlopes, counts, r);
    for (let place = 0; place < times.length; place += 1) {
      lnRates[place] = Math.log(alpha + (times[place] ?? 0));
      lnStays[place] = Math.log(beta + (times[place] ?? 0));
    }
    const [lnAlpha, lnBeta, lnS] = [Math.log(alpha), Math.log(beta), Math.log(s)];
    let [total, byR, byAlpha, byS, byBeta] = [0, 0, 0, 0, 0];
    for (let group = 0; group < guests.length; group += 1) {
      const many = guests[group] ?? 0;
      const row = countAt[group] ?? 0;
      const age = ageAt[group] ?? 0;
      const [from, to] = [times[lastAt[group] ?? 0] ?? 0, times[age] ?? 0];
      const shape = r + (counts[row] ?? 0);
      const [lnRate, lnStay] = [lnRates[age] ?? 0, lnStays[age] ?? 0];
      const stays = -shape * lnRate - s * lnStay;
      const left = lnS + lnPowerIntegral({ m: shape, n: s + 1, alpha, beta }, from, to, own);
      const odds = left - stays; // −Infinity for who came today
      const rarer = Math.exp(-Math.abs(odds));
      const gone = odds > 0 ? 1 / (1 + rarer) : rarer / (1 + rarer);
      const here = 1 - gone;
      const [leftByM = 0, leftByN = 0, leftByAlpha = 0, leftByBeta = 0] = own;
      total += many * ((lnVisits[row] ?? 0) + r * lnAlpha + s * lnBeta + Math.max(left, stays) + Math.log1p(rarer));
      byR += many * ((visitSlopes[row] ?? 0) + lnAlpha - here * lnRate + gone * leftByM);
      byAlpha += many * (r / alpha - (here * shape) / (alpha + to) + gone * leftByAlpha);
      byS += many * (lnBeta - here * lnStay + gone * (1 / s + leftByN));
      byBeta += many * (s / beta - (here * s) / (beta + to) + gone * leftByBeta);
    }
    slopes[0] = byR;
    slopes[1] = byAlpha;
    slopes[2] = byS;
    slopes[3] = byBeta;
    return total;
  };
}

/** ln (r)_x and its slope, from one x to the next. */
function fill(lnVisits: Float64Array, slopes: Float64Array, counts: Float64Array, r: number): void {
  let [before, ln, slope] = [0, 0, 0];
  for (let row = 0; row < counts.length; row += 1) {
    const x = counts[row] ?? 0;
    ln += lnRising(r + before, x - before);
    slope += risingSlope(r + before, x - before);
    before = x;
    lnVisits[row] = ln;
    slopes[row] = slope;
  }
}
