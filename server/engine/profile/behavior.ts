import { derivation } from '../derivation.ts';
import { type DiningPreferences, diningPreferences } from './dining.ts';
import { type LoyaltyBehavior, loyaltyBehavior } from './loyalty-behavior.ts';
import { type SeasonalTrends, seasonalTrends } from './seasons.ts';
import { type VisitPatterns, visitPatterns } from './visit-patterns.ts';

export interface BehavioralPreferences {
  readonly visitPatterns: VisitPatterns;
  readonly diningPreferences: DiningPreferences;
  readonly seasonalTrends: SeasonalTrends;
  readonly loyaltyBehavior: LoyaltyBehavior;
}

/** The habits of a customer; dietary needs are none of them (docs/decisions/0009-dietary-data.md). */
export const behavioralPreferences = derivation(
  ['visits', 'loyalty', 'population'],
  ({ visits, loyalty, population }, { day, config }): BehavioralPreferences => ({
    visitPatterns: visitPatterns(visits, population, day, config),
    diningPreferences: diningPreferences(visits, config),
    seasonalTrends: seasonalTrends(visits, population, config),
    loyaltyBehavior: loyaltyBehavior(loyalty, visits, population, day, config),
  }),
);
