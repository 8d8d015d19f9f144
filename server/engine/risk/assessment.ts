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
}

export function strategyOf({ suggestion }: Candidate, factor: RiskFactor): MitigationStrategy {
  const { actionId, title, description, channel, expectedNetValue } = suggestion;
  return { actionId, title, description, factor, channel, expectedNetValue };
}

/** What works against the drivers of a medium or high risk, strongest driver first; nothing against a low one. */
export function mitigated(risk: Risk, candidates: readonly Candidate[], config: ScoringConfig): AssessedRisk {
  if (risk.riskLevel === null || risk.riskLevel === 'LOW') return { ...risk, mitigationStrategies: [] };
  const used = new Set<string>();
  const mitigationStrategies = risk.drivers
    .filter(({ effect }) => effect >= config.risk.mitigatedFrom)
    .sort((a, b) => b.effect - a.effect)
    .flatMap(({ factor }) =>
      candidates.flatMap((candidate): MitigationStrategy[] => {
        const { action } = candidate;
        if (!action.mitigates.includes(factor) || used.has(action.id)) return [];
        used.add(action.id);
        return [strategyOf(candidate, factor)];
      }),
    );
  return { ...risk, mitigationStrategies: mitigationStrategies.slice(0, config.actions.listed) };
}
