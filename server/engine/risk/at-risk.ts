import type { ScoringConfig } from '../config.ts';
import type { VisitHistory } from '../facts.ts';
import { spendBetween, spendOf } from '../spending.ts';
import type { Risk } from './risk.ts';

/**
 * What may be lost with a guest: the probability of staying away × net spend of the last year. Minor units; null: no probability, or no
 * spend on record.
 */
export function valueAtRisk(
  { probability }: Pick<Risk, 'probability'>,
  { visits }: VisitHistory,
  day: number,
  config: Pick<ScoringConfig, 'spending'>,
): number | null {
  if (probability === null || spendOf(visits).visits === 0) return null;
  return probability * spendBetween(visits, day - config.spending.yearDays, day).netMinor;
}
