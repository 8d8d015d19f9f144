import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { PopulationFacts, VisitHistory } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { activeEvidence, type Outlook, outlookOn } from '../outlook.ts';
import { regularityOf } from '../rhythm.ts';
import { venueTypeOf } from '../venue-type.ts';
import { absent, mixed, type Part, type Ranked, ranked } from './component.ts';
import type { Traits } from './traits.ts';

/** Expected visits per 30 days of a typical guest by the venue type's prior. */
export function priorVisitRate(population: PopulationFacts, config: ScoringConfig): { medianRate: number; logSpread: number } {
  const prior = config.priors[venueTypeOf(population.venueType, config)];
  return { medianRate: (30 / prior.gapDays) * prior.returnShare, logSpread: prior.rateLogSpread };
}

interface FrequencyScore {
  readonly score: number;
  readonly expected: Outlook;
  readonly rank: Ranked;
  /** 0 to 100; null below 5 gaps. */
  readonly regular: number | null;
}

/** @returns null without a visit. */
export function frequencyScore(
  { days, gapVariation }: Pick<Traits, 'days' | 'gapVariation'>,
  expected: Outlook | null,
  population: PopulationFacts,
  config: ScoringConfig,
): FrequencyScore | null {
  if (expected === null) return null;
  const rank = ranked(expected.visitsPer30Days, population.expectedVisitRate, priorVisitRate(population, config));
  const regular = regularityOf(gapVariation, days.length - 1, population.fleetGapVariation, config);
  const score = mixed(rank.percentile, regular === null ? null : regular * expected.active, config);
  return { score, expected, rank, regular };
}

/**
 * How often and how regularly the guest may be expected: 60 % percentile of the expected visit rate (main part), 40 % regularity ×
 * active (with fitted models: × P(still a customer)), so that an old rhythm does not praise a guest who left.
 *
 * @returns score 0 to 100; absent without a visit. Regularity joins from 5 gaps on.
 */
export function visitFrequency(
  history: VisitHistory,
  traits: Traits,
  population: PopulationFacts,
  day: number,
  config: ScoringConfig,
): Part {
  const scored = frequencyScore(traits, outlookOn(traits.days, day, population, config), population, config);
  if (scored === null) return absent(insufficient('NO_VISITS', 'Visit frequency needs a visit; there is none on record.', 0, 1));
  const { score, expected, rank, regular } = scored;
  return {
    score,
    evidence: [
      evidence('expected visits', expected.visitsPer30Days, 'visits per 30 days', history.visits.slice(-3)),
      evidence('percentile of expected visits', rank.percentile, 'percent of guests'),
      evidence('visit days', traits.span?.count ?? 0, 'days'),
      evidence('expected gap between visits', expected.expectedGapDays, 'days'),
      evidence('regularity', regular, 'points of 100'),
      evidence(...activeEvidence(expected)),
    ],
    percentileSource: rank.source,
    withoutSpread: rank.withoutSpread,
    insufficientData: null,
  };
}
