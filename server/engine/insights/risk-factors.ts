import type { Alert } from '../alerts/alerts.ts';
import type { Evidence } from '../evidence.ts';
import { evidence } from '../evidence.ts';
import { type AssessedRisk, type MitigationStrategy, type RiskAssessment, strategyOf } from '../risk/assessment.ts';
import type { RiskLevel } from '../risk/risk.ts';
import type { Signals } from './signals.ts';
import type { Candidate } from './suggestions.ts';

export type RiskFactorKind = 'CHURN' | 'ENGAGEMENT' | 'VALUE' | 'BAD_EXPERIENCE' | 'UNREACHABLE';

export interface ProfileRiskFactor {
  readonly kind: RiskFactorKind;
  readonly riskLevel: RiskLevel;
  /** Null: the factor is a state, not an estimate. */
  readonly probability: number | null;
  readonly description: string;
  readonly mitigationStrategies: readonly MitigationStrategy[];
  readonly evidence: readonly Evidence[];
}

const words = {
  CHURN: (days: number) => `no visit within ${days} days`,
  ENGAGEMENT: (days: number) => `no answer to a campaign and no loyalty points within ${days} days`,
  VALUE: (days: number) => `a spend of less than three quarters in the next ${days} days`,
} as const;

function estimated(kind: keyof typeof words, risk: AssessedRisk): ProfileRiskFactor[] {
  const { probability, riskLevel, horizonDays, mitigationStrategies } = risk;
  if (probability === null || riskLevel === null || riskLevel === 'LOW') return [];
  const percent = probability > 0.99 ? 'Over 99' : String(Math.round(100 * probability));
  const description = `${percent} % risk of ${words[kind](horizonDays)}.`;
  return [{ kind, riskLevel, probability, description, mitigationStrategies, evidence: risk.evidence }];
}

/** Opted out is a wish to respect, and a risk for us: nobody can write when something goes wrong. */
function unreachable({ messageChannels, visitDays, optedOut }: Signals): ProfileRiskFactor[] {
  if (messageChannels !== 0 || (visitDays ?? 0) === 0) return [];
  return [
    {
      kind: 'UNREACHABLE',
      riskLevel: 'MEDIUM',
      probability: null,
      description:
        optedOut === 1
          ? 'The guest said no to messages wherever asked: talk in person, and do not ask again soon.'
          : 'There is no channel with both an address and a consent.',
      mitigationStrategies: [],
      evidence: [evidence('channels that may be written to', 0, 'channels')],
    },
  ];
}

/** Medium and high risks, bad experiences and a missing way to the guest; the higher level first. */
export function riskFactorsOf(
  { churnRisk, engagementRisk, valueRisk }: RiskAssessment,
  alerts: readonly Alert[],
  signals: Signals,
  candidates: readonly Candidate[],
): ProfileRiskFactor[] {
  const repair = candidates.filter(({ action }) => action.goal === 'RECOVERY');
  const bad = alerts.filter(({ kind }) => kind === 'BAD_FEEDBACK');
  const factors = [
    ...bad.map(
      (alert): ProfileRiskFactor => ({
        kind: 'BAD_EXPERIENCE',
        riskLevel: 'HIGH',
        probability: null,
        description: alert.message,
        mitigationStrategies: repair.map((candidate) => strategyOf(candidate, 'RETURN_CHANCE')),
        evidence: alert.evidence,
      }),
    ),
    ...estimated('CHURN', churnRisk),
    ...estimated('VALUE', valueRisk),
    ...estimated('ENGAGEMENT', engagementRisk),
    ...unreachable(signals),
  ];
  return factors.sort((a, b) => Number(b.riskLevel === 'HIGH') - Number(a.riskLevel === 'HIGH'));
}
