import { statusOf } from '../../store/alert-list.ts';
import { alertIdOf } from '../alert-page.ts';
import { answerTo, historyOf } from '../alerting.ts';
import type { HealthAlertResolvers } from '../types.generated.ts';

export const HealthAlert: HealthAlertResolvers = {
  id: (alert) => alertIdOf(alert),
  customer: ({ customerId }, _args, { loaders }) => loaders.guests.load(customerId),
  status: (alert, _args, { now }) => statusOf(alert, now),
  suggestedAction: (alert, _args, context) => answerTo(context, alert),
  responseSeconds: ({ raisedAt, firstAcknowledgedAt: answered }) => (answered === null ? null : (answered - raisedAt) / 1000),
  history: (alert, _args, context) => historyOf(context, alert),
};
