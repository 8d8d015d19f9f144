/**
 * What about a guest calls for attention at an instant: pure rules over facts, without a life cycle. Something calls for attention when
 * it was crossed within the trend window: who has been gone for a year is no emergency. Silence is judged beyond the guest's own longest gap, so that who comes once a season raises none.
 */
import type { BareFacts } from '../bare-visits.ts';
import type { Moment } from '../derivation.ts';
import { type Evidence, evidence, evidenceOf } from '../evidence.ts';
import { type HealthNumbers, levelOf } from '../health/score.ts';
import { gradeOf, type RhythmSignals, type Signals } from '../insights/signals.ts';
import { type BareCompleteness, fieldWords } from '../profile/completeness.ts';
import type { Risk } from '../risk/risk.ts';

export type AlertKind =
  | 'SCORE_BELOW_THRESHOLD'
  | 'LEVEL_LOST'
  | 'SHARP_DROP'
  | 'CHURN_CROSSED_50'
  | 'CHURN_CROSSED_80'
  | 'BAD_FEEDBACK'
  | 'SILENT_REGULAR'
  | 'DATA_QUALITY';
export type AlertSeverity = 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';

export interface Alert {
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  /** Where it clears again: points, probability, or milliseconds since 1970 of a visit; null: when its rule no longer holds. */
  readonly clearsAt: number | null;
}

/** What the rules look at. */
export interface Situation {
  readonly facts: Pick<BareFacts, 'visits' | 'feedback'>;
  readonly moment: Moment;
  readonly health: HealthNumbers;
  readonly completeness: BareCompleteness;
  readonly churn: Risk;
  /** P(no visit within H) as it was known at the earlier instant; null: no visit by then. */
  readonly earlierChurn: () => number | null;
  readonly signals: RhythmSignals & Pick<Signals, 'lifetimeValuePercentile'>;
}

type Rule = (situation: Situation) => Alert | null;

const levelNames = { POOR: 'Poor', FAIR: 'Fair', GOOD: 'Good', EXCELLENT: 'Excellent' } as const;
const levelBegins = { POOR: 0, FAIR: 40, GOOD: 60, EXCELLENT: 80 } as const;

function known({ health, moment }: Situation): boolean {
  return health.dataPoints >= moment.config.alerts.visitDays;
}

function scoreEvidence({ health }: Situation): Evidence[] {
  return [
    evidence('health score', health.exactScore, 'points of 100'),
    evidence('health score before', health.trend?.previous ?? null, 'points of 100'),
  ];
}

const scoreBelowThreshold: Rule = (situation) => {
  const { scoreBelow, clearPoints } = situation.moment.config.alerts;
  const { healthScore, trend } = situation.health;
  if (!known(situation) || healthScore === null || healthScore >= scoreBelow) return null;
  if (trend === null || Math.round(trend.previous) < scoreBelow) return null;
  const message = `The health score fell to ${healthScore}, below ${scoreBelow}.`;
  const clearsAt = Math.min(100, scoreBelow + clearPoints);
  return { kind: 'SCORE_BELOW_THRESHOLD', severity: 'HIGH', message, evidence: scoreEvidence(situation), clearsAt };
};

const levelLost: Rule = (situation) => {
  const { exactScore, healthLevel, trend } = situation.health;
  if (!known(situation) || exactScore === null || trend === null || healthLevel === null) return null;
  const before = levelOf(Math.round(trend.previous));
  const { levelMargin } = situation.moment.config.alerts;
  if (levelBegins[before] - exactScore < levelMargin) return null;
  const message = `The health score fell from ${levelNames[before]} to ${levelNames[healthLevel]} within ${trend.days} days.`;
  const clearsAt = levelBegins[before] + levelMargin;
  return { kind: 'LEVEL_LOST', severity: 'MEDIUM', message, evidence: scoreEvidence(situation), clearsAt };
};

const sharpDrop: Rule = (situation) => {
  const { trend } = situation.health;
  const { sharpDrop: points, clearPoints } = situation.moment.config.alerts;
  if (!known(situation) || trend === null || -trend.change < points) return null;
  const message = `The health score lost ${Math.round(-trend.change)} points within ${trend.days} days.`;
  const clearsAt = trend.previous - points + clearPoints;
  return { kind: 'SHARP_DROP', severity: 'HIGH', message, evidence: scoreEvidence(situation), clearsAt };
};

