import { noteOf } from '../../store/alert-events.ts';
import type { HealthAlertEventResolvers } from '../types.generated.ts';

export const HealthAlertEvent: HealthAlertEventResolvers = {
  note: async (event, _args, { db, loaders }) =>
    event.noteSealed === null ? null : noteOf(db, event, await loaders.dataKeys.load(event.customerId)),
};
