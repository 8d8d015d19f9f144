import { dayMs } from '../calendar.ts';
import { derivation } from '../derivation.ts';
import type { VisitHistory } from '../facts.ts';
import { sum } from '../maths/statistics.ts';

/** The visits that outcomes are derived from, as far as they are known at the instant. */
export const knownVisits = derivation(['visits'], ({ visits }): VisitHistory => visits);

export interface Outcome {
  /** Whether the window is over at the instant. */
  readonly complete: boolean;
  readonly visits: number;
  /** Net, minor units; null: the spend of none of the visits is known. */
  readonly spend: number | null;
}

/** What one guest did within so many days after an intervention: what happened, not what the intervention brought. */
export function outcomeOf({ visits }: VisitHistory, at: number, windowDays: number, asOf: number): Outcome {
  const end = at + windowDays * dayMs;
  const within = visits.filter((visit) => visit.at > at && visit.at <= Math.min(end, asOf));
  const known = within.flatMap(({ netMinor }) => (netMinor === null ? [] : [netMinor]));
  return {
    complete: end <= asOf,
    visits: new Set(within.map(({ day }) => day)).size,
    spend: known.length === 0 && within.length > 0 ? null : sum(known),
  };
}
