/** The step of seven that an amount takes; 0 has none. */
export function amountStep(count: number, most: number): number | undefined {
  return count <= 0 || most <= 0 ? undefined : Math.min(7, Math.max(1, Math.ceil((count / most) * 7)));
}
