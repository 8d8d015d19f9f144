import { Command } from 'commander';
import type { PublishedHorizon, PublishedModelCard, PublishedSpend } from '../engine/predictions/model-card.ts';
import { fitAt } from '../jobs/fit.ts';
import { calendarOf, scoringConfigOf } from '../jobs/scoring.ts';
import { requireFeature, tell, withDatabase } from './database.ts';
import { parseAsOf, usable } from './options.ts';
import { openProgress } from './progress.ts';

const examples = `
Examples:
  ecx fit                        fit on everything known now, and print how good it was on your own past
  ecx fit --as-of 2026-03-31     on the events up to the end of that business day
  ecx fit --json                 the model card as one JSON document

Nothing is stored: scores and answers use the fits of the weekly grid, which ecx score makes.`;

interface Options {
  readonly asOf?: string;
  readonly json?: true;
}

/** `ecx fit`: too few guests are an answer with what is missing, not a failure. */
export function fitCommand(): Command {
  return new Command('fit')
    .description('fit the prediction models and show how good they were')
    .option('--as-of <time>', 'know only the events up to this date or date-time (absent: now)')
    .option('--json', 'print the model card as JSON')
    .addHelpText('after', examples)
    .action((options: Options, command: Command) => showFit(options, command));
}

async function showFit(options: Options, command: Command): Promise<void> {
  const now = Date.now();
  const { card, minorPerMajor, currency } = await withDatabase(async (db, settings) => {
    requireFeature(settings, 'FEATURE_PREDICTIVE_ANALYTICS');
    const [calendar, config] = [calendarOf(settings), scoringConfigOf(settings)];
    const asOf = options.asOf === undefined ? now : usable(command, () => parseAsOf(options.asOf ?? '', calendar, now));
    const progress = openProgress('guests read');
    const onProgress = (done: number, total: number) => progress.update(done, total);
    try {
      const fitted = await fitAt(db, { config, calendar, asOf, onProgress, onRead: () => progress.stop() });
      return { card: fitted.card, minorPerMajor: config.minorPerMajor, currency: config.currency };
    } catch (error) {
      progress.stop();
      throw error;
    }
  });
  if (options.json === true) process.stdout.write(`${JSON.stringify(documentOf(card, minorPerMajor))}\n`);
  else process.stdout.write(`${pageOf(card, minorPerMajor, currency).join('\n')}\n`);
  tell(`Fitted in ${((Date.now() - now) / 1000).toFixed(1)} s.`);
}

/** The card with the parameters of spend in the currency, as they are published elsewhere; what is named …Minor stays in minor units. */
function documentOf(card: PublishedModelCard, minorPerMajor: number) {
  return { ...card, spend: card.spend === null ? null : spendInMajor(card.spend, minorPerMajor) };
}

function spendInMajor({ vMinor, terciles, ...spend }: PublishedSpend, minorPerMajor: number) {
  return {
    ...spend,
    v: vMinor / minorPerMajor,
    terciles: terciles?.map(({ vMinor: minor, ...tercile }) => ({ ...tercile, v: minor / minorPerMajor })) ?? null,
  };
}

/** The card as lines for people. */
function pageOf(card: PublishedModelCard, minorPerMajor: number, currency: string): string[] {
  const { base, spend } = card;
  const lines = [
    ...card.verdict,
    '',
    `Known until ${card.knownUntil}: ${card.customers} guests, ${card.repeaters} came twice; ${card.tier}, trust ${card.trust}, horizon ${card.horizonDays} days.`,
  ];
  if (base.length > 0) {
    const rows = base.map(({ model, parameters, logLikelihood, converged }) => [
      model,
      Object.entries(parameters)
        .map(([name, value]) => `${name} ${value.toPrecision(5)}`)
        .join('  '),
      `${logLikelihood.toFixed(2)}${converged ? '' : ' (not converged)'}`,
    ]);
    lines.push('', ...table([['model of visits (weeks)', 'parameters', 'log-likelihood'], ...rows]));
  }
  if (spend !== null) {
    const v = (spend.vMinor / minorPerMajor).toPrecision(5);
    lines.push(
      '',
      `Spend per visit day: p ${spend.p.toPrecision(5)}  q ${spend.q.toPrecision(5)}  v ${v} ${currency}, from ${spend.customers} guests.`,
    );
  }
  if (card.backTest.horizons.length > 0) lines.push('', ...table([backTestHead, ...card.backTest.horizons.map(backTestRow)]));
  return lines;
}

const backTestHead = [
  'days ahead',
  'past days',
  'method',
  'log loss',
  '(same days)',
  'by recency',
  'Brier',
  'skill',
  'ECE',
  'AUC',
  '80 % holds',
  'visits',
];

function backTestRow(horizon: PublishedHorizon): string[] {
  const { champion, logLossBesideRecency, recencyLogLoss, coverage80, visitBias } = horizon;
  return [
    String(horizon.horizonDays),
    String(horizon.origins),
    horizon.chosen,
    figure(champion.logLoss),
    figure(logLossBesideRecency),
    figure(recencyLogLoss),
    figure(champion.brier),
    figure(champion.skill),
    figure(champion.ece),
    figure(champion.auc),
    `${(100 * coverage80).toFixed(0)} %`,
    visitBias === null ? '–' : `${visitBias > 0 ? '+' : ''}${(100 * visitBias).toFixed(0)} %`,
  ];
}

function figure(value: number | null): string {
  return value === null ? '–' : value.toFixed(4);
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
