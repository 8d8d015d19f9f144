import type { BareFacts } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import { derivation, type Moment } from '../derivation.ts';
import type { PopulationFacts } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { methodOf, type ScoringMethod } from '../outlook.ts';
import { visitDays } from '../rhythm.ts';
import { type ScoreTrend, scoreTrend } from '../score-trend.ts';
import { communicationResponse, deliveriesOf } from './communication-response.ts';
import type { ComponentName, Part } from './component.ts';
import { feedbackSentiment } from './feedback-sentiment.ts';
import { knownAt } from './known.ts';
import type { Look } from './look.ts';
import { loyaltyEngagement } from './loyalty-engagement.ts';
import { recency } from './recency.ts';
import { spendingBehavior } from './spending-behavior.ts';
import { type GuestFacts, traitsOf } from './traits.ts';
import { visitFrequency } from './visit-frequency.ts';
import { type ComponentScores, componentScores, lookScores, type Weighed, weigh } from './weighing.ts';

export type HealthLevel = 'POOR' | 'FAIR' | 'GOOD' | 'EXCELLENT';
export type Confidence = 'LOW' | 'MEDIUM' | 'HIGH';

export interface HealthComponent extends Part {
  /** Nominal points of 100. */
  readonly weight: number;
  /** Points of the exact score; null when absent. */
  readonly contribution: number | null;
  /** Null: absent now or then. */
  readonly trend: ScoreTrend | null;
}

export interface HealthScore {
  readonly healthScore: number | null;
  readonly healthLevel: HealthLevel | null;
  readonly exactScore: number | null;
  readonly coverage: number;
  readonly confidence: Confidence;
  readonly method: ScoringMethod;
  readonly week: string;
  readonly configVersion: number;
  readonly horizonDays: number;
  readonly dataPoints: number;
  readonly insufficientData: InsufficientData | null;
  readonly components: Readonly<Record<ComponentName, HealthComponent>>;
  readonly trend: ScoreTrend | null;
}

type Parts = Readonly<Record<ComponentName, Part>>;

function partsOf(facts: GuestFacts, population: PopulationFacts, day: number, config: ScoringConfig): Parts {
  const deliveries = deliveriesOf(facts.sends, facts.visits, day, config);
  const traits = traitsOf(facts, day, config, deliveries);
  return {
    visitFrequency: visitFrequency(facts.visits, traits, population, day, config),
    spendingBehavior: spendingBehavior(facts.visits, traits, population, day, config),
    loyaltyEngagement: loyaltyEngagement(facts.loyalty, traits.loyalty, population, config),
    feedbackSentiment: feedbackSentiment(facts.feedback, traits.feedback, population, config),
    communicationResponse: communicationResponse(deliveries, traits.channels, population, config),
    recencyFactor: recency(facts.visits, population, day, config),
  };
}

function scoresOf(parts: Parts): ComponentScores {
  return {
    visitFrequency: parts.visitFrequency.score,
    spendingBehavior: parts.spendingBehavior.score,
    loyaltyEngagement: parts.loyaltyEngagement.score,
    feedbackSentiment: parts.feedbackSentiment.score,
    communicationResponse: parts.communicationResponse.score,
    recencyFactor: parts.recencyFactor.score,
  };
}

export function levelOf(healthScore: number): HealthLevel {
  if (healthScore < 40) return 'POOR';
  if (healthScore < 60) return 'FAIR';
  return healthScore < 80 ? 'GOOD' : 'EXCELLENT';
}

function confidenceOf(coverage: number, days: number, { score }: ScoringConfig): Confidence {
  if (coverage < score.lowCoverage || days < score.lowVisitDays) return 'LOW';
  return coverage < score.mediumCoverage || days < score.mediumVisitDays ? 'MEDIUM' : 'HIGH';
}

function lackOf(coverage: number, days: number, config: ScoringConfig): InsufficientData {
  const message = 'Insufficient data for health score calculation';
  return days === 0
    ? insufficient('NO_VISITS', message, 0, 1)
    : insufficient('TOO_LOW_COVERAGE', message, coverage, config.score.coverageMinimum);
}

/** The facts that a health score rests on. */
export const healthNeeds = ['visits', 'loyalty', 'feedback', 'sends', 'population', 'earlierPopulation'] as const;

type HealthFacts = Pick<BareFacts, (typeof healthNeeds)[number]>;

/** What a health score is, without what explains it. */
export type HealthNumbers = Omit<HealthScore, 'components' | 'insufficientData'>;

function earlierScoresOf(facts: HealthFacts, { config, earlier }: Moment): ComponentScores {
  return componentScores(traitsOf(knownAt(facts, earlier), earlier.day, config), facts.earlierPopulation, earlier.day, config);
}

function numbersOf(
  { population }: Pick<HealthFacts, 'population'>,
  { config }: Moment,
  days: number,
  { coverage, exactScore }: Weighed,
  before: Weighed,
): HealthNumbers {
  const score = exactScore === null ? null : Math.round(exactScore);
  return {
    healthScore: score,
    healthLevel: score === null ? null : levelOf(score),
    exactScore,
    coverage,
    confidence: confidenceOf(coverage, days, config),
    method: methodOf(population),
    week: population.week,
    configVersion: config.version,
    horizonDays: population.horizonDays,
    dataPoints: days,
    trend: scoreTrend(exactScore, before.exactScore, config),
  };
}

/** The same numbers as `healthScore`, with the bare scores of the components: what a run keeps of each guest. */
export function bareHealth(
  now: Look,
  before: Look,
  facts: Pick<HealthFacts, 'population' | 'earlierPopulation'>,
  moment: Moment,
): HealthNumbers & { readonly scores: ComponentScores } {
  const { config } = moment;
  const scores = lookScores(now, facts.population, config);
  const earlier = weigh(lookScores(before, facts.earlierPopulation, config), config);
  const numbers = numbersOf(facts, moment, now.traits.days.length, weigh(scores, config), earlier);
  return Object.assign(numbers, { scores });
}

/**
 * The weighted score of six components at an instant, and the same at the earlier instant for the trends.
 * `healthScore` is null, with `insufficientData` beside it, when under 35 % of the weights are present or neither visit frequency nor
 * recency is.
 */
export const healthScore = derivation(healthNeeds, (facts, moment): HealthScore => {
  const { config } = moment;
  const parts = partsOf(facts, facts.population, moment.day, config);
  const earlierScores = earlierScoresOf(facts, moment);
  const weighedNow = weigh(scoresOf(parts), config);
  const numbers = numbersOf(facts, moment, visitDays(facts.visits).length, weighedNow, weigh(earlierScores, config));
  const component = (name: ComponentName): HealthComponent =>
    Object.assign({}, parts[name], {
      weight: config.weights[name],
      contribution: weighedNow.contributions?.[name] ?? null,
      trend: scoreTrend(parts[name].score, earlierScores[name], config),
    });
  return Object.assign(numbers, {
    insufficientData: numbers.healthScore === null ? lackOf(numbers.coverage, numbers.dataPoints, config) : null,
    components: {
      visitFrequency: component('visitFrequency'),
      spendingBehavior: component('spendingBehavior'),
      loyaltyEngagement: component('loyaltyEngagement'),
      feedbackSentiment: component('feedbackSentiment'),
      communicationResponse: component('communicationResponse'),
      recencyFactor: component('recencyFactor'),
    },
  });
});
