import { derivation } from '../derivation.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { percentileRank } from '../maths/statistics.ts';
import { rfm } from '../profile/rfm.ts';
import { traitsOf } from './traits.ts';
import { componentScores, weigh } from './weighing.ts';

export interface BenchmarkComparison {
  /** Null: the CRM states none and there is no RFM group. */
  readonly segment: string | null;
  readonly segmentAverage: number | null;
  readonly segmentGuests: number;
  readonly industryAverage: number | null;
  readonly industryAverageSource: string | null;
  readonly topPerformerAverage: number | null;
  readonly percentileRank: number | null;
  readonly guests: number;
  readonly insufficientData: InsufficientData | null;
}

/** The health score beside those of the guest's segment, of the current base and of its best tenth; null below 20 guests each. */
export const benchmarkComparison = derivation(
  ['visits', 'loyalty', 'feedback', 'sends', 'identity', 'population'],
  (facts, { day, config }): BenchmarkComparison => {
    const { population, identity } = facts;
    const { minimumGuests } = config.base;
    const { exactScore } = weigh(componentScores(traitsOf(facts, day, config), population, day, config), config);
    const segment = identity.segment ?? rfm(facts.visits, population, day, config)?.group ?? null;
    const all = population.healthScores;
    const own = all?.segments.find((candidate) => candidate.segment === segment);
    const message = `A comparison needs ${minimumGuests} guests with a health score in the current base.`;
    return {
      segment,
      segmentAverage: own === undefined || own.guests < minimumGuests ? null : own.mean,
      segmentGuests: own?.guests ?? 0,
      industryAverage: all?.mean ?? null,
      industryAverageSource: all === null ? null : `Mean of the ${all.guests} guests of this restaurant’s current base`,
      topPerformerAverage: all?.topMean ?? null,
      percentileRank: all === null || exactScore === null ? null : percentileRank(all.sketch, exactScore),
      guests: all?.guests ?? population.currentBase,
      insufficientData: all === null ? insufficient('TOO_FEW_GUESTS', message, population.currentBase, minimumGuests) : null,
    };
  },
);
