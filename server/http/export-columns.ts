/** What a list of guests can be written out with: fields of the schema's `Customer`, under names for the head of a table. */

export interface ExportColumn {
  readonly name: string;
  /** Where it stands below `Customer`. */
  readonly path: readonly string[];
  /** An amount; a table gives its currency a column of its own. */
  readonly money: boolean;
  /** For those who may read contact data. */
  readonly contact: boolean;
}

const score = 'healthScore';
const risks = `${score}.riskAssessment`;
const predictions = `${score}.predictionModels`;
const visits = 'enhancedProfile.behavioralPreferences.visitPatterns';
const purchases = 'enhancedProfile.purchaseHistoryAnalysis';

const plain: Readonly<Record<string, string>> = {
  id: 'id',
  name: 'name',
  segment: 'segment',
  city: 'city',
  country: 'country',
  language: 'language',
  preferredChannel: 'preferredChannel',
  lifeStage: 'lifeStage',
  createdAt: 'createdAt',
  consentEmail: 'consentEmail',
  consentSms: 'consentSms',
  consentPush: 'consentPush',
  loyaltyTier: 'loyaltyAccount.tier',
  loyaltySince: 'loyaltyAccount.joinedAt',
  healthScore: `${score}.healthScore`,
  exactScore: `${score}.exactScore`,
  healthLevel: `${score}.healthLevel`,
  coverage: `${score}.coverage`,
  confidence: `${score}.confidence`,
  scoreChange: `${score}.trend.change`,
  percentileRank: `${score}.benchmarkComparison.percentileRank`,
  visitFrequency: `${score}.components.visitFrequency.score`,
  spendingBehavior: `${score}.components.spendingBehavior.score`,
  loyaltyEngagement: `${score}.components.loyaltyEngagement.score`,
  feedbackSentiment: `${score}.components.feedbackSentiment.score`,
  communicationResponse: `${score}.components.communicationResponse.score`,
  recencyFactor: `${score}.components.recencyFactor.score`,
  churnProbability: `${risks}.churnRisk.probability`,
  churnRisk: `${risks}.churnRisk.riskLevel`,
  engagementRiskProbability: `${risks}.engagementRisk.probability`,
  engagementRisk: `${risks}.engagementRisk.riskLevel`,
  valueRiskProbability: `${risks}.valueRisk.probability`,
  valueRisk: `${risks}.valueRisk.riskLevel`,
  engagementLevel: `${score}.engagementAnalysis.overallLevel`,
  returnProbability: `${predictions}.nextVisit.returnProbability`,
  expectedVisits: `${predictions}.visits.expected`,
  visitDays: `${visits}.visitDays`,
  firstVisitAt: `${visits}.firstVisitAt`,
  lastVisitAt: `${visits}.lastVisitAt`,
  visitsPer30Days: `${visits}.visitsPer30Days`,
  lifetimeValuePercentile: `${purchases}.lifetimeValue.percentile`,
  rfmGroup: `${purchases}.rfm.group`,
  completeness: 'enhancedProfile.profileCompleteness.overallScore',
  completenessLevel: 'enhancedProfile.profileCompleteness.completenessLevel',
  relationshipStrength: 'enhancedProfile.relationshipStrength.overallScore',
  strengthLevel: 'enhancedProfile.relationshipStrength.strengthLevel',
};

const contact: Readonly<Record<string, string>> = { email: 'email', phone: 'phone', birthDate: 'birthDate' };

const amounts: Readonly<Record<string, string>> = {
  lifetimeValue: `${purchases}.lifetimeValue.total`,
  last12Months: `${purchases}.lifetimeValue.last12Months`,
  valueAtRisk: `${risks}.valueAtRisk`,
  averageOrderValue: `${purchases}.spendingPatterns.averageOrderValue`,
  expectedSpending: `${predictions}.spending.expected`,
};

function columnsOf(paths: Readonly<Record<string, string>>, kind: { readonly money: boolean; readonly contact: boolean }) {
  return Object.entries(paths).map(([name, path]): ExportColumn => ({ name, path: path.split('.'), ...kind }));
}

/** Every column that there is. */
export const exportColumns: readonly ExportColumn[] = [
  ...columnsOf(plain, { money: false, contact: false }),
  ...columnsOf(contact, { money: false, contact: true }),
  ...columnsOf(amounts, { money: true, contact: false }),
];

/** What is written when nothing is asked for. */
export const usualColumns: readonly string[] = [
  'id',
  'name',
  'segment',
  'healthScore',
  'healthLevel',
  'churnRisk',
  'lastVisitAt',
  'lifetimeValue',
];

/** Whether it is worked out for each guest, and not only read. */
export function isComputed({ path }: ExportColumn): boolean {
  return path[0] === 'healthScore' || path[0] === 'enhancedProfile';
}

interface Selection extends Map<string, Selection> {}

/** The fields of these columns as a selection of `Customer`, each of them once. */
export function selectionOf(columns: readonly ExportColumn[]): string {
  const root: Selection = new Map();
  for (const { path, money } of columns) {
    const leaf = path.reduce<Selection>((parent, field) => childOf(parent, field), root);
    if (money) for (const part of ['amount', 'currency']) childOf(leaf, part);
  }
  return textOf(root);
}

function childOf(parent: Selection, field: string): Selection {
  const child = parent.get(field) ?? new Map();
  parent.set(field, child);
  return child;
}

function textOf(selection: Selection): string {
  const fields = [...selection].map(([field, below]) => (below.size === 0 ? field : `${field} ${textOf(below)}`));
  return `{ ${fields.join(' ')} }`;
}

/** What stands at a column of a customer as it was answered; null: nothing is known. */
export function valueAt(customer: unknown, { path }: ExportColumn): unknown {
  let value = customer;
  for (const field of path) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Readonly<Record<string, unknown>>)[field];
  }
  return value ?? null;
}
