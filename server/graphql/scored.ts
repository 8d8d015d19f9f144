import type { Scored } from '../store/scored-at.ts';
import type { Context } from './context.ts';
import type { InsightParent } from './parents.ts';

/** The last scoring of a subject; null: none, or events were recorded since. */
export function scoredOf({ loaders }: Context, { customerId, scored }: InsightParent): Scored | null | Promise<Scored | null> {
  return scored === undefined ? loaders.scored.load(customerId) : scored;
}

/** When the next run is due, in milliseconds since 1970; null: there was none yet. */
export function nextCalculation({ serving }: Context, scored: Scored | null): number | null {
  return scored === null ? null : scored.recordedAt + serving.settings.HEALTH_SCORE_CALCULATION_INTERVAL * 1000;
}
