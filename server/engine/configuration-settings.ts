/** The settings of the scoring that an installation may change, in the order of a settings page. Their defaults are in config.ts. */

export interface Setting {
  /** Where it stands in the configuration. */
  readonly name: string;
  readonly group: SettingGroup;
  readonly unit: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly whole: boolean;
  readonly meaning: string;
}

export type SettingGroup = 'HEALTH_SCORE' | 'CHANGES_AND_ALERTS' | 'RISKS' | 'RELATIONSHIP' | 'PROFILE' | 'ACTIONS';

type Kind = Pick<Setting, 'unit' | 'minimum' | 'maximum' | 'whole'>;

const weight: Kind = { unit: 'points of 100', minimum: 0, maximum: 100, whole: false };
const points: Kind = { unit: 'points', minimum: 0, maximum: 100, whole: false };
const probability: Kind = { unit: 'probability', minimum: 0.01, maximum: 0.99, whole: false };
const days = (minimum: number, maximum: number): Kind => ({ unit: 'days', minimum, maximum, whole: true });
const count = (unit: string, minimum: number, maximum: number): Kind => ({ unit, minimum, maximum, whole: true });

function group(name: SettingGroup, settings: readonly (readonly [string, Kind, string])[]): Setting[] {
  return settings.map(([path, kind, meaning]) => ({ name: path, group: name, meaning, ...kind }));
}

export const scoringSettings: readonly Setting[] = [
  ...group('HEALTH_SCORE', [
    ['weights.visitFrequency', weight, 'Weight of visit frequency; the six add up to 100.'],
    ['weights.spendingBehavior', weight, 'Weight of spending behaviour.'],
    ['weights.loyaltyEngagement', weight, 'Weight of loyalty engagement.'],
    ['weights.feedbackSentiment', weight, 'Weight of feedback.'],
    ['weights.communicationResponse', weight, 'Weight of the response to campaigns.'],
    ['weights.recencyFactor', weight, 'Weight of recency.'],
    ['trendDays', days(1, 365), 'Days between the two instants of a trend.'],
  ]),
  ...group('CHANGES_AND_ALERTS', [
    ['change.points', { ...points, minimum: 1 }, 'A move within the trend that is significant.'],
    ['change.levelMargin', { ...points, maximum: 20 }, 'How far a level must be crossed for that to be significant.'],
    ['alerts.scoreBelow', points, 'A health score falling below it raises an alert.'],
    ['alerts.sharpDrop', { ...points, minimum: 1 }, 'Points lost within the trend that raise an alert.'],
    ['alerts.levelMargin', { ...points, maximum: 20 }, 'Points by which a level must be missed to count as lost.'],
    ['alerts.clearPoints', { ...points, maximum: 20 }, 'Points beyond its threshold at which an alert clears.'],
    [
      'alerts.visitDays',
      count('visit days', 1, 100),
      'Visit days that a guest needs before the score or a silence raises an alert.',
    ],
    ['alerts.churnMedium', probability, 'Probability of churn whose crossing raises an alert.'],
    ['alerts.churnHigh', probability, 'Probability of churn whose crossing raises a severe alert.'],
    ['alerts.badFeedback', points, 'Feedback at or below it is bad: 40 is two of five stars.'],
    ['alerts.feedbackDays', days(1, 365), 'Days in which bad feedback raises an alert.'],
    ['alerts.regularVisitDays', count('visit days', 2, 1_000), 'Visit days of a regular, whose silence raises an alert.'],
    [
      'alerts.silentGaps',
      { unit: 'own gaps', minimum: 1, maximum: 20, whole: false },
      'Silence of a regular that raises an alert.',
    ],
  ]),
  ...group('RISKS', [
    ['risk.lowBelow', probability, 'A risk is LOW below it.'],
    ['risk.highFrom', probability, 'A risk is HIGH from it on.'],
    ['risk.mitigatedFrom', { ...probability, minimum: 0 }, 'Effect of a driver from which on a strategy is suggested.'],
  ]),
  ...group('RELATIONSHIP', [
    ['relationship.weights.tenure', weight, 'Weight of the time as a guest; the six add up to 100.'],
    ['relationship.weights.expectedVisits', weight, 'Weight of the expected visits.'],
    ['relationship.weights.regularity', weight, 'Weight of the regularity of visits.'],
    ['relationship.weights.reachability', weight, 'Weight of the channels that the guest may be reached by.'],
    ['relationship.weights.loyalty', weight, 'Weight of loyalty engagement.'],
    ['relationship.weights.feedback', weight, 'Weight of feedback.'],
    ['relationship.developingFrom', points, 'Strength from which on a relationship is DEVELOPING.'],
    ['relationship.strongFrom', points, 'Strength from which on it is STRONG.'],
    ['relationship.exceptionalFrom', points, 'Strength from which on it is EXCEPTIONAL.'],
  ]),
  ...group('PROFILE', [
    ['attentionBelow', points, 'Completeness below which a profile needs attention.'],
    ['freshnessSeconds', count('seconds', 1, 31_536_000), 'Age from which on a source counts as ageing.'],
    [
      'completeness.measures.completeness',
      weight,
      'Weight of filled fields in the quality of a profile; the four add up to 100.',
    ],
    ['completeness.measures.accuracy', weight, 'Weight of well-formed values.'],
    ['completeness.measures.consistency', weight, 'Weight of rules that hold.'],
    ['completeness.measures.freshness', weight, 'Weight of fresh sources.'],
    ['completeness.goodFrom', points, 'Completeness from which on a profile is GOOD.'],
    ['completeness.excellentFrom', points, 'Completeness from which on it is EXCELLENT.'],
    ['completeness.completeFrom', points, 'Completeness from which on it is COMPLETE.'],
  ]),
  ...group('ACTIONS', [
    [
      'actions.marginShare',
      { unit: 'share', minimum: 0.01, maximum: 1, whole: false },
      'Share of the net spend left after the ingredients.',
    ],
    ['actions.noDiscountFrom', probability, 'Probability of return from which on nobody gets a discount.'],
    ['actions.restDays', days(0, 365), 'Days that an action is not suggested again to the same guest.'],
    ['actions.complaintDays', days(1, 365), 'Days that a complaint counts as open.'],
    ['actions.goneDays', days(30, 1_825), 'Silence from which on a guest is long gone and no longer won back.'],
    [
      'actions.unansweredSends',
      count('messages', 1, 100),
      'Messages of a year without an answer from which on only who stays away is written to.',
    ],
    ['actions.listed', count('suggestions', 1, 20), 'Suggestions in one list.'],
  ]),
];
