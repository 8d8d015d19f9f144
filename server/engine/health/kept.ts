import type { ScoringConfig } from '../config.ts';
import type { ComponentName } from './component.ts';
import type { HealthComponent } from './score.ts';
import { type ComponentScores, weigh } from './weighing.ts';

/** A component as far as its score tells of it: without what explains it. */
export type KeptComponent = Pick<HealthComponent, 'score' | 'weight' | 'contribution'>;

/** The components of a scoring whose bare scores were kept: the same numbers as those of `healthScore`, under the same rules. */
export function keptComponents(scores: ComponentScores, config: ScoringConfig): Readonly<Record<ComponentName, KeptComponent>> {
  const { contributions } = weigh(scores, config);
  const component = (name: ComponentName): KeptComponent => ({
    score: scores[name],
    weight: config.weights[name],
    contribution: contributions?.[name] ?? null,
  });
  return {
    visitFrequency: component('visitFrequency'),
    spendingBehavior: component('spendingBehavior'),
    loyaltyEngagement: component('loyaltyEngagement'),
    feedbackSentiment: component('feedbackSentiment'),
    communicationResponse: component('communicationResponse'),
    recencyFactor: component('recencyFactor'),
  };
}
