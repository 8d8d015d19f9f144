import type { Db } from '../db/open.ts';
import { openCurrentScoring } from './current-scoring.ts';
import type { RunOptions } from './runs.ts';
import { calendarOf, type ScoringSettings, scoringConfigOf } from './scoring.ts';
import { scoreSinks } from './sinks.ts';

export interface RunSettings extends ScoringSettings {
  readonly FEATURE_REAL_TIME_ALERTS: boolean;
}

/** What runs are done with at this moment: the newest configuration decides. */
export type CurrentRunOptions = () => Promise<RunOptions>;

/** Runs with the settings of this installation; they wait for the facts about the whole base as long as they take. */
export function openRunOptions(
  db: Db,
  settings: RunSettings,
  clock: () => number,
  extent: Pick<RunOptions, 'guestsPerChunk' | 'rangesAtOnce'> = {},
): CurrentRunOptions {
  const calendar = calendarOf(settings);
  const patient = { db, worker: db, calendar, clock, patienceMs: Number.POSITIVE_INFINITY };
  const current = openCurrentScoring(scoringConfigOf(settings), patient);
  return async () => {
    const { config, weeks } = await current.newest();
    return { config, calendar, weeks, sinks: scoreSinks(config, settings.FEATURE_REAL_TIME_ALERTS), clock, ...extent };
  };
}
