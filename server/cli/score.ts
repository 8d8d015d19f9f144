import { Command, Option } from 'commander';
import type { Db } from '../db/open.ts';
import { openWeeks } from '../facts/population.ts';
import { backfillWeekly } from '../jobs/backfill.ts';
import { newestConfig } from '../jobs/current-scoring.ts';
import { openRunOptions } from '../jobs/run-options.ts';
import { completeRun } from '../jobs/runs.ts';
import { type ScoringResult, scoreCustomers, weeksOf } from '../jobs/score.ts';
import { calendarOf, scoringConfigOf } from '../jobs/scoring.ts';
import { scoreSinks } from '../jobs/sinks.ts';
import type { Settings } from '../settings.ts';
import { forgetBlocks } from '../store/guest-blocks.ts';
import { requireFeature, tell, withDatabase } from './database.ts';
import { onRecord } from './on-record.ts';
import { parseAsOf, parseIds, parseSince, usable } from './options.ts';
import { openProgress } from './progress.ts';

const examples = `
Examples:
  ecx score                        everybody, as of now
  ecx score --as-of 2026-03-31     everybody, knowing the events up to the end of that business day
  ecx score --customers C1,C2      these two
  ecx score --full                 compute the week's facts about the whole base again first
  ecx score --backfill weekly --since 2025-01-01
                                   the history of every Monday since then, as runs on it would have written it
  ecx score --json                 {"customers": 2000, "scored": 1990, "insufficient": 10, "seconds": 1.2}`;

interface Options {
  readonly asOf?: string;
  readonly customers?: readonly string[];
  readonly full?: true;
  readonly backfill?: string;
  readonly since?: string;
  readonly json?: true;
}

export function scoreCommand(): Command {
  return new Command('score')
    .description('compute and store the current score of every guest')
    .option('--as-of <time>', 'know only the events up to this date or date-time (absent: now)')
    .option('--customers <ids>', 'only these customers, ids with commas between them', parseIds)
    .option('--full', 'also read every visit and compute the facts about the whole base again: after rows were changed by hand')
    .addOption(new Option('--backfill <rhythm>', 'write history of the past instead').choices(['weekly']))
    .option('--since <time>', 'the first date or date-time of the backfill')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples)
    .action((options: Options, command: Command) =>
      options.backfill === undefined ? score(options, command) : backfill(options, command),
    );
}

async function backfill(options: Options, command: Command): Promise<void> {
  const startedAt = Date.now();
  const { since: from, asOf, customers } = options;
  if (from === undefined) command.error('error: expected --since with --backfill, got none; name the first date');
  if (asOf !== undefined || customers !== undefined) {
    command.error('error: expected --backfill without --as-of and --customers; a backfill is of everybody up to now');
  }
  const result = await withDatabase(async (db, settings) => {
    requireFeature(settings, 'FEATURE_HEALTH_SCORING');
    const since = usable(command, () => parseSince(from, settings.TIME_ZONE, startedAt));
    const progress = openProgress('guests and weeks looked at');
    try {
      const current = await openRunOptions(db, settings, () => startedAt)();
      const done = await backfillWeekly(db, since, current, (weeks, total) => progress.update(weeks, total));
      await onRecord(db, { act: 'score --backfill' });
      return done;
    } finally {
      progress.stop();
    }
  });
  const seconds = (Date.now() - startedAt) / 1000;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ...result, seconds })}\n`);
  else tell(`${result.weeks} weeks of ${result.customers} guests: ${result.written} rows of history, ${seconds.toFixed(1)} s.`);
}

/** Ranges in hand at once: while one is read or written, another one is computed. */
const rangesAtOnce = 2;

/** Everybody as of now: a run on record, which workers help with, and which goes on when it was broken off. */
async function runEverybody(db: Db, settings: Settings, startedAt: number, full: boolean): Promise<ScoringResult> {
  const current = await openRunOptions(db, settings, Date.now, { rangesAtOnce })();
  if (full) await Promise.all([...new Set(weeksOf(startedAt, current))].map((week) => current.weeks.renew(week)));
  const progress = openProgress('guests scored');
  try {
    return await completeRun(db, { kind: 'COMMAND', asOf: startedAt }, current, (done, total) => progress.update(done, total));
  } finally {
    progress.stop();
  }
}

/** Some guests, or everybody as of an earlier instant. */
async function scoreSome(db: Db, settings: Settings, startedAt: number, options: Options, asOf: number): Promise<ScoringResult> {
  const calendar = calendarOf(settings);
  const config = await newestConfig(db, scoringConfigOf(settings));
  const progress = openProgress('guests scored');
  try {
    return await scoreCustomers(db, {
      config,
      calendar,
      weeks: openWeeks({ db, worker: db, config, calendar, clock: () => startedAt, patienceMs: Number.POSITIVE_INFINITY }),
      asOf,
      now: startedAt,
      keepNewer: options.asOf === undefined,
      sinks: scoreSinks(config, settings.FEATURE_REAL_TIME_ALERTS),
      renewWeeks: options.full === true,
      ...(options.customers === undefined ? {} : { customerIds: options.customers }),
      onProgress: (done, total) => progress.update(done, total),
    });
  } finally {
    progress.stop();
  }
}

/** Connections: the chunks in hand, what they read beside them, signs of life, progress. */
const runConnections = rangesAtOnce + 3;

async function score(options: Options, command: Command): Promise<void> {
  const startedAt = Date.now();
  const result = await withDatabase(async (db, settings) => {
    requireFeature(settings, 'FEATURE_HEALTH_SCORING');
    const { asOf: instant, customers } = options;
    const calendar = calendarOf(settings);
    const asOf = instant === undefined ? startedAt : usable(command, () => parseAsOf(instant, calendar, startedAt));
    if (options.full === true) await forgetBlocks(db);
    const isEverybodyNow = instant === undefined && customers === undefined;
    const done = await (isEverybodyNow
      ? runEverybody(db, settings, startedAt, options.full === true)
      : scoreSome(db, settings, startedAt, options, asOf));
    await onRecord(db, { act: 'score' }); // whom it named may not be on record any more
    return done;
  }, runConnections);
  const seconds = (Date.now() - startedAt) / 1000;
  const unknown = (options.customers?.length ?? 0) - result.customers;
  if (options.customers !== undefined && unknown > 0) {
    tell(`${unknown} of the ids given are no customers on record; the others were scored.`);
    if (result.customers === 0) process.exitCode = 1;
  }
  const { customers, scored, insufficient } = result;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ customers, scored, insufficient, seconds })}\n`);
  else
    tell(
      `${result.customers} guests: ${result.scored} scored, ${result.insufficient} with too little data, ${seconds.toFixed(1)} s.`,
    );
}
