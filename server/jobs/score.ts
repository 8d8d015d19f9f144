import type { Db } from '../db/open.ts';
import { type Calendar, dayMs, weekOf } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import { snapshot } from '../engine/snapshot.ts';
import { assessAll } from '../facts/assess-all.ts';
import type { WeekSource } from '../facts/population.ts';
import { packingVisits } from '../facts/visits.ts';
import { byKey, countCustomers, walkCustomers } from '../facts/walk.ts';
import { markOvertaken, takeMarks } from '../store/marks.ts';
import { hasChanged } from '../store/score-history.ts';
import { confirmScores, isSame, type Unchanged, writeScores } from '../store/scores.ts';
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
  return await inTransaction(db, async (tx) => {
    const run = { ...chunk, weeks: chunk.weeks.kept(tx) };
    const marked = new Set(await takeMarks(tx, ids, keepNewer ? asOf : null));
    const factsBefore = await weekComputedAt(run);
    const { same, guests } = await lookAt(tx, run, ids, marked, isSame);
    const factsComputedAt = factsBefore === (await weekComputedAt(run)) ? factsBefore : null; // nobody has renewed them meanwhile
    const instants = { scoredAt: asOf, recordedAt: now, factsComputedAt, keepNewer };
    // What somebody else wrote meanwhile is looked at again, beside what stands there now.
    const unconfirmed = await confirmScores(tx, same, instants);
    const again = unconfirmed.length === 0 ? [] : (await lookAt(tx, run, unconfirmed, marked, () => false)).guests;
    const found = [...guests, ...again];
    const versions = await writeScores(tx, rowsOf(found), instants);
    const fresh = found.filter(({ row }) => versions.has(row.customer_id));
    const contested = new Set(idsOf(fresh.filter((guest) => isContested(guest, versions, now))));
    const told = await withAlerts(tx, run, fresh, contested, marked);
    for (const sink of run.sinks ?? []) await sink(tx, told, { asOf, now, contested });
    const others = found.filter(({ row, before }) => !versions.has(row.customer_id) && before !== null);
    const overtaken = idsOf(others).filter((id) => marked.has(id));
    if (overtaken.length > 0) await markOvertaken(tx, overtaken, asOf, now);
    const known = keepNewer ? [...fresh, ...others] : fresh;
    const isScored = ({ row }: ScoredGuest) => row.health_score !== null;
    const left = new Set([...unconfirmed, ...same.unscored]);
    const result = {
      customers: same.customerIds.length - unconfirmed.length + known.length,
      scored: same.customerIds.length - left.size + known.filter(isScored).length,
      changed: fresh.filter(({ row, before }) => hasChanged(before, row)).length,
    };
    await confirm(tx, result);
    return result;
  });
}

const inTransaction = <Result>(db: Db, work: (tx: Db) => Promise<Result>) => db.transaction((tx) => byKey(tx, () => work(tx)));

const rowsOf = (guests: readonly ScoredGuest[]) => guests.map(({ row }) => row);
const idsOf = (guests: readonly ScoredGuest[]) => guests.map(({ row }) => row.customer_id);

/** Whether somebody else wrote the row between its reading and its writing: the first version of a row is the moment, each next one more. */
function isContested({ row, before }: ScoredGuest, versions: ReadonlyMap<string, string>, now: number): boolean {
  return Number(versions.get(row.customer_id)) !== (before === null ? now : Number(before.version) + 1);
}

/** When the stored facts of the run's week were computed, milliseconds since 1970. Null: there are none to rely on. */
async function weekComputedAt({ weeks, asOf, calendar }: ChunkOptions): Promise<number | null> {
  const [stamp = null] = await weeks.stamps([weekOf(asOf, calendar.timeZone).week]);
  return stamp === null ? null : Math.round(1000 * Number(stamp));
}

function* chunksOf(ids: readonly string[]): Generator<string[]> {
  for (let from = 0; from < ids.length; from += chunkSize) yield ids.slice(from, from + chunkSize);
}

/** What was found of a chunk. */
interface Looked {
  /** Of whom nothing is to be told: of most guests, so no more is kept of them. */
  readonly same: Unchanged & { readonly unscored: readonly string[] };
  readonly guests: readonly ScoredGuest[];
}

/**
 * Computes guests. Of those whose row stands there already, who had no events and whom no sink watches, nothing outlives their turn: what
 * does costs more than the turn.
 * @param isKept whether a row stands there already.
 */
async function lookAt(
  tx: Db,
  run: ChunkOptions,
  ids: readonly string[],
  marked: ReadonlySet<string>,
  isKept: typeof isSame,
): Promise<Looked> {
  const stored = await openScores(tx, ids);
  const watches = await Promise.all((run.sinks ?? []).map((sink) => sink.watch?.(tx, ids, run) ?? unwatched));
  const same = { customerIds: [] as string[], versions: [] as string[], unscored: [] as string[] };
  const guests: ScoredGuest[] = [];
  await assessAll(
    tx,
    { ...run, packing: packingVisits(marked) },
    snapshot,
    { customerIds: ids, asOf: run.asOf },
    (customerId, found) => {
      const [row, before] = [currentScoreOf(customerId, found), stored(customerId)];
      const hadEvents = marked.has(customerId);
      const isWatched = watches.some((isWanted) => isWanted({ row, before, alerts: found.alerts }));
      if (before === null || hadEvents || isWatched || !isKept(row, before)) {
        const alerts = isWatched || before === null ? found.alerts : noAlerts;
        guests.push({ row, before, alerts, hadEvents, isWatched });
        return;
      }
      same.customerIds.push(customerId);
      same.versions.push(before.version);
      if (row.health_score === null) same.unscored.push(customerId);
    },
  );
  return { same, guests };
}

const unwatched = () => false;
/** What nobody watches for is made anew for the few of whom it is asked after all. */
const noAlerts: ScoredGuest['alerts'] = [];

/** Guests with the alerts that were not kept, of those whose row somebody else wrote meanwhile. */
async function withAlerts(
  tx: Db,
  run: ChunkOptions,
  guests: readonly ScoredGuest[],
  contested: ReadonlySet<string>,
  marked: ReadonlySet<string>,
): Promise<readonly ScoredGuest[]> {
  const asked = new Set(idsOf(guests.filter((guest) => guest.alerts === noAlerts && contested.has(guest.row.customer_id))));
  if (asked.size === 0) return guests;
  const context = { ...run, packing: packingVisits(marked) };
  const alerts = new Map<string, ScoredGuest['alerts']>();
  const chunk = { customerIds: [...asked], asOf: run.asOf };
  await assessAll(tx, context, snapshot, chunk, (customerId, found) => void alerts.set(customerId, found.alerts));
  return guests.map((guest) => ({ ...guest, alerts: alerts.get(guest.row.customer_id) ?? guest.alerts }));
}
