import { guestTiming } from './guest-timing.ts';
import type { ChampionPredictor } from './prediction-fit.ts';

interface Visitor {
  /** Visit days up to `day`, ascending; at least one. */
  readonly days: readonly number[];
  readonly day: number;
  readonly champion: ChampionPredictor;
}

/** How far the search for a crossing goes at first, days, and by how much each step grows. */
const firstStep = 7;
const stepGrowth = 1.3;

/** First days, from the last visit on, at whose end the risk of no visit within H has reached the bounds (ascending), without a visit. */
export function churnDays({ champion, days, day }: Visitor, bounds: readonly number[], horizonDays: number, longestDays: number) {
  const lastDay = days.at(-1) ?? day;
  const end = day + longestDays;
  const risks = new Map<number, number>();
  const riskAt = (at: number): number => {
    const known = risks.get(at);
    if (known !== undefined) return known;
    const timing = guestTiming(days, at);
    const risk = timing === null ? 0 : 1 - champion.returnWithin(timing, horizonDays);
    risks.set(at, risk);
    return risk;
  };
  let low = lastDay;
  return bounds.map((bound): number | null => {
    if (riskAt(low) >= bound) return low;
    let step = firstStep;
    while (low + step < end && riskAt(low + step) < bound) {
      low += step;
      step = Math.ceil(step * stepGrowth);
    }
    let high = Math.min(end, low + step);
    if (riskAt(high) < bound) return null;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (riskAt(middle) >= bound) high = middle;
      else low = middle;
    }
    low = high;
    return high;
  });
}
