/** An arrow only for a change that is one. */

type Direction = 'UP' | 'STEADY' | 'DOWN';

/** Points that a part must move by: the same as what makes a large move of the whole score. */
const clearPoints = 10;

interface Trend {
  readonly change: number;
  readonly direction: Direction;
}

/** The direction to show; null: there is nothing to compare with. @param isSignificant absent: by the size of the change. */
export function shownDirection(trend: Trend | null, isSignificant?: boolean): Direction | null {
  if (trend === null) return null;
  return (isSignificant ?? Math.abs(trend.change) >= clearPoints) ? trend.direction : 'STEADY';
}
