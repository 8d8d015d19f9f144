import type { Db } from '../db/open.ts';
import { type Calendar, dayMs, weekOf } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import { snapshot } from '../engine/snapshot.ts';
import { assessAll } from '../facts/assess-all.ts';
import type { WeekSource } from '../facts/population.ts';
import { countCustomers, walkCustomers } from '../facts/walk.ts';
import { markOvertaken, takeMarks } from '../store/marks.ts';
import { hasChanged } from '../store/score-history.ts';
import { isSame, writeScores } from '../store/scores.ts';
import { openScores } from '../store/stored-scores.ts';
import { currentScoreOf, type ScoredGuest, type ScoreSink } from './guest-score.ts';

/** Guests per chunk: a few statements each, a few megabytes of visits. */
export const chunkSize = 2_000;

/** What scoring depends on, whoever is scored. */
export interface ChunkOptions {
  readonly config: ScoringConfig;
  readonly calendar: Calendar;
  readonly weeks: WeekSource;
  /** The instant to score as of, and when the run reads; milliseconds since 1970. */
  readonly asOf: number;
  readonly now: number;
  /** Leave guests alone who were scored as of later: whatever scores the present passes it; who goes back in time does not. */
  readonly keepNewer?: boolean;
  /** Further readers of what is found, in the transaction that writes it. */
  readonly sinks?: readonly ScoreSink[];
}

/** The Mondays whose facts a run as of an instant needs: its own and the trend's. */
export function weeksOf(asOf: number, { config, calendar }: Pick<ChunkOptions, 'config' | 'calendar'>): string[] {
  return [asOf, asOf - config.trendDays * dayMs].map((instant) => weekOf(instant, calendar.timeZone).week);
}

export interface ScoringRun extends ChunkOptions {
  /** Absent: everybody. Unknown ids are left out. */
  readonly customerIds?: readonly string[];
  /** Compute the week's population facts although they are there. */
  readonly renewWeeks?: boolean;
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
  if (run.renewWeeks === true) await Promise.all([...new Set(weeksOf(run.asOf, run))].map((week) => run.weeks.renew(week)));
  const total = run.customerIds?.length ?? (await countCustomers(db));
  let customers = 0;
  let scored = 0;
  for await (const ids of run.customerIds === undefined
    ? walkCustomers(db, chunkSize)
    : chunksOf([...new Set(run.customerIds)])) {
    const done = await scoreChunk(db, run, ids);
    customers += done.customers;
    scored += done.scored;
    run.onProgress?.(customers, total);
  }
  return { customers, scored, insufficient: customers - scored };
}

/** What was done with a chunk. */
export interface ChunkResult {
  /** On record, among them who was scored as of later already. */
  readonly customers: number;
  readonly scored: number;
  /** Of whom something that history shows has changed. */
  readonly changed: number;
}

/**
 * Scores some guests in one transaction.
 * @param confirm notes the result in that transaction; what it throws undoes the chunk.
 */
export async function scoreChunk(
  db: Db,
  chunk: ChunkOptions,
  ids: readonly string[],
  confirm: (tx: Db, result: ChunkResult) => Promise<void> = async () => undefined,
): Promise<ChunkResult> {
  const { asOf, now, keepNewer = false } = chunk;
  await chunk.weeks.read(weeksOf(asOf, chunk)); // renewed now: the transaction takes them as they are
  return await db.transaction(async (tx) => {
    const run = { ...chunk, weeks: chunk.weeks.kept(tx) };
    const marked = new Set(await takeMarks(tx, ids, keepNewer ? asOf : null));
    const factsBefore = await weekComputedAt(run);
    const guests = await guestsOf(tx, run, ids, marked);
    const factsComputedAt = factsBefore === (await weekComputedAt(run)) ? factsBefore : null; // nobody has renewed them meanwhile
    const instants = { scoredAt: asOf, recordedAt: now, factsComputedAt, keepNewer };
    const written = new Set(await writeScores(tx, guests, instants));
    const fresh = guests.filter(({ row }) => written.has(row.customer_id));
    for (const sink of run.sinks ?? []) await sink(tx, fresh, run);
    const others = guests.filter(({ row, before }) => !written.has(row.customer_id) && before !== null);
    const overtaken = others.filter(({ row }) => marked.has(row.customer_id)).map(({ row }) => row.customer_id);
    if (overtaken.length > 0) await markOvertaken(tx, overtaken, asOf, now);
    const known = keepNewer ? [...fresh, ...others] : fresh;
    const result = {
      customers: known.length,
      scored: known.filter(({ row }) => row.health_score !== null).length,
      changed: fresh.filter(({ row, before }) => hasChanged(before, row)).length,
    };
    await confirm(tx, result);
    return result;
  });
}

/** When the stored facts of the run's week were computed, milliseconds since 1970. Null: there are none to rely on. */
async function weekComputedAt({ weeks, asOf, calendar }: ChunkOptions): Promise<number | null> {
  const [stamp = null] = await weeks.stamps([weekOf(asOf, calendar.timeZone).week]);
  return stamp === null ? null : Math.round(1000 * Number(stamp));
}

function* chunksOf(ids: readonly string[]): Generator<string[]> {
  for (let from = 0; from < ids.length; from += chunkSize) yield ids.slice(from, from + chunkSize);
}

async function guestsOf(db: Db, run: ChunkOptions, ids: readonly string[], marked: ReadonlySet<string>): Promise<ScoredGuest[]> {
  const stored = await openScores(db, ids);
  return await assessAll(db, run, snapshot, { customerIds: ids, asOf: run.asOf }, (customerId, found) => {
    const [row, before] = [currentScoreOf(customerId, found), stored(customerId)];
    // What is the same is kept once: whatever outlives a guest's turn costs more than the turn.
    const same = before !== null && isSame(row, before);
    return { row: same ? before : row, before, alerts: found.alerts, hadEvents: marked.has(customerId) };
  });
}
