/** What the three risks share: level, and drivers whose effects add up exactly. */
import type { ScoringConfig } from '../config.ts';
import type { Evidence } from '../evidence.ts';
import type { InsufficientData } from '../insufficient.ts';

export type RiskLevel = 'LOW' | 'MEDIUM' | 'HIGH';

/** The inputs of the risks that catalogue actions can work on. */
export type RiskFactor =
  | 'SILENCE'
  | 'RECENT_VISITS'
  | 'VISIT_GAP'
  | 'REGULARITY'
  | 'RETURN_CHANCE'
  | 'ENGAGEMENT_ACTIONS'
  | 'SPEND_PER_VISIT'
  | 'RECENT_SPEND';

export interface RiskDriver {
  readonly factor: RiskFactor;
  readonly name: string;
  readonly value: number;
  /** The same input of the venue's typical guest. */
  readonly typicalValue: number;
  readonly unit: string;
  /** Points of probability that it adds to the typical guest's risk; negative: it protects. */
  readonly effect: number;
}

/** A risk before its mitigation. */
export interface Risk {
  /** 0 to 1; null: see `insufficientData`, as for level and typical probability. */
  readonly probability: number | null;
  readonly riskLevel: RiskLevel | null;
  readonly typicalProbability: number | null;
  readonly horizonDays: number;
  readonly drivers: readonly RiskDriver[];
  readonly evidence: readonly Evidence[];
  readonly insufficientData: InsufficientData | null;
}

export function riskLevelOf(probability: number, { risk }: ScoringConfig): RiskLevel {
  if (probability < risk.lowBelow) return 'LOW';
  return probability < risk.highFrom ? 'MEDIUM' : 'HIGH';
}

/** What a probability rests on, by name. */
export type Inputs = Readonly<Record<string, number>>;

/** One input of a probability, in the words of its driver. */
export interface Input {
  readonly input: string;
  /** Inputs that are replaced together with it. */
  readonly alsoReplaces?: readonly string[];
  readonly factor: RiskFactor;
  readonly name: string;
  readonly unit: string;
  /** How the input is shown; as it is when absent. */
  readonly shown?: (value: number) => number;
}

export interface Explained {
  readonly probability: number;
  readonly typicalProbability: number;
  readonly drivers: readonly RiskDriver[];
}

/**
 * The guest's inputs are replaced by the typical guest's one after the other, in the given order; what each step takes off the
 * probability is the effect of that input. The effects add up to the probability less the typical guest's.
 */
export function explained(
  own: Inputs,
  typical: Inputs,
  order: readonly Input[],
  probabilityOf: (inputs: Inputs) => number,
): Explained {
  const probability = probabilityOf(own);
  let inputs = own;
  let before = probability;
  const drivers = order.map(({ input, alsoReplaces = [], factor, name, unit, shown = (value) => value }): RiskDriver => {
    const replaced = [input, ...alsoReplaces].flatMap((each): [string, number][] => {
      const value = typical[each];
      return value === undefined ? [] : [[each, value]];
    });
    inputs = { ...inputs, ...Object.fromEntries(replaced) };
    const after = probabilityOf(inputs);
    const effect = before - after;
    before = after;
    return { factor, name, value: shown(own[input] ?? 0), typicalValue: shown(typical[input] ?? 0), unit, effect };
  });
  return { probability, typicalProbability: before, drivers };
}

export function knownRisk(
  { probability, typicalProbability, drivers }: Explained,
  horizonDays: number,
  evidence: readonly Evidence[],
  config: ScoringConfig,
): Risk {
  return {
    probability,
    riskLevel: riskLevelOf(probability, config),
    typicalProbability,
    horizonDays,
    drivers,
    evidence,
    insufficientData: null,
  };
}

/** A probability without what explains it. */
export function bareRisk(probability: number, horizonDays: number, config: ScoringConfig): Risk {
  return knownRisk({ probability, typicalProbability: probability, drivers: [] }, horizonDays, [], config);
}

export function unknownRisk(horizonDays: number, insufficientData: InsufficientData): Risk {
  return {
    probability: null,
    riskLevel: null,
    typicalProbability: null,
    horizonDays,
    drivers: [],
    evidence: [],
    insufficientData,
  };
}
