/** The REST façade as data: what each route answers is a field of GraphQL, so that there is one truth. */

/** What a query parameter is, beyond `asOf`, which every route takes. */
export interface RestParameter {
  readonly name: 'last' | 'horizonDays';
  readonly min: number;
  readonly max: number;
}

/** A route that answers something about one guest. */
export interface RestRoute {
  /** The address below `/api/customers/{customerId}/`. */
  readonly path: string;
  readonly root: 'enhancedCustomerProfile' | 'customerHealthScore';
  /** The field of the root's object that is answered; null: the whole object. */
  readonly section: string | null;
  readonly parameters: readonly RestParameter[];
}

/** A route that answers for several guests, named in the body. */
export interface RestBatch {
  /** The address below `/api/customers/`. */
  readonly path: string;
  readonly root: 'enhancedCustomerProfiles' | 'customerHealthScores';
}

const last: RestParameter = { name: 'last', min: 1, max: 1000 };
const horizonDays: RestParameter = { name: 'horizonDays', min: 1, max: 730 };

function profile(path: string, section: string | null): RestRoute {
  return { path, root: 'enhancedCustomerProfile', section, parameters: [] };
}

function health(path: string, section: string | null, ...parameters: readonly RestParameter[]): RestRoute {
  return { path, root: 'customerHealthScore', section, parameters };
}

export const restRoutes: readonly RestRoute[] = [
  profile('enhanced-profile', null),
  profile('behavioral-preferences', 'behavioralPreferences'),
  profile('purchase-history-analysis', 'purchaseHistoryAnalysis'),
  profile('demographic-insights', 'demographicInsights'),
  profile('relationship-strength', 'relationshipStrength'),
  profile('personalized-insights', 'personalizedInsights'),
  profile('profile-completeness', 'profileCompleteness'),
  health('health-score', null, horizonDays, last),
  health('health-score/components', 'components'),
  health('risk-assessment', 'riskAssessment'),
  health('engagement-analysis', 'engagementAnalysis'),
  health('prediction-models', 'predictionModels', horizonDays),
  health('health-history', 'healthHistory', last),
  health('health-insights', 'insights'),
];

export const restBatches: readonly RestBatch[] = [
  { path: 'batch-enhanced-profiles', root: 'enhancedCustomerProfiles' },
  { path: 'batch-health-scores', root: 'customerHealthScores' },
];

/** The name under which a route's document is counted and logged, and its operationId in OpenAPI: `enhanced-profile` → `RestEnhancedProfile`. */
export function operationOf({ path }: { readonly path: string }): string {
  return `Rest${path.replace(/(?:^|[-/])(\w)/g, (_all, letter: string) => letter.toUpperCase())}`;
}
