import type { ScoringConfig } from '../config.ts';
import type { ActionChannel } from '../insights/catalogue/action.ts';
import type { Candidate } from '../insights/suggestions.ts';
import type { Risk, RiskFactor } from './risk.ts';

export interface MitigationStrategy {
  readonly actionId: string;
  readonly title: string;
  readonly description: string;
  /** The driver that it works against. */
  readonly factor: RiskFactor;
  readonly channel: ActionChannel;
  /** Minor units; null: no spend is known. */
  readonly expectedNetValue: number | null;
}

export interface AssessedRisk extends Risk {
  readonly mitigationStrategies: readonly MitigationStrategy[];
}

export interface RiskAssessment {
  readonly churnRisk: AssessedRisk;
  readonly engagementRisk: AssessedRisk;
  readonly valueRisk: AssessedRisk;
  /** Minor units; null: no probability of staying away, or no spend on record. */
  readonly valueAtRisk: number | null;
}

export function strategyOf({ suggestion }: Candidate, factor: RiskFactor): MitigationStrategy {
  const { actionId, title, description, channel, expectedNetValue } = suggestion;
  return { actionId, title, description, factor, channel, expectedNetValue };
}

/** An action against one driver of the risk of churn. */
export interface PreventionStep {
  /** 1 is first. */
  readonly priority: number;
  readonly factor: RiskFactor;
  readonly driver: string;
  readonly effect: number;
  readonly action: MitigationStrategy;
}

/** What works against the drivers of a risk, strongest driver first, each action once. */
export function preventionOf(risk: Risk, candidates: readonly Candidate[], config: ScoringConfig): PreventionStep[] {
  const used = new Set<string>();
  const steps = risk.drivers
    .filter(({ effect }) => effect >= config.risk.mitigatedFrom)
    .sort((a, b) => b.effect - a.effect)
    .flatMap(({ factor, name, effect }) =>
      candidates.flatMap((candidate): Omit<PreventionStep, 'priority'>[] => {
        const { action } = candidate;
        if (!action.mitigates.includes(factor) || used.has(action.id)) return [];
        used.add(action.id);
        return [{ factor, driver: name, effect, action: strategyOf(candidate, factor) }];
      }),
    );
  return steps.slice(0, config.actions.listed).map((step, index) => ({ priority: index + 1, ...step }));
}

/** What works against a medium or high risk; nothing against a low one. */
export function mitigated(risk: Risk, candidates: readonly Candidate[], config: ScoringConfig): AssessedRisk {
  const needed = risk.riskLevel !== null && risk.riskLevel !== 'LOW';
  return { ...risk, mitigationStrategies: needed ? preventionOf(risk, candidates, config).map(({ action }) => action) : [] };
}
