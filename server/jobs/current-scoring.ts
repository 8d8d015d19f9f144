import { DatabaseUnavailable } from '../db/errors.ts';
import type { Db } from '../db/open.ts';
import type { ScoringConfig } from '../engine/config.ts';
import { configuredScoring, type SavedSettings } from '../engine/configuration.ts';
import { openWeeks, type WeekOptions } from '../facts/population.ts';
import type { CurrentScoring, ScoringRules } from '../facts/scoring-rules.ts';
import { readConfigurations } from '../store/configurations.ts';

/** How long a server may not know of a configuration that another one has saved, milliseconds. */
const knownForMs = 1_000;

/** The newest rules of an installation. @param defaults without anything saved: the environment's. */
export async function newestConfig(db: Db, defaults: ScoringConfig): Promise<ScoringConfig> {
  const [saved] = await readConfigurations(db, 1);
  return configuredScoring(defaults, saved?.settings ?? {}, saved?.version ?? 1);
}

/** One per process: whatever is saved is known here a second later, without a restart. */
export function openCurrentScoring(defaults: ScoringConfig, options: Omit<WeekOptions, 'config'>): CurrentScoring {
  const rulesOf = (settings: SavedSettings, saved: number): ScoringRules => {
    const config = configuredScoring(defaults, settings, saved);
    return { config, weeks: openWeeks({ ...options, config }), settings, saved };
  };
  let rules = rulesOf({}, 1);
  let known: { readonly since: number; readonly rules: Promise<ScoringRules> } | null = null;

  const newest = async (): Promise<ScoringRules> => {
    const [saved] = await readConfigurations(options.db, 1);
    if ((saved?.version ?? 1) !== rules.saved) rules = rulesOf(saved?.settings ?? {}, saved?.version ?? 1);
    return rules;
  };
  const orLast = (asked: Promise<ScoringRules>): Promise<ScoringRules> =>
    asked.catch((error: unknown) => {
      if (error instanceof DatabaseUnavailable) return rules;
      throw error;
    });
  return {
    defaults,
    at(now) {
      if (known === null || now < known.since || now - known.since >= knownForMs) known = { since: now, rules: orLast(newest()) };
      return known.rules;
    },
    async newest() {
      const rulesNow = await newest();
      if (known !== null) known = { ...known, rules: Promise.resolve(rulesNow) };
      return rulesNow;
    },
  };
}
