import type { Db } from '../db/open.ts';
import { isoDay } from '../engine/calendar.ts';
import { importTable } from '../ingest/import.ts';
import type { IngestContext, Reject, SourceRecord, TableReport } from '../ingest/report.ts';
import { hasCustomers, note, notesOf } from '../store/installation.ts';
import { type Story, tellStory } from './guest-story.ts';
import type { DemoOptions } from './options.ts';
import { type DemoRow, guestTables, referenceTables } from './rows.ts';
import { createWorld } from './world.ts';

/** Guests that a lane holds in memory at a time; with all their rows about 40 MB. */
const guestsAtATime = 250;

/** Groups of guests that are loaded at the same time: while the database merges one, the other is drawn. */
const lanes = 2;

/** What the database holds: nothing, (part of) this very demo, or other guests. */
export type DemoState = 'EMPTY' | 'SAME' | 'OTHER';

/** Under which the arguments of the demo are noted. */
const demoName = 'demo';

export async function demoState(db: Db, options: DemoOptions): Promise<DemoState> {
  const loaded = (await notesOf(db, [demoName])).get(demoName);
  if (loaded === fingerprint(options)) return 'SAME';
  return (await hasCustomers(db)) ? 'OTHER' : 'EMPTY';
}

/** The arguments that decide every row. */
function fingerprint({ customers, seed, months, untilDay, decimals }: DemoOptions): string {
  return JSON.stringify({ customers, seed, months, until: isoDay(untilDay), decimals });
}

/**
 * Loads the demo through the same door as a restaurant's own files. Safe to repeat: what is there already stays as it is.
 * @param onProgress guests done of all guests.
 * @returns rows per table, as an import reports them.
 * @throws Error when the importer refuses a row: the demo is meant to be flawless in form.
 */
export async function loadDemo(
  db: Db,
  options: DemoOptions,
  context: IngestContext,
  onProgress: (guestsDone: number, guests: number) => void,
): Promise<TableReport[]> {
  const world = createWorld(options);
  const reports = new Map<string, TableReport>();
  const bring = async (table: (typeof guestTables)[number]['table'], rows: Iterable<DemoRow>) => {
    const report = await importTable(db, context, table, numbered(rows), { onReject: refuse });
    reports.set(table, added(reports.get(table), report));
  };
  // First of all, so that a second run after a crash knows what it completes.
  await note(db, demoName, fingerprint(options), context.now);
  for (const { table, rows } of referenceTables) await bring(table, rows(world));
  let [next, done] = [0, 0];
  const lane = async () => {
    while (next < options.customers) {
      const from = next;
      const count = Math.min(guestsAtATime, options.customers - from);
      next += count;
      const stories = Array.from({ length: count }, (_, place) => tellStory(world, from + place));
      for (const { table, rows } of guestTables) {
        await bring(
          table,
          everyRow(stories, (story) => rows(story, world)),
        );
      }
      done += count;
      onProgress(done, options.customers);
    }
  };
  await allSettled(Array.from({ length: lanes }, lane));
  return [...reports.values()];
}

function* everyRow(stories: readonly Story[], rows: (story: Story) => Iterable<DemoRow>): Iterable<DemoRow> {
  for (const story of stories) yield* rows(story);
}

/** Waits for every lane, also when one fails: none may work on when the caller believes the load to be over. */
async function allSettled(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function* numbered(rows: Iterable<DemoRow>): Iterable<SourceRecord> {
  let line = 1;
  for (const values of rows) {
    line += 1;
    yield { line, values };
  }
}

function refuse({ table, column, reason, values }: Reject): never {
  throw new Error(
    `expected every row of the demo to be accepted, got ${table}.${column ?? ''}: ${reason} in ${JSON.stringify(values)}`,
  );
}

function added(before: TableReport | undefined, report: TableReport): TableReport {
  if (before === undefined) return report;
  return {
    table: report.table,
    read: before.read + report.read,
    inserted: before.inserted + report.inserted,
    updated: before.updated + report.updated,
    unchanged: before.unchanged + report.unchanged,
    anonymous: before.anonymous + report.anonymous,
    rejected: before.rejected + report.rejected,
    createdCustomers: before.createdCustomers + report.createdCustomers,
  };
}
