import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { PopulationFacts, VisitHistory } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { withoutSpread } from '../maths/statistics.ts';
import { rhythm, spanOf, visitDays } from '../rhythm.ts';
import { absent, type Part } from './component.ts';

/**
 * How far the guest is within the own rhythm: 100 until a visit is overdue, then halved with every two expected gaps.
 *
 * @returns score 0 to 100; absent without a visit.
 */
export function recency(history: VisitHistory, population: PopulationFacts, day: number, config: ScoringConfig): Part {
  const span = spanOf(visitDays(history));
  if (span === null) return absent(insufficient('NO_VISITS', 'Recency needs a visit; there is none on record.', 0, 1));
  const expected = rhythm(span, day, population, config);
  return {
    score: 100 * expected.active,
    evidence: [
      evidence('days since the last visit', expected.silentDays, 'days', history.visits.slice(-1)),
      evidence('expected gap between visits', expected.expectedGapDays, 'days'),
    ],
    percentileSource: null,
    withoutSpread: withoutSpread(population.recency),
    insufficientData: null,
  };
}
