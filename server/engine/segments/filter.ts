/** The one language in which groups of guests are named: a checked tree of conditions. Null never meets a condition, but its opposite. */

/** 0 to 100. */
export const pointFields = [
  'healthScore',
  'exactScore',
  'visitFrequency',
  'spendingBehavior',
  'loyaltyEngagement',
  'feedbackSentiment',
  'communicationResponse',
  'recencyFactor',
  'percentileRank',
  'lifetimeValuePercentile',
  'completeness',
] as const;

/** 0 to 1. */
export const shareFields = ['churnProbability', 'engagementRiskProbability', 'valueRiskProbability', 'coverage'] as const;

/** From 0 on; `daysSinceLastVisit` in whole days before the instant of the guest's last scoring. */
export const amountFields = ['expectedVisitsPer30Days', 'visitDays', 'daysSinceLastVisit'] as const;

/** Minor units. */
export const moneyFields = ['lifetimeValue', 'last12Months'] as const;

export const textFields = [
  'healthLevel',
  'churnRisk',
  'engagementRisk',
  'valueRisk',
  'completenessLevel',
  'confidence',
  'rfmGroup',
  'crmSegment',
  'city',
  'country',
  'language',
  'preferredChannel',
  'lifeStage',
  'loyaltyTier',
] as const;

export type NumberField =
  | (typeof pointFields)[number]
  | (typeof shareFields)[number]
  | (typeof amountFields)[number]
  | (typeof moneyFields)[number];
export type TextField = (typeof textFields)[number];
export type FlagField = 'hasScore' | 'loyaltyMember';
export type Channel = 'EMAIL' | 'SMS' | 'PUSH';

/** What is decided by looking at one guest. */
export type Condition =
  /** Both bounds belong to the range; null: open on this side. */
  | { readonly kind: 'range'; readonly field: NumberField; readonly min: number | null; readonly max: number | null }
  | { readonly kind: 'oneOf'; readonly field: TextField; readonly values: readonly string[] }
  | { readonly kind: 'flag'; readonly field: FlagField; readonly value: boolean }
  /** `given` null: never asked. */
  | { readonly kind: 'consent'; readonly channel: Channel; readonly given: boolean | null }
  /** Consent and, by e-mail or text message, an address on record, on one of the channels at least. */
  | { readonly kind: 'reachable'; readonly channels: readonly Channel[] }
  /** Milliseconds since 1970; `since` belongs to the range, `before` does not. */
  | { readonly kind: 'created'; readonly since: number | null; readonly before: number | null }
  /** Has visited one of these locations at least. */
  | { readonly kind: 'visitedAt'; readonly locations: readonly string[] }
  /** Part of a name, any case. */
  | { readonly kind: 'name'; readonly part: string }
  | { readonly kind: 'customers'; readonly ids: readonly string[] };

/** Combined conditions. `and` of none holds for everybody, `or` of none for nobody. */
export type Combined<Leaf> =
  | Leaf
  | { readonly kind: 'and'; readonly of: readonly Combined<Leaf>[] }
  | { readonly kind: 'or'; readonly of: readonly Combined<Leaf>[] }
  | { readonly kind: 'not'; readonly of: Combined<Leaf> };

/** What is looked up before a guest can be looked at. */
export type Reference =
  /** A whole e-mail address or phone number. */
  | { readonly kind: 'contact'; readonly text: string }
  /** In one of these saved segments. */
  | { readonly kind: 'inSegments'; readonly ids: readonly string[] };

/** As somebody asked. */
export type Filter = Combined<Condition | Reference>;
/** As it is decided: without references. */
export type GuestFilter = Combined<Condition>;

export const everybody: GuestFilter = { kind: 'and', of: [] };

/** A filter that cannot be answered; the message says what was expected, what came, what to do. */
export class FilterFault extends Error {
  override readonly name = 'FilterFault';
}
