import type { Db } from '../db/open.ts';
import type { CurrentScoring } from '../facts/scoring-rules.ts';
import { openCurrentScoring } from './current-scoring.ts';
import type { RunOptions } from './runs.ts';
import { calendarOf, type ScoringSettings, scoringConfigOf } from './scoring.ts';
import { scoreSinks } from './sinks.ts';

export interface RunSettings extends ScoringSettings {
  readonly FEATURE_REAL_TIME_ALERTS: boolean;
}

/** What runs are done with at this moment: the newest configuration decides. */
export type CurrentRunOptions = () => Promise<RunOptions>;

interface Extent extends Pick<RunOptions, 'guestsPerChunk' | 'rangesAtOnce'> {
  /** The rules and weeks that others of this process use as well, so that each week is computed once; absent: own ones. */
  readonly scoring?: CurrentScoring;
  /** Milliseconds to wait for the facts about the whole base; absent: as long as they take. */
  readonly patienceMs?: number;
}

/** Runs with the settings of this installation. */
export function openRunOptions(
  db: Db,
  settings: RunSettings,
  clock: () => number,
  { scoring, patienceMs = Number.POSITIVE_INFINITY, ...extent }: Extent = {},
): CurrentRunOptions {
  const calendar = calendarOf(settings);
  const current = scoring ?? openCurrentScoring(scoringConfigOf(settings), { db, worker: db, calendar, clock });
  return async () => {
    const { config, weeks: shared } = await current.newest();
    const weeks = shared.through(db).patient(patienceMs);
    return { config, calendar, weeks, sinks: scoreSinks(config, settings.FEATURE_REAL_TIME_ALERTS), clock, ...extent };
  };
}
