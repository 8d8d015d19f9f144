/** Everything that a week fits: the models of the week, and those of an earlier day for judging the health scores of that day. */
import { predictionRules } from '../config-predictions.ts';
import { insufficient } from '../insufficient.ts';
import { fitPredictions, noBackTest } from './fit-predictions.ts';
import type { BackTest, FitOptions, PredictionFit } from './prediction-fit.ts';
import { knownBy } from './tier.ts';
import type { VisitLog } from './visit-log.ts';

export interface WeekFitTask {
  readonly log: VisitLog;
  /** The last day of the log that is known. */
  readonly day: number;
  /** The last day that is known to the earlier models. */
  readonly earlierDay: number;
  readonly options: FitOptions;
}

export interface WeekFit {
  readonly fit: PredictionFit;
  readonly backTest: BackTest;
  /** Without a correction: only the order of the guests matters there. */
  readonly earlierFit: PredictionFit;
}

/** Seconds of work for a large base: run it where nobody waits. */
export function fitWeek({ log, day, earlierDay, options }: WeekFitTask): WeekFit {
  const { fit, card } = fitPredictions(log, day, options);
  const earlier = fitPredictions(log, earlierDay, { ...options, backTest: false });
  return { fit, backTest: card, earlierFit: earlier.fit };
}

/** Instead of a fit where predictions are switched off: nothing is computed, and scores go by the guests' rhythm. */
export function unfittedWeek({ log, day, earlierDay, options }: WeekFitTask): WeekFit {
  const message = 'Predictions are switched off (FEATURE_PREDICTIVE_ANALYTICS)';
  const none = (until: number): PredictionFit => {
    const { customers, repeaters } = knownBy(log, until);
    return {
      version: predictionRules.champion.version,
      day: until,
      horizonDays: options.horizonDays,
      customers,
      repeaters,
      tier: 'INSUFFICIENT',
      insufficient: insufficient('SWITCHED_OFF', message, 0, 1),
    };
  };
  return { fit: none(day), backTest: noBackTest, earlierFit: none(earlierDay) };
}
