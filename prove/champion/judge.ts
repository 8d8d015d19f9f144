/** One specimen: the champion beside each base model and recency, on a hold-out that none of them has seen. */
import { predictionRules } from '../../server/engine/config-predictions.ts';
import { fitPredictions } from '../../server/engine/predictions/fit-predictions.ts';
import { timingOf } from '../../server/engine/predictions/guest-timing.ts';
import {
  auc,
  brier,
  calibrationError,
  countCoverage,
  logLoss,
  reliabilityBins,
  totalBias,
} from '../../server/engine/predictions/metrics.ts';
import { modelOf } from '../../server/engine/predictions/models.ts';
import type { FitOptions, GuestTiming, UsableFit } from '../../server/engine/predictions/prediction-fit.ts';
import { openPredictor } from '../../server/engine/predictions/predictor.ts';
import type { Specimen } from './zoo.ts';

export interface Verdict {
  readonly name: string;
  readonly guests: number;
  readonly rate: number;
  readonly logLoss: number;
  readonly brier: number;
  readonly bias: number;
  readonly ece: number;
  readonly auc: number | null;
  readonly recencyAuc: number | null;
  readonly coverage80: number;
  readonly models: ReadonlyMap<string, { readonly logLoss: number; readonly bias: number }>;
  readonly fitMs: number;
  readonly predictMicros: number;
  readonly fit: UsableFit;
}

/** The three that the bar compares with. */
export const rivals = ['BG_NBD', 'MBG_NBD', 'PARETO_NBD'];

export const options = (horizonDays: number): FitOptions => ({
  horizonDays,
  venueType: 'CASUAL',
  prior: { gapDays: 30, returnShare: 0.35 },
});

export function judge({ name, log, day, horizonDays }: Specimen): Verdict | string {
  const startedAt = performance.now();
  const { fit } = fitPredictions(log, day, options(horizonDays));
  const fitMs = performance.now() - startedAt;
  if (fit.tier === 'INSUFFICIENT') return `${name}: ${fit.insufficient.message}`;
  const guests: GuestTiming[] = [];
  const visits: number[] = [];
  for (let guest = 0; guest + 1 < log.starts.length; guest += 1) {
    const [from, end] = [log.starts[guest] ?? 0, log.starts[guest + 1] ?? 0];
    const timing = timingOf(log.days, from, end, day);
    if (timing === null) continue;
    guests.push(timing);
    visits.push(log.days.subarray(from, end).filter((visit) => visit > day && visit <= day + horizonDays).length);
  }
  const returned = visits.map((count) => Math.min(1, count));
  const predictor = openPredictor(fit);
  const predictedAt = performance.now();
  const chances = guests.map((guest) => predictor.returnWithin(guest, horizonDays));
  const expected = guests.map((guest) => predictor.expectedVisits(guest, horizonDays));
  const predictMicros = ((performance.now() - predictedAt) * 1000) / guests.length;
  const covered = guests.map((guest, row) => {
    const distribution = predictor.visitDistribution(guest, horizonDays, null);
    return countCoverage(distribution, visits[row] ?? 0, 0.8);
  });
  const models = fit.base.map(({ model, parameters }) => {
    const own = modelOf(model).predictor(parameters);
    const probabilities = guests.map((guest) => own.returnWithin(guest, horizonDays / 7));
    const counts = guests.map((guest) => own.expectedVisits(guest, horizonDays / 7));
    return [model as string, { logLoss: logLoss(probabilities, returned), bias: totalBias(counts, visits) ?? 0 }] as const;
  });
  return {
    name,
    guests: guests.length,
    rate: returned.reduce((sum, value) => sum + value, 0) / guests.length,
    logLoss: logLoss(chances, returned),
    brier: brier(chances, returned),
    bias: totalBias(expected, visits) ?? 0,
    ece: calibrationError(reliabilityBins(chances, returned)),
    auc: auc(chances, returned),
    recencyAuc: auc(
      guests.map(({ T, tx }) => tx - T),
      returned,
    ),
    coverage80: covered.reduce((sum, value) => sum + value, 0) / guests.length,
    models: new Map(models),
    fitMs,
    predictMicros,
    fit,
  };
}

export function bestRival({ models }: Verdict): number {
  return Math.min(...rivals.map((name) => models.get(name)?.logLoss ?? Number.POSITIVE_INFINITY));
}

export const modelNames: readonly string[] = predictionRules.champion.models;
