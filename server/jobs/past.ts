/**
 * The history of the time before the first scoring, so that charts and comparisons have a past from the first day. It is made once,
 * by the way: whatever else there is to do goes first.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../db/open.ts';
import { dayMs } from '../engine/calendar.ts';
import { countCustomers, everybody, walkStretch } from '../facts/walk.ts';
import { newestImports, waitingImports } from '../store/imports.ts';
import { waitingMarks } from '../store/marks.ts';
import { advancePast, beginPast, fromTheFirst, isAnybodyScored, notePast, type Past, pastSpan, readPast } from '../store/past.ts';
import { isRunUnfinished } from '../store/runs.ts';
import { mondaysBetween, writeRecordsOf } from './backfill.ts';
import type { RunOptions } from './runs.ts';
import { chunkSize } from './score.ts';

const weekMs = 7 * dayMs;
/**
 * How many weeks have a record each, and how many weeks back every fifth has one: so far back lies the week that a record's trend is seen
 * from, whose facts about the whole base are there already then.
 */
const weeksInFull = 26;
const weeksInAll = 104;
const every = 5;

/** Files of a venue come one after another: the past is written when none has come for so long, milliseconds. */
const quietMs = 600_000;

/** The Mondays between the first event and the first record that get records, newest first; milliseconds since 1970. */
export function pastMondays({ since, until }: Pick<Past, 'since' | 'until'>, timeZone: string): number[] {
  const mondays = mondaysBetween(Math.max(since, until - weeksInAll * weekMs), until - 1, timeZone).reverse();
  return mondays.filter((_monday, back) => back < weeksInFull || (back - weeksInFull) % every === every - 1);
}

/** Whether the past is to be written and nothing else to be done; 'NEVER': it is written. */
export async function isPastDue(db: Db, now: number): Promise<boolean | 'NEVER'> {
  const past = await readPast(db);
  if (past?.monday === null) return 'NEVER';
  if (await isPresentBusy(db, now)) return false;
  if (past !== null) return true;
  const [upload] = await newestImports(db, 1);
  if (upload !== undefined && now - (upload.finishedAt ?? upload.uploadedAt) < quietMs) return false;
  return await isAnybodyScored(db);
}

async function isPresentBusy(db: Db, now: number): Promise<boolean> {
  return (await waitingImports(db)).length > 0 || (await waitingMarks(db, now, 1)).length > 0 || (await isRunUnfinished(db));
}

/** Null: there is nothing to be written, or nothing is known to write it from. */
async function begun(db: Db, { config, calendar, clock }: Omit<RunOptions, 'sinks'>): Promise<Past | null> {
  const span = await pastSpan(db);
  if (span === null) return null;
  const mondays = pastMondays(span, calendar.timeZone);
  const [newest] = mondays;
  const now = clock();
  if (newest === undefined) {
    await notePast(db, { runId: '', ...span, monday: null, ...fromTheFirst }, now);
    return null;
  }
  const expected = (await countCustomers(db)) * mondays.length;
  return await beginPast(db, span, { newest, expected, configVersion: config.version, now });
}

/** Writes the records of one Monday, as far as nothing else is to be done; called again it goes on behind the last chunk. */
export async function writePast(db: Db, options: Omit<RunOptions, 'sinks'>, signal: AbortSignal): Promise<void> {
  const past = (await readPast(db)) ?? (await begun(db, options));
  if (past === null || past.monday === null) return;
  const mondays = pastMondays(past, options.calendar.timeZone);
  const expected = (await countCustomers(db)) * mondays.length;
  let at: Past = past;
  const stretch = { ...everybody, fromBucket: past.nextBucket };
  for await (const { customerIds, nextBucket } of walkStretch(db, options.guestsPerChunk ?? chunkSize, stretch)) {
    if (signal.aborted || (await isPresentBusy(db, options.clock()))) return;
    at = { ...at, nextBucket };
    await writeRecordsOf(db, customerIds, past.monday, options, (tx, counts) =>
      advancePast(tx, at, expected, counts, options.clock()),
    );
    await sleep(0); // others in this process have their turn
  }
  const { monday } = past;
  const next = mondays.find((each) => each < monday) ?? null;
  await db.transaction((tx) => notePast(tx, { ...past, ...fromTheFirst, monday: next }, options.clock()));
}
