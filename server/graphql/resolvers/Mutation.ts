import { acknowledge, acknowledgeMany, addNote, assign, reopen, resolve, snooze } from '../alerting.ts';
import { createApiKey, revokeApiKey } from '../api-keys.ts';
import { cancelBulkExport, requestBulkExport } from '../bulk/exports.ts';
import { restoreConfiguration, saveConfiguration } from '../configuration.ts';
import { erase } from '../erasing.ts';
import { checkUpload, discardUpload, startUpload } from '../imports.ts';
import { planInterventions, recordIntervention } from '../interventions.ts';
import { recordCampaignSends, recordCustomers, recordFeedback, recordLoyaltyTransactions, recordVisits } from '../recording.ts';
import { deleteSavedQuery, saveQuery } from '../saved-queries.ts';
import { recalculate } from '../scoring-runs.ts';
import { deleteSegment, saveSegment } from '../segments.ts';
import type { MutationResolvers } from '../types.generated.ts';
import { removeWebhook, replayWebhook, rotateWebhookSecret, saveWebhook, testWebhook } from '../webhooks.ts';

export const Mutation: MutationResolvers = {
  recalculateHealthScores: (_root, { customerIds }, context) => recalculate(context, customerIds),
  upsertCustomers: (_root, { customers, idempotencyKey }, context) => recordCustomers(context, customers, idempotencyKey),
  recordVisits: (_root, { visits, idempotencyKey }, context) => recordVisits(context, visits, idempotencyKey),
  recordFeedback: (_root, { feedback, idempotencyKey }, context) => recordFeedback(context, feedback, idempotencyKey),
  recordLoyaltyTransactions: (_root, { transactions, idempotencyKey }, context) =>
    recordLoyaltyTransactions(context, transactions, idempotencyKey),
  recordCampaignSends: (_root, { sends, idempotencyKey }, context) => recordCampaignSends(context, sends, idempotencyKey),
  recordIntervention: (_root, args, context) => recordIntervention(context, args),
  planInterventions: (_root, args, context) => planInterventions(context, args),
  checkImport: (_root, { id, ...choice }, context) => checkUpload(context, id, choice),
  startImport: (_root, { id }, context) => startUpload(context, id),
  discardImport: (_root, { id }, context) => discardUpload(context, id),
  requestBulkExport: (_root, args, context, { schema }) => requestBulkExport(context, schema, args),
  cancelBulkExport: (_root, { id }, context) => cancelBulkExport(context, id),
  saveScoringConfig: (_root, { settings, note, basedOn }, context) => saveConfiguration(context, settings, note, basedOn),
  restoreScoringConfig: (_root, { version, note }, context) => restoreConfiguration(context, version, note),
  createApiKey: (_root, args, context) => createApiKey(context, args),
  revokeApiKey: (_root, { id }, context) => revokeApiKey(context, id),
  eraseCustomer: (_root, { customerId }, context) => erase(context, customerId),
  acknowledgeAlert: (_root, args, context) => acknowledge(context, args),
  acknowledgeAlerts: (_root, { ids, note }, context) => acknowledgeMany(context, ids, note),
  resolveAlert: (_root, args, context) => resolve(context, args),
  reopenAlert: (_root, args, context) => reopen(context, args),
  snoozeAlert: (_root, args, context) => snooze(context, args),
  assignAlert: (_root, args, context) => assign(context, args),
  noteAlert: (_root, args, context) => addNote(context, args),
  saveSegment: (_root, args, context) => saveSegment(context, args),
  saveWebhook: (_root, { input }, context, { schema }) => saveWebhook(context, input, schema),
  deleteWebhook: (_root, { id }, context) => removeWebhook(context, id),
  rotateWebhookSecret: (_root, { id }, context) => rotateWebhookSecret(context, id),
  testWebhook: (_root, { id }, context) => testWebhook(context, id),
  replayWebhook: (_root, { id, after }, context) => replayWebhook(context, id, after),
  deleteSegment: (_root, { id }, context) => deleteSegment(context, id),
  saveQuery: (_root, args, context, { schema }) => saveQuery(context, schema, args),
  deleteSavedQuery: (_root, { id }, context) => deleteSavedQuery(context, id),
};
