import { noteOf } from '../../store/alert-events.ts';
import { keyFor } from '../loaders.ts';
import type { HealthAlertEventResolvers } from '../types.generated.ts';

export const HealthAlertEvent: HealthAlertEventResolvers = {
  note: async (event, _args, context) =>
    event.noteSealed === null ? null : noteOf(context.db, event, await keyFor(context, event.customerId, 'note')),
};
