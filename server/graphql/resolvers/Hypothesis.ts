import { isoDay } from '../../engine/calendar.ts';
import type { HypothesisResolvers } from '../types.generated.ts';

export const Hypothesis: HypothesisResolvers = {
  days: ({ events }) => events.days,
  visits: ({ events }) =>
    events.visits.map(({ visitId, day, netMinor }) => ({ id: visitId, date: isoDay(day), spend: netMinor })),
  feedback: ({ events }) =>
    events.feedback.map(({ feedbackId, day, rating, nps }) => ({ id: feedbackId, date: isoDay(day), rating, nps })),
  messages: ({ events }) => events.sends.map(({ campaignId, day, channel }) => ({ id: campaignId, date: isoDay(day), channel })),
};
