import type { Db } from '../db/open.ts';
import { dayMs, weekOf } from '../engine/calendar.ts';
import { snapshot } from '../engine/snapshot.ts';
import { assessAll } from '../facts/assess-all.ts';
import { byKey, countCustomers, walkCustomers } from '../facts/walk.ts';
import { markOvertaken, takeMarks } from '../store/marks.ts';
import { confirmScores, replaceScores, type WriteInstants, writeScores } from '../store/scores.ts';
import type { ScoredGuest } from './guest-score.ts';
import { openKeptGuests } from './kept-guests.ts';
import { type ChunkOptions, factsOf, type Looked, type LookOptions, lookAt, noAlerts } from './look.ts';

/** Guests per chunk: a few statements each, a few megabytes of visits. */
export const chunkSize = 2_000;

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
  const { asOf, now, keepNewer = false, keeping, calendar } = chunk;
  await chunk.weeks.read(weeksOf(asOf, chunk)); // renewed now: the transaction takes them as they are
  return await inTransaction(db, async (tx) => {
    const { taken, left } = await takeMarks(tx, ids, keepNewer ? asOf : null);
    const marked = new Set(taken);
    const kept = keeping === undefined ? null : await openKeptGuests(tx, keeping, ids, new Set([...taken, ...left]), calendar);
    const run = { ...chunk, weeks: chunk.weeks.kept(tx), kept };
    const factsBefore = await weekComputedAt(run);
    const looked = await lookAt(tx, run, ids, marked, false);
    const factsComputedAt = factsBefore === (await weekComputedAt(run)) ? factsBefore : null; // nobody has renewed them meanwhile
    const written = await write(tx, run, looked, marked, { scoredAt: asOf, recordedAt: now, factsComputedAt, keepNewer });
    const { unconfirmed, found, fresh, contested, versions } = written;
    const told = await withAlerts(tx, run, fresh, contested);
    for (const sink of run.sinks ?? []) await sink(tx, told, { asOf, now, contested });
    const others = found.filter(({ customerId, before }) => !versions.has(customerId) && before !== null);
    const overtaken = idsOf(others).filter((id) => marked.has(id));
    if (overtaken.length > 0) await markOvertaken(tx, overtaken, asOf, now);
    await kept?.write(tx, versions, new Set(idsOf(told.filter(({ isWatched }) => isWatched))), now);
    const known = keepNewer ? [...fresh, ...others] : fresh;
    const result = {
      customers: looked.same.customerIds.length - unconfirmed.size + known.length,
      scored:
        looked.same.customerIds.length -
        new Set([...unconfirmed, ...looked.unscored]).size +
        known.filter(({ isScored }) => isScored).length,
      changed: fresh.filter(({ before }) => before?.isOther !== false).length,
    };
    await confirm(tx, result);
    return result;
  });
}

interface ChunkWritten {
  /** Whose row did not stand there any more as it was found. */
  readonly unconfirmed: ReadonlySet<string>;
  /** Of the others what was found, and of whom it was written. */
  readonly found: readonly ScoredGuest[];
  readonly fresh: readonly ScoredGuest[];
  readonly contested: ReadonlySet<string>;
  /** Of every row that was written. */
  readonly versions: ReadonlyMap<string, number>;
}

/** Writes what was found where it is as it was read; what somebody else wrote meanwhile is looked at again, beside what stands there now. */
async function write(
  tx: Db,
  run: LookOptions,
  { same, guests }: Looked,
  marked: ReadonlySet<string>,
  instants: WriteInstants,
): Promise<ChunkWritten> {
  const unconfirmed = new Set(await confirmScores(tx, same, instants));
  const known = guests.flatMap(({ customerId, bytes, before }) =>
    before === null ? [] : [{ customerId, bytes, version: before.version }],
  );
  const replaced = await replaceScores(tx, known, instants);
  const anew = [...unconfirmed, ...known.flatMap(({ customerId }) => (replaced.has(customerId) ? [] : [customerId]))];
  run.kept?.forget(anew);
  const again = anew.length === 0 ? [] : (await lookAt(tx, run, anew, marked, true)).guests;
  const merged = [...guests.filter(({ before }) => before === null), ...again];
  const ofMerged = await writeScores(tx, merged, instants);
  const versions = new Map(ofMerged);
  for (const { customerId, version } of known) if (replaced.has(customerId)) versions.set(customerId, version + 1);
  const found = [...guests.filter(({ customerId }) => replaced.has(customerId)), ...merged];
  const fresh = found.filter(({ customerId }) => versions.has(customerId));
  const contested = merged.filter((guest) => isContested(guest, ofMerged, instants.recordedAt));
  return { unconfirmed, found, fresh, contested: new Set(idsOf(contested)), versions };
}

const inTransaction = <Result>(db: Db, work: (tx: Db) => Promise<Result>) => db.transaction((tx) => byKey(tx, () => work(tx)));

const idsOf = (guests: readonly ScoredGuest[]) => guests.map(({ customerId }) => customerId);

/** Whether somebody else wrote the row between its reading and its writing: the first version of a row is the moment, each next one more. */
function isContested({ customerId, before }: ScoredGuest, versions: ReadonlyMap<string, number>, now: number): boolean {
  const version = versions.get(customerId);
  return version !== undefined && version !== (before === null ? now : before.version + 1);
}

/** When the stored facts of the run's week were computed, milliseconds since 1970. Null: there are none to rely on. */
async function weekComputedAt({ weeks, asOf, calendar }: ChunkOptions): Promise<number | null> {
  const [stamp = null] = await weeks.stamps([weekOf(asOf, calendar.timeZone).week]);
  return stamp === null ? null : Math.round(1000 * Number(stamp));
}

function* chunksOf(ids: readonly string[]): Generator<string[]> {
  for (let from = 0; from < ids.length; from += chunkSize) yield ids.slice(from, from + chunkSize);
}

/** Guests with the alerts that were not kept, of those whose row somebody else wrote meanwhile. */
async function withAlerts(
  tx: Db,
  run: LookOptions,
  guests: readonly ScoredGuest[],
  contested: ReadonlySet<string>,
): Promise<readonly ScoredGuest[]> {
  const asked = new Set(idsOf(guests.filter((guest) => guest.alerts === noAlerts && contested.has(guest.customerId))));
  if (asked.size === 0) return guests;
  const alerts = new Map<string, ScoredGuest['alerts']>();
  const chunk = { customerIds: [...asked], asOf: run.asOf };
  await assessAll(tx, factsOf(run), snapshot, chunk, (customerId, found) => void alerts.set(customerId, found.alerts));
  return guests.map((guest) => guest.withAlerts(alerts.get(guest.customerId) ?? guest.alerts));
}
