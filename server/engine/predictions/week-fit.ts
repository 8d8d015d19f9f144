/** Everything that a week fits: the models of the week, and those of an earlier day for judging the health scores of that day. */
import { fitPredictions } from './fit-predictions.ts';
import type { BackTest, FitOptions, PredictionFit } from './prediction-fit.ts';
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
