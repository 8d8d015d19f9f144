/** Fits the prediction models on what was known at exactly an instant, not at the week's Monday. */
import type { Db } from '../db/open.ts';
import { businessDay, type Calendar } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import { fitOptions, type GuestRhythm } from '../engine/population.ts';
import { fitPredictions } from '../engine/predictions/fit-predictions.ts';
import { type PublishedModelCard, publishedModelCard } from '../engine/predictions/model-card.ts';
import type { FitOptions, PredictionFit } from '../engine/predictions/prediction-fit.ts';
import type { VisitLog } from '../engine/predictions/visit-log.ts';
import { readVenueType } from '../facts/venue-sales.ts';
import { type KnownVisits, readVisitLog } from '../facts/visit-log.ts';

export interface FitRun {
  readonly config: ScoringConfig;
  readonly calendar: Calendar;
  /** Events up to here are known; milliseconds since 1970. */
  readonly asOf: number;
  /** The horizon that is asked for, days; absent: the venue's own. */
  readonly horizonDays?: number;
  /** Customers read, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Everything is read, and the fit begins. */
  readonly onRead?: () => void;
}

export interface ExactFit {
  /** The business day of the instant. */
  readonly day: number;
  readonly known: KnownVisits;
  readonly fit: PredictionFit;
  readonly card: PublishedModelCard;
}

/** Two dozen bytes per visit day are held; fitting takes this thread for seconds. */
export async function fitAt(db: Db, run: FitRun): Promise<ExactFit> {
  const venueType = await readVenueType(db);
  const known = await readVisitLog(db, run.asOf, run.calendar, run.onProgress);
  run.onRead?.();
  const day = businessDay(run.asOf, run.calendar);
  const usual = fitOptions(rhythmsOf(known.log), day, { venueType }, run.config);
  const options: FitOptions = { ...usual, horizonDays: run.horizonDays ?? usual.horizonDays };
  const { fit, card } = fitPredictions(known.log, day, options);
  return { day, known, fit, card: publishedModelCard(fit, card, null) };
}

function rhythmsOf({ starts, days }: VisitLog): GuestRhythm[] {
  return Array.from({ length: starts.length - 1 }, (_, guest) => {
    const from = starts[guest] ?? 0;
    const end = starts[guest + 1] ?? from;
    const firstDay = days[from] ?? 0;
    return {
      span: { count: end - from, firstDay, lastDay: days[end - 1] ?? firstDay },
      secondAfterDays: end - from < 2 ? null : (days[from + 1] ?? firstDay) - firstDay,
    };
  });
}
