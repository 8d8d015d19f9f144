import type { ScoringConfig } from '../config.ts';
import { derivation, type Instant } from '../derivation.ts';
import type { PopulationFacts, VisitHistory } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { visitDays } from '../rhythm.ts';
import { absent, type ComponentName, type Part } from './component.ts';
import { recency } from './recency.ts';
import { spendingBehavior } from './spending-behavior.ts';
import { visitFrequency } from './visit-frequency.ts';

export type HealthLevel = 'POOR' | 'FAIR' | 'GOOD' | 'EXCELLENT';
export type Confidence = 'LOW' | 'MEDIUM' | 'HIGH';

export interface ScoreTrend {
  /** Points gained; negative: lost. */
  readonly change: number;
  readonly previous: number;
  readonly days: number;
  readonly direction: 'UP' | 'STEADY' | 'DOWN';
}

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
  readonly method: 'RHYTHM';
  readonly week: string;
  readonly configVersion: number;
  readonly horizonDays: number;
  readonly dataPoints: number;
  readonly insufficientData: InsufficientData | null;
  readonly components: Readonly<Record<ComponentName, HealthComponent>>;
  readonly trend: ScoreTrend | null;
}

type Parts = Readonly<Record<ComponentName, Part>>;

function notRead(what: string): Part {
  return absent(insufficient('NOT_READ_YET', `${what} are recorded but not read by this version yet.`, 0, 1));
}

function partsOf(history: VisitHistory, population: PopulationFacts, day: number, config: ScoringConfig): Parts {
  return {
    visitFrequency: visitFrequency(history, population, day, config),
    spendingBehavior: spendingBehavior(history, population, day, config),
    loyaltyEngagement: notRead('Loyalty transactions'),
    feedbackSentiment: notRead('Feedback and ratings'),
    communicationResponse: notRead('Campaign responses'),
    recencyFactor: recency(history, population, day, config),
  };
}

interface Weighed {
  readonly coverage: number;
  /** Null: too little is present. */
  readonly contributions: Readonly<Partial<Record<ComponentName, number>>> | null;
  readonly exactScore: number | null;
}

const names: readonly ComponentName[] = [
  'visitFrequency',
  'spendingBehavior',
  'loyaltyEngagement',
  'feedbackSentiment',
  'communicationResponse',
  'recencyFactor',
];

/** The exact score is the sum of the contributions. */
function weigh(parts: Parts, config: ScoringConfig): Weighed {
  const present = names.flatMap((name) => {
    const score = parts[name].score;
    return score === null ? [] : [{ name, score, weight: config.weights[name] }];
  });
  const totalWeight = present.reduce((total, { weight }) => total + weight, 0);
  const coverage = totalWeight / 100;
  const main = parts.visitFrequency.score !== null || parts.recencyFactor.score !== null;
  if (coverage < config.score.coverageMinimum || !main) return { coverage, contributions: null, exactScore: null };
  const contributions: Partial<Record<ComponentName, number>> = {};
  let exactScore = 0;
  for (const { name, score, weight } of present) {
    const contribution = (weight * score) / totalWeight;
    contributions[name] = contribution;
    exactScore += contribution;
  }
  return { coverage, contributions, exactScore: Math.min(100, exactScore) }; // 100 but for the last bit of a float
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

function trendOf(now: number | null, previous: number | null, config: ScoringConfig): ScoreTrend | null {
  if (now === null || previous === null) return null;
  const change = now - previous;
  const { directionPoints } = config.score;
  const direction = change >= directionPoints ? 'UP' : change <= -directionPoints ? 'DOWN' : 'STEADY';
  return { change, previous, days: config.trendDays, direction };
}

function lackOf(coverage: number, days: number, config: ScoringConfig): InsufficientData {
  const message = 'Insufficient data for health score calculation';
  return days === 0
    ? insufficient('NO_VISITS', message, 0, 1)
    : insufficient('TOO_LOW_COVERAGE', message, coverage, config.score.coverageMinimum);
}

/** What was known at an earlier instant. */
export function until(history: VisitHistory, instant: Instant): VisitHistory {
  return { visits: history.visits.filter((visit) => visit.at <= instant.asOf) };
}

/**
 * The weighted score of six components at an instant, and the same at the earlier instant for the trends.
 * `healthScore` is null, with `insufficientData` beside it, when under 35 % of the weights are present or neither visit frequency nor
 * recency is.
 */
export const healthScore = derivation(['visits', 'population', 'earlierPopulation'], (facts, moment): HealthScore => {
  const { config } = moment;
  const parts = partsOf(facts.visits, facts.population, moment.day, config);
  const earlierParts = partsOf(until(facts.visits, moment.earlier), facts.earlierPopulation, moment.earlier.day, config);
  const { coverage, contributions, exactScore } = weigh(parts, config);
  const days = visitDays(facts.visits).length;
  const component = (name: ComponentName): HealthComponent => ({
    ...parts[name],
    weight: config.weights[name],
    contribution: contributions?.[name] ?? null,
    trend: trendOf(parts[name].score, earlierParts[name].score, config),
  });
  const score = exactScore === null ? null : Math.round(exactScore);
  return {
    healthScore: score,
    healthLevel: score === null ? null : levelOf(score),
    exactScore,
    coverage,
    confidence: confidenceOf(coverage, days, config),
    method: 'RHYTHM',
    week: facts.population.week,
    configVersion: config.version,
    horizonDays: facts.population.horizonDays,
    dataPoints: days,
    insufficientData: score === null ? lackOf(coverage, days, config) : null,
    components: {
      visitFrequency: component('visitFrequency'),
      spendingBehavior: component('spendingBehavior'),
      loyaltyEngagement: component('loyaltyEngagement'),
      feedbackSentiment: component('feedbackSentiment'),
      communicationResponse: component('communicationResponse'),
      recencyFactor: component('recencyFactor'),
    },
    trend: trendOf(exactScore, weigh(earlierParts, config).exactScore, config),
  };
});
