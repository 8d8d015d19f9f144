/** Additive weighing: the weights of missing parts go to those that are present, and the contributions add up to the total. */
export interface Weighed<Name extends string> {
  /** Share of the weights that are present, 0 to 1. */
  readonly coverage: number;
  /** Points of the total; a missing part has none. */
  readonly contributions: Readonly<Partial<Record<Name, number>>>;
  /** 0 to 100; null: no part is present. */
  readonly total: number | null;
}

/**
 * @param scores 0 to 100; null: the part is missing.
 * @param weights nominal weights of all parts, above 0.
 */
export function weighed<Name extends string>(
  scores: Readonly<Record<Name, number | null>>,
  weights: Readonly<Record<Name, number>>,
): Weighed<Name> {
  let [all, there] = [0, 0];
  for (const name in weights) {
    all += weights[name];
    if (scores[name] !== null) there += weights[name];
  }
  const contributions: Partial<Record<Name, number>> = {};
  let total = 0;
  for (const name in weights) {
    const score = scores[name];
    if (score === null) continue;
    const contribution = (weights[name] * score) / there;
    contributions[name] = contribution;
    total += contribution;
  }
  // 100 but for the last bit of a float
  return { coverage: there / all, contributions, total: there === 0 ? null : Math.min(100, total) };
}
