import type { ScoringConfig } from '../engine/config.ts';
import type { SavedSettings } from '../engine/configuration.ts';
import type { WeekSource } from './population.ts';

/** The rules that answers and runs go by, and the weeks that are computed with them. */
export interface ScoringRules {
  readonly config: ScoringConfig;
  readonly weeks: WeekSource;
  /** What was saved, by name; what is not in it has its default. */
  readonly settings: SavedSettings;
  /** Version of these settings; 1: none was saved. */
  readonly saved: number;
}

export interface CurrentScoring {
  /** Without anything saved: the environment's. */
  readonly defaults: ScoringConfig;
  /**
   * The rules of now, at most a second old. While the database is away, those that were known last.
   * @param now milliseconds since 1970.
   */
  readonly at: (now: number) => Promise<ScoringRules>;
  /** The rules of now, asked for anew. @throws DatabaseUnavailable */
  readonly newest: () => Promise<ScoringRules>;
}

/** Rules that nobody changes, for programs of one run. */
export function fixedScoring(config: ScoringConfig, weeks: WeekSource): CurrentScoring {
  const rules: ScoringRules = { config, weeks, settings: {}, saved: 1 };
  return { defaults: config, at: async () => rules, newest: async () => rules };
}
