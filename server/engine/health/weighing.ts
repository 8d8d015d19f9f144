import type { ScoringConfig } from '../config.ts';
import type { PopulationFacts } from '../facts.ts';
import { outlookOn } from '../outlook.ts';
import { weighed } from '../weighing.ts';
import { communicationScore } from './communication-response.ts';
import type { ComponentName } from './component.ts';
import { feedbackScore } from './feedback-sentiment.ts';
import type { Look } from './look.ts';
import { loyaltyScore } from './loyalty-engagement.ts';
import { spendingScore } from './spending-behavior.ts';
import type { Traits } from './traits.ts';
import { frequencyScore } from './visit-frequency.ts';

/** Each 0 to 100; null: absent. */
export type ComponentScores = Readonly<Record<ComponentName, number | null>>;

/** The bare components, for the whole base at once: the same numbers that an answer explains. */
export function componentScores(
  traits: Traits,
  population: PopulationFacts,
  day: number,
  config: ScoringConfig,
): ComponentScores {
  return lookScores({ traits, outlook: outlookOn(traits.days, day, population, config) }, population, config);
}

/** The same of a guest who has been looked at. */
export function lookScores({ traits, outlook }: Look, population: PopulationFacts, config: ScoringConfig): ComponentScores {
  return {
    visitFrequency: frequencyScore(traits, outlook, population, config)?.score ?? null,
    spendingBehavior: spendingScore(traits, outlook, population, config)?.score ?? null,
    loyaltyEngagement: loyaltyScore(traits.loyalty, population, config)?.score ?? null,
    feedbackSentiment: feedbackScore(traits.feedback, population, config),
    communicationResponse: communicationScore(traits.channels, population, config),
    recencyFactor: outlook?.recency ?? null,
  };
}

export interface Weighed {
  readonly coverage: number;
  /** Null: too little is present. */
  readonly contributions: Readonly<Partial<Record<ComponentName, number>>> | null;
  readonly exactScore: number | null;
}

/** The exact score is the sum of the contributions. */
export function weigh(scores: ComponentScores, config: ScoringConfig): Weighed {
  const { coverage, contributions, total } = weighed(scores, config.weights);
  const main = scores.visitFrequency !== null || scores.recencyFactor !== null;
  if (coverage < config.score.coverageMinimum || !main) return { coverage, contributions: null, exactScore: null };
  return { coverage, contributions, exactScore: total };
}

/** Mean of the loyalty and communication components, 0 to 100; null when both are absent. */
export function engagementOf({ loyaltyEngagement, communicationResponse }: ComponentScores): number | null {
  if (loyaltyEngagement === null) return communicationResponse;
  return communicationResponse === null ? loyaltyEngagement : (loyaltyEngagement + communicationResponse) / 2;
}
