import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import type { InsufficientData } from '../engine/insufficient.ts';
import { fitAt } from '../jobs/fit.ts';
import { type GuestPrediction, predictAll } from '../jobs/predict.ts';
import { calendarOf, scoringConfigOf } from '../jobs/scoring.ts';
import { requireFeature, tell, withDatabase } from './database.ts';
import { onRecord } from './on-record.ts';
import { parseAsOf, parseHorizonDays, usable } from './options.ts';
import { openProgress } from './progress.ts';

const examples = `
Examples:
  ecx predict --as-of 2026-03-31 --horizon-days 90 --out predictions.csv
  ecx predict --as-of 2026-03-31T18:00:00Z --horizon-days 30 | head
  ecx predict --as-of 2026-03-31 --horizon-days 90 --out predictions.csv --json   {customers, out, seconds, verdict}

One row per customer with a visit by then, knowing only the events up to then, from models fitted to just those:
customer_id      the customer
x, t_x, T        visit days after the first; weeks from the first visit to the last, and to the date
p_alive          probability of still being a customer: not of a return
p_return         probability of a visit within the horizon
expected_visits  within the horizon, with _lower and _upper of the interval that holds them with 80 %
expected_spend_per_visit, expected_value (visits × spend, not discounted): in the currency; empty where no spend is known`;

const columns =
  'customer_id,x,t_x,T,p_alive,p_return,expected_visits,expected_visits_lower,expected_visits_upper,expected_spend_per_visit,expected_value';

interface Options {
  readonly asOf: string;
  readonly horizonDays: number;
  readonly out?: string;
  readonly json?: true;
}

export function predictCommand(): Command {
  return new Command('predict')
    .description('predict every guest as CSV, knowing only the past')
    .requiredOption('--as-of <time>', 'know only the events up to this date (the whole business day) or date-time')
    .requiredOption('--horizon-days <days>', 'how far to look ahead, 1 to 730 days', parseHorizonDays)
    .option('--out <file>', 'write to this file (absent: standard output)')
    .option('--json', 'print what was written as JSON as the last line; needs --out')
    .addHelpText('after', examples)
    .action((options: Options, command: Command) => predict(options, command));
}

async function predict({ asOf: time, horizonDays, out, json }: Options, command: Command): Promise<void> {
  const now = Date.now();
  if (json === true && out === undefined)
    command.error('expected --out beside --json, got none: standard output has either the rows or the JSON', {
      exitCode: 2,
      code: 'ecx.usage',
    });
  const { fitted, config } = await withDatabase(async (db, settings) => {
    requireFeature(settings, 'FEATURE_PREDICTIVE_ANALYTICS');
    const [calendar, config] = [calendarOf(settings), scoringConfigOf(settings)];
    const asOf = usable(command, () => parseAsOf(time, calendar, now));
    const progress = openProgress('guests read');
    const onProgress = (done: number, total: number) => progress.update(done, total);
    const onRead = () => progress.stop();
    try {
      const fitted = await fitAt(db, { config, calendar, asOf, horizonDays, onProgress, onRead });
      if (fitted.fit.tier !== 'INSUFFICIENT') await onRecord(db, { act: 'predict', kind: 'READ' });
      return { fitted, config };
    } catch (error) {
      progress.stop();
      throw error;
    }
  });
  if (fitted.fit.tier === 'INSUFFICIENT') throw new Error(lackOf(fitted.fit.insufficient));
  const progress = openProgress('guests predicted');
  const total = fitted.known.customerIds.length;
  const lines = csv(predictAll(fitted, horizonDays, config), config.minorPerMajor, (done) => progress.update(done, total));
  try {
    await (out === undefined ? pipeline(Readable.from(lines), process.stdout, { end: false }) : toFile(out, lines));
  } finally {
    progress.stop();
  }
  const { verdict } = fitted.card;
  for (const sentence of verdict) tell(sentence);
  const seconds = Math.round((Date.now() - now) / 10) / 100;
  if (json === true) process.stdout.write(`${JSON.stringify({ customers: total, out, seconds, verdict })}\n`);
}

function lackOf({ message, have, need, expectedReadyOn }: InsufficientData): string {
  const when = expectedReadyOn === null ? '' : `, which is expected on ${expectedReadyOn}`;
  return `${message}: expected ${need} or more, got ${have}; import more visits, or choose a later --as-of${when}`;
}

const rowsPerPiece = 500;

/** In pieces of many rows. */
function* csv(predictions: Iterable<GuestPrediction>, minorPerMajor: number, onRows: (done: number) => void): Generator<string> {
  let [piece, done] = [`${columns}\n`, 0];
  for (const prediction of predictions) {
    piece += `${cellsOf(prediction, minorPerMajor).join(',')}\n`;
    done += 1;
    if (done % rowsPerPiece !== 0) continue;
    yield piece;
    piece = '';
    onRows(done);
  }
  yield piece;
  onRows(done);
}

function cellsOf(guest: GuestPrediction, minorPerMajor: number): (string | number)[] {
  const money = (minor: number | null) => (minor === null ? '' : minor / minorPerMajor);
  return [
    quoted(guest.customerId),
    guest.x,
    guest.tx,
    guest.T,
    guest.stillCustomer,
    guest.returnProbability,
    guest.expectedVisits,
    guest.lowerVisits,
    guest.upperVisits,
    money(guest.spendPerVisitMinor),
    money(guest.valueMinor),
  ];
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes beside the file and renames: a file of that name is always whole. */
async function toFile(file: string, lines: Iterable<string>): Promise<void> {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    await pipeline(Readable.from(lines), createWriteStream(unfinished, { flags: 'wx' }));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`--out: expected a file that can be written, got ${JSON.stringify(file)} (${reason}); name another file`);
  }
}
