import type { ScoringConfig } from './config.ts';
import type { FactName, Facts } from './facts.ts';

export interface Instant {
  /** Milliseconds since 1970: everything at or before it is known. */
  readonly asOf: number;
  /** Business day of `asOf` in the main time zone, days since 1970-01-01. */
  readonly day: number;
}

/** The instant of an answer and the rules it is computed with. */
export interface Moment extends Instant {
  /** The instant that trends compare with, `config.trendDays` earlier. */
  readonly earlier: Instant;
  readonly config: ScoringConfig;
}

/** A result and the facts it needs. `compute` can read only what `needs` lists: another fact does not compile. */
export interface Derivation<Name extends FactName, Result> {
  readonly needs: readonly Name[];
  readonly compute: (facts: Pick<Facts, Name>, moment: Moment) => Result;
}

export function derivation<const Name extends FactName, Result>(
  needs: readonly Name[],
  compute: (facts: Pick<Facts, Name>, moment: Moment) => Result,
): Derivation<Name, Result> {
  return { needs, compute };
}
