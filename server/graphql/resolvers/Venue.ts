import { timeOfDay } from '../../engine/venue.ts';
import { readLocations } from '../../facts/venue.ts';
import type { VenueResolvers } from '../types.generated.ts';
import { eventDaysOf, freshnessOf, storedHorizon } from '../venue.ts';

export const Venue: VenueResolvers = {
  currency: (_venue, _args, { serving }) => serving.settings.CURRENCY,
  timeZone: (_venue, _args, { serving }) => serving.calendar.timeZone,
  businessDayStart: (_venue, _args, { serving }) => timeOfDay(serving.calendar.dayStartMinutes),
  horizonDays: (_venue, _args, context) => storedHorizon(context),
  alertThreshold: (_venue, _args, { serving }) => serving.config.alerts.scoreBelow,
  trendDays: (_venue, _args, { serving }) => serving.config.trendDays,
  completenessThreshold: (_venue, _args, { serving }) => serving.config.attentionBelow,
  freshnessThresholdSeconds: (_venue, _args, { serving }) => serving.config.freshnessSeconds,
  batchSize: (_venue, _args, { serving }) => serving.settings.ENHANCED_PROFILE_BATCH_SIZE,
  firstEventOn: async (venue, _args, context) => (await eventDaysOf(venue, context)).first,
  lastEventOn: async (venue, _args, context) => (await eventDaysOf(venue, context)).last,
  locations: (_venue, _args, { db }) => readLocations(db),
  freshness: (venue, _args, context) => freshnessOf(venue, context),
};