/** The higher of the two thresholds that was crossed within the trend window. */
const churnCrossed: Rule = (situation) => {
  const { moment, churn, signals } = situation;
  const { churnMedium, churnHigh, clearProbability } = moment.config.alerts;
  const { silentDays, longestGapDays } = signals;
  if (!known(situation) || churn.probability === null || silentDays === null) return null;
  if (longestGapDays !== null && silentDays <= longestGapDays) return null;
  const before = situation.earlierChurn();
  const crossed = [churnHigh, churnMedium].find(
    (bound) => (churn.probability ?? 0) >= bound && before !== null && before < bound,
  );
  if (crossed === undefined) return null;
  const percent = churn.probability > 0.99 ? 'over 99' : String(Math.round(100 * churn.probability));
  return {
    kind: crossed === churnHigh ? 'CHURN_CROSSED_80' : 'CHURN_CROSSED_50',
    severity: crossed === churnHigh ? 'HIGH' : 'MEDIUM',
    message: `The risk of no visit within ${churn.horizonDays} days rose to ${percent}%.`,
    evidence: [
      evidence('risk of no visit', churn.probability, 'probability', situation.facts.visits.visits.slice(-1)),
      evidence('risk of no visit before', before, 'probability'),
    ],
    clearsAt: crossed - clearProbability,
  };
};

const badFeedback: Rule = ({ facts, moment, signals }) => {
  const { badFeedback: bad, feedbackDays, topValue } = moment.config.alerts;
  const entry = facts.feedback.entries.findLast((each) => gradeOf(each, moment.config) !== null);
  const grade = entry === undefined ? null : gradeOf(entry, moment.config);
  if (entry === undefined || grade === null || grade > bad || moment.day - entry.day > feedbackDays) return null;
  const days = moment.day - entry.day;
  return {
    kind: 'BAD_FEEDBACK',
    severity: (signals.lifetimeValuePercentile ?? 0) >= topValue ? 'CRITICAL' : 'HIGH',
    message: `The newest feedback, ${days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`}, gave ${Math.round(grade)} of 100 points.`,
    evidence: [
      evidenceOf('newest feedback', grade, 'points of 100', [entry.feedbackId]),
      evidence('percentile of lifetime value', signals.lifetimeValuePercentile, 'percent of guests'),
    ],
    clearsAt: null,
  };
};

const silentRegular: Rule = ({ moment, signals, facts }) => {
  const { regularVisitDays, regularScore, silentGaps } = moment.config.alerts;
  const { visitDays, regularity, silentDays, tenureDays, longestGapDays } = signals;
  if (visitDays === null || regularity === null || silentDays === null || tenureDays === null || longestGapDays === null)
    return null;
  if (visitDays < regularVisitDays || regularity < regularScore) return null;
  const ownGapDays = (tenureDays - silentDays) / (visitDays - 1);
  if (silentDays < silentGaps * ownGapDays || silentDays <= longestGapDays) return null;
  if (silentDays - Math.max(silentGaps * ownGapDays, longestGapDays) > moment.config.trendDays) return null;
  const usual = Math.round(ownGapDays);
  return {
    kind: 'SILENT_REGULAR',
    severity: 'HIGH',
    message: `A regular who came every ${usual === 1 ? 'day' : `${usual} days`} has not been seen for ${silentDays} days.`,
    evidence: [
      evidence('days since the last visit', silentDays, 'days', facts.visits.visits.slice(-1)),
      evidence('own mean gap between visits', ownGapDays, 'days'),
      evidence('longest gap so far', longestGapDays, 'days'),
      evidence('regularity', regularity, 'points of 100'),
    ],
    clearsAt: Math.max(...facts.visits.visits.map((visit) => visit.at)),
  };
};

const dataQuality: Rule = ({ completeness, moment }) => {
  if (!completeness.needsAttention) return null;
  const score = Math.round(completeness.overallScore);
  const missing = completeness.missingFields[0]?.field;
  return {
    kind: 'DATA_QUALITY',
    severity: 'LOW',
    message: `The profile stands at ${score} of 100, below ${moment.config.attentionBelow}${missing === undefined ? '' : `; most would be gained by ${fieldWords[missing]}`}.`,
    evidence: [evidence('profile completeness', completeness.overallScore, 'points of 100')],
    clearsAt: Math.min(100, moment.config.attentionBelow + moment.config.alerts.clearPoints),
  };
};

const rules: readonly Rule[] = [badFeedback, silentRegular, scoreBelowThreshold, sharpDrop, churnCrossed, levelLost, dataQuality];

const rank: Readonly<Record<AlertSeverity, number>> = { CRITICAL: 0, HIGH: 1, MEDIUM: 2, LOW: 3 };

/** Most severe first. */
export function alertsOf(situation: Situation): Alert[] {
  const alerts: Alert[] = [];
  for (const rule of rules) {
    const alert = rule(situation);
    if (alert !== null) alerts.push(alert);
  }
  return alerts.length < 2 ? alerts : alerts.sort((a, b) => rank[a.severity] - rank[b.severity]);
}
