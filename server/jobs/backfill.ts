import type { Db } from '../db/open.ts';
import { dayMs, weekOf } from '../engine/calendar.ts';
import { snapshot } from '../engine/snapshot.ts';
import { openAssessor } from '../facts/assessor.ts';
import { countCustomers, walkCustomers } from '../facts/walk.ts';
import { backfillDone, forgetBackfill, noteBackfill } from '../store/installation.ts';
import type { PastCounts } from '../store/past.ts';
import { historyRowOf, writeHistory } from '../store/score-history.ts';
import { currentScoreOf } from './guest-score.ts';
import type { RunOptions } from './runs.ts';
import { chunkSize } from './score.ts';

export interface BackfillResult {
  /** Mondays that history was computed of, those of a former attempt not counted. */
  readonly weeks: number;
  readonly customers: number;
  /** Rows of history that were written. */
  readonly written: number;
}

/** The Mondays 00:00 from an instant up to another one, oldest first; milliseconds since 1970. */
export function mondaysBetween(since: number, until: number, timeZone: string): number[] {
  const mondays: number[] = [];
  for (let at = weekOf(since, timeZone).startsAt; at <= until; at = weekOf(at + 7.5 * dayMs, timeZone).startsAt) {
    if (at >= since) mondays.push(at);
  }
  return mondays;
}

/**
 * Writes the history that runs on each past Monday would have written, had they known what is known now. Current rows stay as they are.
 * Broken off and begun again with the same `since` it goes on with the first week that was not completed.
 * @param since milliseconds since 1970.
 */
export async function backfillWeekly(
  db: Db,
  since: number,
  options: RunOptions,
  onProgress: (done: number, total: number) => void,
): Promise<BackfillResult> {
  const now = options.clock();
  const name = `${since} ${options.config.version}`;
  const done = (await backfillDone(db, name)) ?? Number.NEGATIVE_INFINITY;
  const mondays = mondaysBetween(since, now, options.calendar.timeZone).filter((monday) => monday > done);
  const customers = await countCustomers(db);
  let written = 0;
  let looked = 0;
  for (const monday of mondays) {
    for await (const ids of walkCustomers(db, chunkSize)) {
      written += (await writeRecordsOf(db, ids, monday, options)).written;
      looked += ids.length;
      onProgress(looked, customers * mondays.length);
    }
    await noteBackfill(db, name, monday, now);
  }
  await forgetBackfill(db);
  return { weeks: mondays.length, customers, written };
}

/**
 * Writes what guests' records of a past instant would have been. A guest of whom nothing was known yet has none.
 * @param confirm notes the counts in that transaction.
 */
export async function writeRecordsOf(
  db: Db,
  ids: readonly string[],
  asOf: number,
  options: Omit<RunOptions, 'sinks'>,
  confirm: (tx: Db, counts: PastCounts) => Promise<void> = async () => undefined,
): Promise<PastCounts> {
  const assessor = openAssessor(db, options);
  const found = await Promise.all(
    ids.map(async (customerId) => currentScoreOf(customerId, await assessor.assess(snapshot, { customerId, asOf }))),
  );
  const rows = found.filter((row) => row.visit_days > 0 || row.health_score !== null).map(historyRowOf);
  return await db.transaction(async (tx) => {
    const written = (await writeHistory(tx, rows, asOf, options.clock())).length;
    const counts = { customers: ids.length, scored: rows.filter((row) => row.health_score !== null).length, written };
    await confirm(tx, counts);
    return counts;
  });
}
