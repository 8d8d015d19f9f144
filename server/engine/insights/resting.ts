import { dayMs } from '../calendar.ts';
import type { ScoringConfig } from '../config.ts';
import type { InterventionHistory } from '../facts.ts';

/**
 * Actions of the catalogue that are left alone for a while: what was done is given time to work, and who is in the control group of an
 * action is not given it, or nothing could be learned from the group.
 */
export function restingActions({ entries }: InterventionHistory, asOf: number, { actions }: ScoringConfig): ReadonlySet<string> {
  return new Set(entries.filter(({ at }) => asOf - at < actions.restDays * dayMs).map(({ action }) => action));
}
