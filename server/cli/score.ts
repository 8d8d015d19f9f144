import { Command } from 'commander';
import { openWeeks } from '../facts/population.ts';
import { newestConfig } from '../jobs/current-scoring.ts';
import { scoreCustomers } from '../jobs/score.ts';
import { calendarOf, scoringConfigOf } from '../jobs/scoring.ts';
import { scoreSinks } from '../jobs/sinks.ts';
import { requireFeature, tell, withDatabase } from './database.ts';
import { parseAsOf, parseIds, usable } from './options.ts';
import { openProgress } from './progress.ts';

const examples = `
Examples:
  ecx score                        everybody, as of now
  ecx score --as-of 2026-03-31     everybody, knowing the events up to the end of that business day
  ecx score --customers C1,C2      these two
  ecx score --full                 compute the week's facts about the whole base again first
  ecx score --json                 {"customers": 2000, "scored": 1990, "insufficient": 10, "seconds": 1.2}`;

interface Options {
  readonly asOf?: string;
  readonly customers?: readonly string[];
  readonly full?: true;
  readonly json?: true;
}

export function scoreCommand(): Command {
  return new Command('score')
    .description('compute and store the current score of every guest')
    .option('--as-of <time>', 'know only the events up to this date or date-time (absent: now)')
    .option('--customers <ids>', 'only these customers, ids with commas between them', parseIds)
    .option('--full', 'also compute the facts about the whole base again')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples)
    .action((options: Options, command: Command) => score(options, command));
}

async function score(options: Options, command: Command): Promise<void> {
  const startedAt = Date.now();
  const result = await withDatabase(async (db, settings) => {
    requireFeature(settings, 'FEATURE_HEALTH_SCORING');
    const calendar = calendarOf(settings);
    const config = await newestConfig(db, scoringConfigOf(settings));
    const asOf =
      options.asOf === undefined ? startedAt : usable(command, () => parseAsOf(options.asOf ?? '', calendar, startedAt));
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
  });
  const seconds = (Date.now() - startedAt) / 1000;
  const unknown = (options.customers?.length ?? 0) - result.customers;
  if (options.customers !== undefined && unknown > 0) {
    tell(`${unknown} of the ids given are no customers on record; the others were scored.`);
    if (result.customers === 0) process.exitCode = 1;
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ...result, seconds })}\n`);
  else
    tell(
      `${result.customers} guests: ${result.scored} scored, ${result.insufficient} with too little data, ${seconds.toFixed(1)} s.`,
    );
}
