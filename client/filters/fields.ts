/** What a guest can be filtered by: the fields of CustomerFilter by how they are asked for. */
export type Kind =
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'number'; readonly unit: Unit }
  | { readonly kind: 'money' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'texts' }
  | { readonly kind: 'segments' }
  | { readonly kind: 'locations' }
  | { readonly kind: 'guests' }
  | { readonly kind: 'consents' }
  | { readonly kind: 'time' }
  | { readonly kind: 'text' };

/** "points" 0 to 100, "share" 0 to 1 and shown as percent, "days" and "count" from 0 in whole numbers, "rate" from 0. */
export type Unit = 'points' | 'share' | 'days' | 'count' | 'rate';

const choice = (...options: readonly string[]): Kind => ({ kind: 'choice', options });
const number = (unit: Unit): Kind => ({ kind: 'number', unit });
const levels = ['LOW', 'MEDIUM', 'HIGH'] as const;
export const channels = ['EMAIL', 'SMS', 'PUSH'] as const;
export type Channel = (typeof channels)[number];

export const fields = {
  ids: { kind: 'guests' },
  healthLevels: choice('POOR', 'FAIR', 'GOOD', 'EXCELLENT'),
  healthScore: number('points'),
  hasScore: { kind: 'flag' },
  exactScore: number('points'),
  percentileRank: number('points'),
  coverage: number('share'),
  confidences: choice('LOW', 'MEDIUM', 'HIGH'),
  visitFrequency: number('points'),
  spendingBehavior: number('points'),
  loyaltyEngagement: number('points'),
  feedbackSentiment: number('points'),
  communicationResponse: number('points'),
  recencyFactor: number('points'),
  churnRisks: choice(...levels),
  churnProbability: number('share'),
  engagementRisks: choice(...levels),
  engagementRiskProbability: number('share'),
  valueRisks: choice(...levels),
  valueRiskProbability: number('share'),
  daysSinceLastVisit: number('days'),
  visitDays: number('count'),
  expectedVisitsPer30Days: number('rate'),
  visitedLocations: { kind: 'locations' },
  last12Months: { kind: 'money' },
  lifetimeValue: { kind: 'money' },
  lifetimeValuePercentile: number('points'),
  inSegments: { kind: 'segments' },
  rfmGroups: choice('CHAMPION', 'LOYAL', 'PROMISING', 'NEW', 'AT_RISK', 'NEEDS_ATTENTION', 'LOST'),
  crmSegments: { kind: 'texts' },
  segments: { kind: 'texts' },
  reachableBy: choice(...channels),
  consents: { kind: 'consents' },
  preferredChannels: { kind: 'texts' },
  loyaltyMember: { kind: 'flag' },
  loyaltyTiers: { kind: 'texts' },
  completeness: number('points'),
  completenessLevels: choice('BASIC', 'GOOD', 'EXCELLENT', 'COMPLETE'),
  nameContains: { kind: 'text' },
  cities: { kind: 'texts' },
  countries: { kind: 'texts' },
  languages: { kind: 'texts' },
  lifeStages: { kind: 'texts' },
  createdSince: { kind: 'time' },
  createdBefore: { kind: 'time' },
} as const satisfies Readonly<Record<string, Kind>>;

export type FieldName = keyof typeof fields;

/** The menu: what is asked for most stands first. Guests are chosen in a list instead, not here. */
export const groups = {
  health: ['healthLevels', 'healthScore', 'hasScore', 'percentileRank', 'confidences', 'coverage', 'exactScore'],
  risks: ['churnRisks', 'churnProbability', 'engagementRisks', 'engagementRiskProbability', 'valueRisks', 'valueRiskProbability'],
  visits: ['daysSinceLastVisit', 'visitDays', 'expectedVisitsPer30Days', 'visitedLocations'],
  spend: ['last12Months', 'lifetimeValue', 'lifetimeValuePercentile'],
  groups: ['inSegments', 'rfmGroups', 'crmSegments', 'segments', 'loyaltyMember', 'loyaltyTiers'],
  components: [
    'visitFrequency',
    'spendingBehavior',
    'loyaltyEngagement',
    'feedbackSentiment',
    'communicationResponse',
    'recencyFactor',
  ],
  contact: ['reachableBy', 'consents', 'preferredChannels'],
  person: [
    'nameContains',
    'completeness',
    'completenessLevels',
    'cities',
    'countries',
    'languages',
    'lifeStages',
    'createdSince',
    'createdBefore',
  ],
} as const satisfies Readonly<Record<string, readonly FieldName[]>>;

export type GroupName = keyof typeof groups;

export const isField = (name: string): name is FieldName => Object.hasOwn(fields, name);

/** How a field is asked for. */
export const kindOf = (name: FieldName): Kind => fields[name];
