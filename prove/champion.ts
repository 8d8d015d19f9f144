/**
 * The champion against each base model on every specimen: hold-out log loss (gain over the best of BG/NBD, MBG/NBD and Pareto/NBD), bias
 * of total visits, calibration, ranking beside plain recency, coverage of 80 % intervals, and what it costs. `ECX_SPECIMEN=cdnow`
 * restricts it to names that begin so.
 */
import type { Figure } from '../bench/run.ts';
import { bestRival, judge, modelNames } from './champion/judge.ts';
import { specimens } from './champion/zoo.ts';

export const title = 'Champion against base models and recency on data it was not fitted to';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(8);
const digits = (value: number | null | undefined) => (value === null || value === undefined ? '–' : value.toFixed(4)).padStart(7);

export async function run(print: (figure: Figure) => void): Promise<void> {
  const only = process.env.ECX_SPECIMEN ?? '';
  const gains: number[] = [];
  const worst = { bias: 0, ece: 0, behindRecency: 0 };
  const head = ['set'.padEnd(28), ...modelNames.map((name) => name.slice(-7).padStart(7)), 'champion', '    gain', '    bias'];
  process.stdout.write(
    `${[...head, '   base b', '    ECE', '    AUC', 'recency', '  cover', '  fit ms', 'µs/guest'].join(' ')}\n`,
  );
  for (const specimen of specimens()) {
    if (!specimen.name.startsWith(only)) continue;
    const verdict = judge(specimen);
    if (typeof verdict === 'string') {
      process.stdout.write(`${verdict}\n`);
      continue;
    }
    const gain = 1 - verdict.logLoss / bestRival(verdict);
    gains.push(gain);
    worst.bias = Math.max(worst.bias, Math.abs(verdict.bias));
    worst.ece = Math.max(worst.ece, verdict.ece);
    worst.behindRecency = Math.max(worst.behindRecency, (verdict.recencyAuc ?? 0) - (verdict.auc ?? 0));
    const cells = [
      verdict.name.padEnd(28),
      ...modelNames.map((name) => digits(verdict.models.get(name)?.logLoss)),
      digits(verdict.logLoss).padStart(8),
      percent(gain),
      percent(verdict.bias),
      percent(verdict.models.get('MBG_NBD')?.bias ?? 0),
      digits(verdict.ece),
      digits(verdict.auc),
      digits(verdict.recencyAuc),
      percent(verdict.coverage80),
      verdict.fitMs.toFixed(0).padStart(7),
      verdict.predictMicros.toFixed(1).padStart(7),
    ];
    process.stdout.write(`${cells.join(' ')}\n`);
  }
  print({ figure: 'data sets', value: gains.length, unit: 'sets' });
  print({
    figure: 'mean gain of log loss over the best rival',
    value: (100 * gains.reduce((a, b) => a + b, 0)) / gains.length,
    unit: '%',
  });
  print({ figure: 'smallest gain', value: 100 * Math.min(...gains), unit: '%' });
  print({ figure: 'largest bias of total visits', value: 100 * worst.bias, unit: '%' });
  print({ figure: 'largest calibration error', value: worst.ece, unit: '' });
  print({ figure: 'most that AUC lies behind recency', value: worst.behindRecency, unit: '' });
}
