import type { ScoringConfig } from '../config.ts';
import { evidence, evidenceOf } from '../evidence.ts';
import type { FeedbackEntry, FeedbackHistory, PopulationFacts } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { shrunk, withoutSpread } from '../maths/statistics.ts';
import { absent, type Part } from './component.ts';

/** What a guest has said, newer feedback counting more. */
export interface FeedbackTraits {
  /** Feedbacks that say anything in numbers. */
  readonly entries: number;
  /** Sum of their weights after ageing. */
  readonly weight: number;
  /** Sum of weight × points of 100. */
  readonly points: number;
}

interface Signal {
  /** 0 to 100. */
  readonly points: number;
  /** 1; for a mood alone one half. */
  readonly weight: number;
}

/** One feedback counts once, whatever it answers; null: it says nothing in numbers. */
export function signalOf({ nps, rating, sentiment }: FeedbackEntry, config: ScoringConfig): Signal | null {
  if (nps === null && rating === null && sentiment === null) return null;
  const { sentimentWeight } = config.feedback;
  let [weight, points] = [0, 0];
  if (nps !== null) {
    weight += 1;
    points += 10 * nps;
  }
  if (rating !== null) {
    weight += 1;
    points += 25 * (rating - 1);
  }
  if (sentiment !== null) {
    weight += sentimentWeight;
    points += sentimentWeight * (50 * (sentiment + 1));
  }
  const said = nps !== null || rating !== null ? 1 : 0;
  return { points: points / weight, weight: sentiment === null ? said : Math.max(said, sentimentWeight) };
}

export function feedbackTraits(history: FeedbackHistory, day: number, config: ScoringConfig): FeedbackTraits {
  let [entries, weight, points] = [0, 0, 0];
  for (const entry of history.entries) {
    const signal = signalOf(entry, config);
    if (signal === null) continue;
    const aged = signal.weight * 2 ** (-Math.max(0, day - entry.day) / config.feedback.halfLifeDays);
    entries += 1;
    weight += aged;
    points += aged * signal.points;
  }
  return { entries, weight, points };
}

/** @returns 0 to 100; null without feedback. */
export function feedbackScore(traits: FeedbackTraits, venue: PopulationFacts, config: ScoringConfig): number | null {
  if (traits.entries === 0) return null;
  const { priorPoints, venueWeight } = config.feedback;
  const own = traits.weight === 0 ? 0 : traits.points / traits.weight; // decades old: nothing is left of it
  return Math.min(100, shrunk(own, traits.weight, venue.feedbackMean ?? priorPoints, venueWeight));
}

/**
 * What the guest says: the mean of net promoter answers, stars and moods in points of 100, halved in weight every 180 days, shrunk to
 * the venue's mean.
 *
 * @returns score 0 to 100; absent without feedback.
 */
export function feedbackSentiment(
  history: FeedbackHistory,
  traits: FeedbackTraits,
  population: PopulationFacts,
  config: ScoringConfig,
): Part {
  const score = feedbackScore(traits, population, config);
  if (score === null)
    return absent(insufficient('NO_FEEDBACK', 'Feedback sentiment needs feedback; there is none on record.', 0, 1));
  const newest = history.entries.filter((entry) => signalOf(entry, config) !== null).slice(-3);
  return {
    score,
    evidence: [
      evidenceOf(
        'feedback',
        traits.entries,
        'entries',
        newest.map((entry) => entry.feedbackId),
      ),
      evidence('own mean', traits.weight === 0 ? null : traits.points / traits.weight, 'points of 100'),
      evidence('weight after ageing', traits.weight, 'entries'),
      evidence('mean of all guests', population.feedbackMean, 'points of 100'),
    ],
    percentileSource: null,
    withoutSpread: withoutSpread(population.components.feedbackSentiment),
    insufficientData: null,
  };
}
