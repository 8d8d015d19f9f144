import type { Db } from '../db/open.ts';
import { type Calendar, dayMs, weekOf } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import { snapshot } from '../engine/snapshot.ts';
import { openAssessor } from '../facts/assessor.ts';
import type { WeekSource } from '../facts/population.ts';
import { countCustomers, walkCustomers } from '../facts/walk.ts';
import { readScores, takeMarks, writeScores } from '../store/scores.ts';
import { currentScoreOf, type ScoredGuest, type ScoreSink } from './guest-score.ts';

/** Guests per chunk: a few statements each, a few megabytes of visits. */
const chunkSize = 2_000;

export interface ScoringRun {
  readonly config: ScoringConfig;
  readonly calendar: Calendar;
  readonly weeks: WeekSource;
  /** The instant to score as of, and when the run reads; milliseconds since 1970. */
  readonly asOf: number;
  readonly now: number;
  /** Absent: everybody. Unknown ids are left out. */
  readonly customerIds?: readonly string[];
  /** Compute the week's population facts although they are there. */
  readonly renewWeeks?: boolean;
  /** Further readers of what is found, in the transaction that writes it. */
  readonly sinks?: readonly ScoreSink[];
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ScoringResult {
  readonly customers: number;
  readonly scored: number;
  readonly insufficient: number;
}

/**
 * Scores guests as of an instant with the same derivations as any answer, and stores one current row each.
 * @throws DatabaseUnavailable; what was written before stays, and running again completes it.
 */
export async function scoreCustomers(db: Db, run: ScoringRun): Promise<ScoringResult> {
  const instants = [run.asOf, run.asOf - run.config.trendDays * dayMs];
  const weeks = instants.map((instant) => weekOf(instant, run.calendar.timeZone).week);
  if (run.renewWeeks === true) await Promise.all([...new Set(weeks)].map((week) => run.weeks.renew(week)));
  const total = run.customerIds?.length ?? (await countCustomers(db));
  let customers = 0;
  let scored = 0;
  for await (const ids of run.customerIds === undefined
    ? walkCustomers(db, chunkSize)
    : chunksOf([...new Set(run.customerIds)])) {
    const written = await db.transaction(async (tx) => {
      const marked = new Set(await takeMarks(tx, ids));
      const guests = await guestsOf(tx, run, ids, marked);
      const rows = guests.map(({ row }) => row);
      const known = new Set(await writeScores(tx, rows, run.asOf, run.now));
      const there = guests.filter(({ row }) => known.has(row.customer_id));
      for (const sink of run.sinks ?? []) await sink(tx, there, run);
      return there;
    });
    customers += written.length;
    scored += written.filter(({ row }) => row.health_score !== null).length;
    run.onProgress?.(customers, total);
  }
  return { customers, scored, insufficient: customers - scored };
}

function* chunksOf(ids: readonly string[]): Generator<string[]> {
  for (let from = 0; from < ids.length; from += chunkSize) yield ids.slice(from, from + chunkSize);
}

async function guestsOf(db: Db, run: ScoringRun, ids: readonly string[], marked: ReadonlySet<string>): Promise<ScoredGuest[]> {
  const assessor = openAssessor(db, run);
  const before = await readScores(db, ids);
  return Promise.all(
    ids.map(async (customerId): Promise<ScoredGuest> => {
      const found = await assessor.assess(snapshot, { customerId, asOf: run.asOf });
      const row = currentScoreOf(customerId, found);
      return { row, before: before.get(customerId) ?? null, alerts: found.alerts, hadEvents: marked.has(customerId) };
    }),
  );
}
