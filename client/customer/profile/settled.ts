/** Points from which on a move of a score counts as one, as with the health score. */
export const leastMove = 10;

/** Where a score is going, smaller moves left out: an arrow that always moves says nothing. @returns null: nothing to compare with. */
export function settled(
  trend: { readonly change: number; readonly direction: 'UP' | 'STEADY' | 'DOWN' } | null,
): 'UP' | 'STEADY' | 'DOWN' | null {
  return trend === null || Math.abs(trend.change) >= leastMove ? (trend?.direction ?? null) : 'STEADY';
}
