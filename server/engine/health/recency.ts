import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { PopulationFacts, VisitHistory } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { withoutSpread } from '../maths/statistics.ts';
import { outlookOf } from '../outlook.ts';
import { absent, type Part } from './component.ts';

/**
 * How much of the chance of a return is left that the same guest has just after a visit, so that each decays in the own rhythm. By RHYTHM:
 * 100 until a visit is overdue, then halved with every two expected gaps.
 *
 * @returns score 0 to 100; absent without a visit.
 */
export function recency(history: VisitHistory, population: PopulationFacts, day: number, config: ScoringConfig): Part {
  const expected = outlookOf(history, day, population, config);
  if (expected === null) return absent(insufficient('NO_VISITS', 'Recency needs a visit; there is none on record.', 0, 1));
  return {
    score: expected.recency,
    evidence: [
      evidence('days since the last visit', expected.silentDays, 'days', history.visits.slice(-1)),
      evidence('expected gap between visits', expected.expectedGapDays, 'days'),
      evidence(`return within ${population.horizonDays} days`, expected.returnWithin(population.horizonDays), 'probability'),
    ],
    percentileSource: null,
    withoutSpread: withoutSpread(population.recency),
    insufficientData: null,
  };
}
