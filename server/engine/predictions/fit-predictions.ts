/**
 * The champion: base models blended and corrected by what a rolling back-test inside the known data teaches about their errors. One
 * method, no switch per data set. Source: docs/decisions/0014-champion.md
 */
import { predictionRules } from '../config-predictions.ts';
import { backTestOf } from './back-test.ts';
import { fitBaseModels } from './base-models.ts';
import { fitSpend, spendersAt } from './gamma-gamma.ts';
import { fitBase } from './histories.ts';
import { lessonsOfPast, lookBack } from './past.ts';
import type { BackTest, FitOptions, FittedPredictions, UsableFit } from './prediction-fit.ts';
import { tierOf } from './tier.ts';
import type { VisitLog } from './visit-log.ts';

export const noBackTest: BackTest = { origins: [], horizons: [], sampledGuests: 0 };

/**
 * Fits the models of a venue and judges them on its past. Pure: the same log, day and options give the same bytes, in any order of the
 * guests, and days after `day` change nothing. A thousand guests take about a second.
 *
 * @param day the last known business day.
 */
export function fitPredictions(log: VisitLog, day: number, options: FitOptions): FittedPredictions {
  const known = fitBase(log, day, predictionRules.fit.mostGuests);
  const standing = tierOf(log, day, options, known);
  const head = {
    version: predictionRules.champion.version,
    day,
    horizonDays: options.horizonDays,
    customers: standing.customers,
    repeaters: standing.repeaters,
  };
  if (standing.tier === 'INSUFFICIENT') {
    return { fit: { ...head, tier: 'INSUFFICIENT', insufficient: standing.insufficient }, card: noBackTest };
  }
  const base = fitBaseModels(known, standing.prior);
  const past = lessonsOfPast(lookBack(log, day, standing.firstDay, options, base), day, base.length);
  const spend = fitSpend(spendersAt(log, day));
  const fit: UsableFit = {
    ...head,
    tier: standing.tier,
    priorWeight: standing.priorWeight,
    short: standing.short,
    base,
    weights: past.weights,
    features: past.scalings,
    anchors: past.anchors,
    spend,
    meanSpendMinor: standing.meanSpendMinor,
  };
  return { fit, card: options.backTest === false ? noBackTest : backTestOf(log, past, base) };
}
