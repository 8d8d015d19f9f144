import type { ScoringConfig } from '../config.ts';
import type { PopulationFacts } from '../facts.ts';
import { newOutlook, type Outlook } from '../outlook.ts';
import { type BareGuest, newTraits, type Traits } from './traits.ts';

/**
 * A guest as seen on a day: found once and handed on. Answers, whose derivations come one by one, remember what they found beside the facts;
 * of a run that costs more than to find it.
 */
export interface Look {
  readonly traits: Traits;
  /** Null: no visit. */
  readonly outlook: Outlook | null;
}

export function lookAt(facts: BareGuest, population: PopulationFacts, day: number, config: ScoringConfig): Look {
  const traits = newTraits(facts, day, config);
  return { traits, outlook: newOutlook(traits.days, day, population, config) };
}
