/** Forecasts as outcomes to count. */

/** A point of a return curve. */
export interface CurvePoint {
  readonly days: number;
  /** 0 to 1, never falling. */
  readonly returnProbability: number;
}

/** The chance of a return within some days, by straight lines between the points; null beyond the last one. */
export function chanceWithin(curve: readonly CurvePoint[], days: number): number | null {
  let before: CurvePoint = { days: 0, returnProbability: 0 };
  for (const point of curve) {
    if (days <= point.days) {
      const share = point.days === before.days ? 1 : (days - before.days) / (point.days - before.days);
      return before.returnProbability + share * (point.returnProbability - before.returnProbability);
    }
    before = point;
  }
  return null;
}

/** Days by which the chance of a return has reached a probability; null: not within the curve. */
export function daysUntil(curve: readonly CurvePoint[], probability: number): number | null {
  let before: CurvePoint = { days: 0, returnProbability: 0 };
  for (const point of curve) {
    if (probability <= point.returnProbability) {
      const rise = point.returnProbability - before.returnProbability;
      return rise <= 0
        ? point.days
        : before.days + ((probability - before.returnProbability) / rise) * (point.days - before.days);
    }
    before = point;
  }
  return null;
}

/** The curve in equally likely outcomes: days until the return, null for those past the curve or never. */
export function outcomesOf(curve: readonly CurvePoint[], count = 20): readonly (number | null)[] {
  return Array.from({ length: count }, (_, index) => daysUntil(curve, (index + 0.5) / count));
}

/** Days that an axis needs to hold every outcome that is not later or never; never more than `most`. */
export function axisDays(outcomes: readonly (number | null)[], most: number): number {
  const last = Math.max(0, ...outcomes.map((outcome) => outcome ?? 0));
  return Math.min(most, Math.max(21, Math.ceil((last * 1.1) / 7) * 7));
}

/** Curves over several horizons as one. */
export function joinedCurve(curves: readonly (readonly CurvePoint[])[]): CurvePoint[] {
  const byDay = new Map<number, number>();
  for (const curve of curves)
    for (const { days, returnProbability } of curve) if (!byDay.has(days)) byDay.set(days, returnProbability);
  let highest = 0;
  return [...byDay]
    .sort(([a], [b]) => a - b)
    .map(([days, value]) => {
      highest = Math.max(highest, value);
      return { days, returnProbability: highest };
    });
}

/** How many of ten stand for a probability: as the words say it. @param share 0 to 1. */
export function tenthsOf(share: number): number {
  if (share < 0.05) return 0;
  if (share > 0.95) return 10;
  return Math.min(9, Math.max(1, Math.round(share * 10)));
}
