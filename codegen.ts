import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';
import { sdkDocuments } from './scripts/sdk-documents.mjs';

/**
 * `npx graphql-codegen`: the types that the resolvers are held against, and those of every operation and fragment of the pages. The output
 * is never edited and never committed.
 */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  silent: true,
  generates: {
    'server/graphql/types.generated.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: './context.ts#Context',
        emitLegacyCommonJSImports: false,
        importExtension: '.ts',
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        immutableTypes: true,
        avoidOptionals: { field: true, inputValue: false, object: false, defaultValue: false },
        maybeValue: 'T | null',
        inputMaybeValue: 'T | null | undefined',
        scalars: {
          ID: 'string',
          // Milliseconds since 1970 on our side of the scalar.
          DateTime: 'number',
          Date: 'string',
          Decimal: 'string',
        },
        // What the parent of a field is, where it is not the type's own plain object.
        mappers: {
          Customer: '../store/guests.ts#Guest',
          CustomerHealthScore: './parents.ts#InsightParent',
          EnhancedCustomerProfile: './parents.ts#InsightParent',
          CustomerConnection: './parents.ts#CustomerConnectionParent',
          VisitConnection: './parents.ts#VisitConnectionParent',
          FeedbackConnection: './parents.ts#FeedbackConnectionParent',
          Visit: '../store/history.ts#VisitRecord',
          Feedback: '../store/history.ts#FeedbackRecord',
          Intervention: '../store/interventions.ts#InterventionRecord',
          InterventionEffect: './parents.ts#InterventionEffectParent',
          InterventionConnection: './parents.ts#InterventionPageParent',
          AuditConnection: './parents.ts#AuditPageParent',
          AuditEntry: './parents.ts#AuditEntryParent',
          Venue: './venue.ts#VenueParent',
          Viewer: '../access/viewer.ts#Viewer as ViewerRecord',
          PersonalizedInsights: './parents.ts#PersonalizedInsightsParent',
          PredictionModels: './parents.ts#PredictionsParent',
          PathToLevel: './parents.ts#PathToLevelParent',
          LevelPath: './parents.ts#LevelPathParent',
          PathStep: '../engine/what-if/events.ts#HypotheticalChange',
          ComponentDifference: '../engine/what-if/difference.ts#ComponentDifference as ComponentDifferenceRecord',
          Hypothesis: '../engine/what-if/difference.ts#Supposed',
          HealthHistoryEntry: './health-history.ts#HealthHistoryParent',
          ComponentChange: '../engine/health/change.ts#ComponentChange as ComponentChangeRecord',
          HealthAlert: '../store/alert-list.ts#AlertRecord',
          HealthAlertConnection: './parents.ts#AlertPageParent',
          HealthAlertEvent: '../store/alert-events.ts#AlertEventRecord',
          Segment: '../store/segments.ts#Segment as SegmentRecord',
          SegmentMembershipChange: './parents.ts#MembershipChangeParent',
          SegmentVersion: '../store/segments.ts#SegmentVersion as SegmentVersionRecord',
          Webhook: '../store/webhooks.ts#Webhook as WebhookRecord',
          SavedWebhook: './parents.ts#SavedWebhookParent',
          WebhookDelivery: '../store/webhook-deliveries.ts#Delivery as DeliveryRecord',
          WebhookDeliveryConnection: './parents.ts#DeliveryPage',
          Portfolio: './parents.ts#PortfolioParent',
          Monitoring: './parents.ts#MonitoringParent',
          Money: 'number', // minor units of CURRENCY
        },
      },
    },
    'client/generated/': {
      preset: 'client',
      documents: ['client/**/*.{ts,tsx}', '!client/{generated,explorer,sdk,services}/**'],
      documentTransforms: [addTypenameSelectionDocumentTransform], // the texts are what the browser's cache needs
      presetConfig: {
        fragmentMasking: { unmaskFunctionName: 'getFragmentData' },
        persistedDocuments: { hashAlgorithm: 'sha256' },
      },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        immutableTypes: true,
        avoidOptionals: { field: true, inputValue: false, object: false, defaultValue: false },
        scalars: { ID: 'string', DateTime: 'string', Date: 'string', Decimal: 'string' },
      },
    },
    'client/sdk/documents.generated.ts': {
      documents: Object.values(sdkDocuments()),
      plugins: ['typescript-operations', './scripts/sdk-documents.mjs'],
      config: {
        enumsAsTypes: true,
        skipTypename: true,
        strictScalars: true,
        immutableTypes: true,
        avoidOptionals: { field: true, inputValue: false, object: false, defaultValue: false },
        scalars: { ID: 'string', DateTime: 'string', Date: 'string', Decimal: 'string' },
      },
    },
  },
};

export default config;
