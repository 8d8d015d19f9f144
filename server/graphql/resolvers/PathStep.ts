import { isoDay } from '../../engine/calendar.ts';
import type { PathStepResolvers } from '../types.generated.ts';

export const PathStep: PathStepResolvers = {
  kind: (step) => step.kind,
  count: (step) => (step.kind === 'VISITS' ? step.count : 1),
  everyDays: (step) => (step.kind === 'VISITS' ? step.everyDays : null),
  spend: (step) => (step.kind === 'VISITS' ? step.spendMinor : null),
  rating: (step) => (step.kind === 'FEEDBACK' ? step.rating : null),
  channel: (step) => (step.kind === 'CAMPAIGN_RESPONSE' ? step.channel : null),
  date: (step) => (step.kind === 'CAMPAIGN_RESPONSE' && step.day !== null ? isoDay(step.day) : null),
};
