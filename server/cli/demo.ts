import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import type { Db } from '../db/open.ts';
import { demoState, loadDemo } from '../demo/load.ts';
import { type DemoOptions, demoDefaults, demoOptions } from '../demo/options.ts';
import { truths } from '../demo/truth.ts';
import { createWorld } from '../demo/world.ts';
import { isoDay } from '../engine/calendar.ts';
import { importConnections } from '../ingest/import.ts';
import type { TableReport } from '../ingest/report.ts';
import { calendarOf } from '../jobs/scoring.ts';
import { readSettings, type Settings } from '../settings.ts';
import { tell, withDatabase } from './database.ts';
import { onRecord } from './on-record.ts';
import { usable } from './options.ts';
import { openProgress } from './progress.ts';

const examples = `
Examples:
  ecx demo                                     2,000 guests over 24 months until yesterday
  ecx demo --customers 200 --months 12         a small one
  ecx demo --until 2026-03-31 --seed 1         the same rows on every machine
  ecx demo --truth truth.jsonl                 also write what is true of each guest, for judging predictions

The same arguments again change nothing. Other guests on record are never mixed with the demo's unless you say --force.`;

interface Options {
  readonly customers?: string;
  readonly seed?: string;
  readonly months?: string;
  readonly until?: string;
  readonly truth?: string;
  readonly force?: true;
  readonly json?: true;
}

export function demoCommand(): Command {
  const { customers, seed, months } = demoDefaults;
  return new Command('demo')
    .description('load the demo restaurant group: three places and their guests, drawn from twelve kinds')
    .option('--customers <n>', `number of guests (absent: ${customers})`)
    .option('--seed <n>', `another number, another group of guests (absent: ${seed})`)
    .option('--months <n>', `months of history (absent: ${months})`)
    .option('--until <date>', 'last day with events (absent: yesterday)')
    .option('--truth <file>', 'write the hidden truth about each guest as JSON lines')
    .option('--force', 'load even though other customers are on record')
    .option('--json', 'print the rows per table as the last line')
    .addHelpText('after', examples)
    .action((options: Options, command: Command) => demo(options, command));
}

async function demo(options: Options, command: Command): Promise<void> {
  const now = Date.now();
  const settings = readSettings();
  const asked = usable(command, () => demoOptions({ ...options, currency: settings.CURRENCY, now }));
  const tables = await withDatabase((db) => load(db, settings, asked, options.force === true, now), importConnections);
  if (options.truth !== undefined) await writeTruth(options.truth, asked);
  const seconds = (Date.now() - now) / 1000;
  const { customers, seed, months, untilDay } = asked;
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ customers, seed, months, until: isoDay(untilDay), tables, seconds })}\n`);
    return;
  }
  const visits = tables.find(({ table }) => table === 'visits');
  tell(
    hasChanged(tables)
      ? `${customers} guests with ${visits?.read ?? 0} visits until ${isoDay(untilDay)}, ${seconds.toFixed(1)} s. Next: ecx score`
      : `The demo of ${customers} guests until ${isoDay(untilDay)} is there already: nothing changed.`,
  );
}

function hasChanged(reports: readonly TableReport[]): boolean {
  return reports.some(({ inserted, updated }) => inserted + updated > 0);
}

async function load(db: Db, settings: Settings, asked: DemoOptions, force: boolean, now: number): Promise<TableReport[]> {
  if (!force && (await demoState(db, asked)) === 'OTHER') {
    throw new Error(
      'expected a database without customers or with the demo of the same arguments, got one with other customers; ' +
        'use an empty database (another ECX_DATA_DIR or DATABASE_URL), or --force to add the demo to what is there',
    );
  }
  const progress = openProgress('demo guests');
  try {
    const context = { ...calendarOf(settings), now, currency: settings.CURRENCY, createCustomers: false };
    const reports = await loadDemo(db, asked, context, (done, total) => progress.update(done, total));
    if (hasChanged(reports)) await onRecord(db, { act: 'demo' });
    return reports;
  } finally {
    progress.stop();
  }
}

/** Writes beside the file and renames: a file of that name is always whole. */
async function writeTruth(file: string, asked: DemoOptions): Promise<void> {
  const unfinished = `${file}.${process.pid}.part`;
  const lines = function* () {
    for (const truth of truths(createWorld(asked))) yield `${JSON.stringify(truth)}\n`;
  };
  try {
    await pipeline(Readable.from(lines()), createWriteStream(unfinished, { flags: 'wx' }));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new Error(
      `--truth: expected a file that can be written, got ${JSON.stringify(file)} (${error instanceof Error ? error.message : String(error)}); ` +
        'the demo itself is loaded: run the same command with another file',
    );
  }
}
