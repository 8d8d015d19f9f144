import type { Alert } from '../alerts/alerts.ts';
import type { ScoringConfig } from '../config.ts';
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

/** A medium or high risk, in words that follow "42% risk ". */
function estimated(kind: RiskFactorKind, risk: AssessedRisk, words: string): ProfileRiskFactor[] {
  const { probability, riskLevel, mitigationStrategies } = risk;
  if (probability === null || riskLevel === null || riskLevel === 'LOW') return [];
  const percent = probability > 0.99 ? 'Over 99' : String(Math.round(100 * probability));
  const description = `${percent}% risk ${words}.`;
  return [{ kind, riskLevel, probability, description, mitigationStrategies, evidence: risk.evidence }];
}

/** Who is within the own rhythm, however slow, gives no reason to worry; of one or two visits no rhythm is known. */
function churn(risk: AssessedRisk, { visitDays, silenceInGaps }: Signals, config: ScoringConfig): ProfileRiskFactor[] {
  if ((visitDays ?? 0) >= config.score.lowVisitDays && (silenceInGaps ?? 0) <= 1) return [];
  return estimated('CHURN', risk, `of no visit within ${risk.horizonDays} days`);
}

/** Less after unusually much is a return to normal, and of one or two visits nobody knows what is usual. */
function value(risk: AssessedRisk, signals: Signals, config: ScoringConfig): ProfileRiskFactor[] {
  const { recentSpendAgainstUsual: recent, visitDays } = signals;
  if (recent === null || recent > config.actions.unusualSpend || (visitDays ?? 0) < config.score.lowVisitDays) return [];
  const { value: spent, unit } = risk.evidence.find(({ name }) => name === 'recent spend') ?? {
    value: null,
    unit: '',
  };
  const digits = Math.round(Math.log10(config.minorPerMajor));
  const sum = typeof spent === 'number' ? `${spent.toFixed(digits)} ${unit}` : 'spend';
  const days = risk.horizonDays;
  return estimated('VALUE', risk, `that the next ${days} days bring less than three quarters of the ${sum} of the last ${days}`);
}

/** Who will hardly come will hardly answer either: that is one risk, not two. */
function engagement(risk: AssessedRisk, churnRisk: AssessedRisk, { member }: Signals): ProfileRiskFactor[] {
  if (churnRisk.riskLevel === 'HIGH') return [];
  const points = member === 1 ? ' and no points earned or redeemed' : '';
  return estimated('ENGAGEMENT', risk, `of no answer to a message${points} within ${risk.horizonDays} days`);
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
          ? 'The guest has said no to messages: talk in person, and do not ask again soon.'
          : 'There is no channel with both an address and a consent.',
      mitigationStrategies: [],
      evidence: [evidence('channels that may be written to', 0, 'channels')],
    },
  ];
}

/** Medium and high risks that are worth a worry, bad experiences and a missing way to the guest; the higher level first. */
export function riskFactorsOf(
  { churnRisk, engagementRisk, valueRisk }: RiskAssessment,
  alerts: readonly Alert[],
  signals: Signals,
  candidates: readonly Candidate[],
  config: ScoringConfig,
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
    ...churn(churnRisk, signals, config),
    ...value(valueRisk, signals, config),
    ...engagement(engagementRisk, churnRisk, signals),
    ...unreachable(signals),
  ];
  return factors.sort((a, b) => Number(b.riskLevel === 'HIGH') - Number(a.riskLevel === 'HIGH'));
}
