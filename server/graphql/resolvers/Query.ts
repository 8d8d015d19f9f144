import { alertCountsOf, alertPage } from '../alert-page.ts';
import { findAlert } from '../alerting.ts';
import { apiKeys } from '../api-keys.ts';
import { auditPage } from '../audit-list.ts';
import { bulkExport, bulkExports } from '../bulk/exports.ts';
import { previewOf, scoringConfigNow, scoringConfigVersions } from '../configuration.ts';
import { customerPage } from '../customer-list.ts';
import { deprecatedUsage } from '../deprecated-usage.ts';
import { importJob, importJobs } from '../imports.ts';
import { interventionPage } from '../intervention-list.ts';
import { interventionReport } from '../intervention-report.ts';
import { asksForKept, givesAgain, loaderOfGuests, wantsKept } from '../kept-answers.ts';
import { modelCardAt } from '../model-card.ts';
import { monitoringOf } from '../monitoring.ts';
import { customerIdOf } from '../node-id.ts';
import { operationCost } from '../operation-cost.ts';
import { portfolioOf } from '../portfolio.ts';
import { savedQueries } from '../saved-queries.ts';
import { scoringRuns } from '../scoring-runs.ts';
import { checkedAsOf, findSubject, findSubjects } from '../subjects.ts';
import type { QueryResolvers } from '../types.generated.ts';
import { venueOf } from '../venue.ts';
import { webhook, webhookDeliveries, webhooks } from '../webhooks.ts';
import { pathOf, whatIf } from '../what-if.ts';
import { profileSectionsOf, scoreSections } from './sections.ts';

/** Where guests are in a connection of them. */
const pathsToGuests = ['nodes', 'edges', 'node'];

export const Query: QueryResolvers = {
  customer: (_root, { id }, context, info) => loaderOfGuests(context, wantsKept(info, [])).load(id),
  customers: (_root, args, context, info) => customerPage(context, args, givesAgain(context) && wantsKept(info, pathsToGuests)),
  enhancedCustomerProfile: (_root, { customerId, asOf }, context, info) => {
    return findSubject(context, customerId, asOf, profileSectionsOf(info));
  },
  customerHealthScore: (_root, { customerId, asOf }, context, info) => {
    return findSubject(context, customerId, asOf, scoreSections(info), asksForKept(info));
  },
  enhancedCustomerProfiles: (_root, { customerIds, asOf }, context, info) => {
    return findSubjects(context, customerIds, asOf, profileSectionsOf(info));
  },
  customerHealthScores: (_root, { customerIds, asOf }, context, info) => {
    return findSubjects(context, customerIds, asOf, scoreSections(info), asksForKept(info));
  },
  healthAlerts: (_root, args, context) => alertPage(context, args),
  healthAlertCounts: (_root, { filter }, context) => alertCountsOf(context, filter),
  healthAlert: (_root, { id }, context) => findAlert(context, id),
  modelCard: (_root, { asOf }, context) => {
    return modelCardAt(checkedAsOf(context, asOf) ?? context.now, context);
  },
  node: (_root, { id }, { loaders }) => {
    const customerId = customerIdOf(id);
    return customerId === null ? null : loaders.guests.load(customerId);
  },
  monitoring: (_root, _args, context) => monitoringOf(context),
  portfolio: (_root, args, context) => portfolioOf(context, args),
  segments: (_root, _args, { loaders }) => loaders.segments(),
  segment: async (_root, { id }, { loaders }) => (await loaders.segments()).find((segment) => segment.id === id) ?? null,
  whatIf: (_root, { customerId, changes, asOf }, context, info) =>
    whatIf(context, customerId, changes, asOf, scoreSections(info)),
  pathToLevel: (_root, { customerId, level, asOf }, context) => pathOf(context, customerId, level, asOf),
  interventions: (_root, args, context) => interventionPage(context, args),
  interventionReport: (_root, args, context) => interventionReport(context, args),
  scoringRuns: (_root, { first }, context) => scoringRuns(context, first),
  imports: (_root, { first }, context) => importJobs(context, first),
  importJob: (_root, { id }, context) => importJob(context, id),
  bulkExports: (_root, { first }, context) => bulkExports(context, first),
  bulkExport: (_root, { id }, context) => bulkExport(context, id),
  viewer: (_root, _args, { viewer }) => viewer,
  venue: (_root, _args, context) => venueOf(context),
  cost: (_root, args, context, { schema }) => operationCost(context, schema, args),
  savedQueries: (_root, _args, context) => savedQueries(context),
  webhooks: (_root, _args, context) => webhooks(context),
  webhook: (_root, { id }, context) => webhook(context, id),
  webhookDeliveries: (_root, args, context) => webhookDeliveries(context, args),
  apiKeys: (_root, _args, context) => apiKeys(context),
  audit: (_root, args, context) => auditPage(context, args),
  deprecatedUsage: (_root, { days }, context, { schema }) => deprecatedUsage(context, schema, days),
  scoringConfig: (_root, _args, context) => scoringConfigNow(context),
  scoringConfigVersions: (_root, { first }, context) => scoringConfigVersions(context, first),
  previewScoringConfig: (_root, { settings }, context) => previewOf(context, settings),
};
