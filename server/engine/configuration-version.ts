/**
 * The one number that stored answers keep of what they were computed with, so that a change of any part computes them anew:
 * `method + 500 if no models are fitted + 1000 × (saved − 1)`. With nothing saved and models on it is the method's own version.
 */
const unfitted = 500;
const perSaved = 1_000;

export interface ScoringVersion {
  /** Of the program's rules (`defaultScoring.version`), 1 to 499. */
  readonly method: number;
  /** Of the installation's saved configuration; 1: none was saved yet. */
  readonly saved: number;
  /** False: predictions are switched off (FEATURE_PREDICTIVE_ANALYTICS). */
  readonly fitsModels: boolean;
}

export function joinedVersion({ method, saved, fitsModels }: ScoringVersion): number {
  return method + (fitsModels ? 0 : unfitted) + perSaved * (saved - 1);
}

/** The version of the saved configuration that a stored answer was computed with. */
export function savedVersionOf(joined: number): number {
  return 1 + Math.floor(joined / perSaved);
}

/** Whether two answers differ at most in the saved configuration: then their percentiles are the same. */
export function sharesMethod(joined: number, other: number): boolean {
  return joined % perSaved === other % perSaved;
}
