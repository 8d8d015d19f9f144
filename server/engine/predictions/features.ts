/** What the correction looks at beside the base models: how a guest's timing stands, as numbers of about the size of one. */
import { clamp } from '../maths/statistics.ts';
import type { GuestTiming, Scaling } from './prediction-fit.ts';

/** In the order of every coefficient vector. */
export const featureNames = [
  'repeats',
  'silence',
  'age',
  'silenceByGap',
  'oneVisit',
  'visits4Weeks',
  'visits13Weeks',
  'gapVariation',
] as const;

/** Variation of random gaps: assumed of who has too few. */
const randomGaps = 1;
const largestVariation = 3;

/** Writes the features of a guest, finite for any input that a log can hold. */
export function writeFeatures(guest: GuestTiming, into: Float64Array, from: number): void {
  const silenceWeeks = Math.max(0, guest.T - guest.tx);
  into[from] = Math.log1p(guest.x);
  into[from + 1] = Math.log1p(7 * silenceWeeks);
  into[from + 2] = Math.log1p(7 * guest.T);
  into[from + 3] = guest.x > 0 && guest.tx > 0 ? Math.log1p((silenceWeeks * guest.x) / guest.tx) : 0;
  into[from + 4] = guest.x > 0 ? 0 : 1;
  into[from + 5] = Math.log1p(guest.visits4Weeks);
  into[from + 6] = Math.log1p(guest.visits13Weeks);
  into[from + 7] = Math.min(guest.gapVariation ?? randomGaps, largestVariation);
}

/** Centre and spread of every feature over rows; what hardly varies is scaled by 1, so that noise is not blown up. */
export function scalingOf(rows: Float64Array): Scaling[] {
  const columns = featureNames.length;
  const count = rows.length / columns;
  return featureNames.map((_, column) => {
    let [sum, squares, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let row = 0; row < count; row += 1) {
      const value = rows[row * columns + column] ?? 0;
      sum += value;
      squares += value * value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (count === 0) return { low: 0, high: 0, centre: 0, scale: 1 };
    const centre = sum / count;
    const spread = Math.sqrt(Math.max(0, squares / count - centre ** 2));
    return { low, high, centre, scale: spread < 0.01 ? 1 : spread };
  });
}

/** Held within what training saw: a correction is never stretched beyond it. */
export function scaled(value: number, { low, high, centre, scale }: Scaling): number {
  return (clamp(value, low, high) - centre) / scale;
}
