/** Uplifts of the catalogue's actions as the own interventions have shown them, pulled towards the assumption as far as chance may have made them. */
import type { ScoringConfig } from '../config.ts';
import type { CatalogueAction } from '../insights/catalogue/action.ts';
import type { LearnedUplift } from '../learned-facts.ts';
import { clamp, sum } from '../maths/statistics.ts';
import { measuredOf } from './effect.ts';
import { ratioCheck } from './many.ts';
import { actionOf } from './named.ts';
import { type ActionArm, type Arms, pairedArms } from './sums.ts';

/** An estimate in the catalogue's sense of the uplift, before it is pulled anywhere. */
interface Own {
  readonly action: CatalogueAction;
  readonly own: number;
  readonly standardError: number;
  readonly treated: number;
  readonly control: number;
}

/** Guests who would come anyway leave too little room to see what an action does to the others. */
const leastRoom = 0.05;

/** Share of those addressed who notice it: what the assumption of a message speaks of. */
function noticedShare({ channels }: CatalogueAction, { actions }: ScoringConfig): number {
  const [first] = channels;
  return first === undefined || first === 'IN_PERSON' ? 1 : actions.noticed[first];
}

function ownOf(arms: Arms, config: ScoringConfig): Own | null {
  const { learnedGuests, controlShare, ratioMismatch } = config.interventions;
  const action = actionOf(arms.action);
  const [treated, control] = [arms.treatment.sums.guests, arms.control.sums.guests];
  if (action === null || Math.min(treated, control) < learnedGuests) return null;
  const [all, held] = [treated + arms.treatment.pending, control + arms.control.pending];
  if (ratioCheck(all, held, controlShare, ratioMismatch).mismatch) return null;
  const measured = measuredOf(arms, config);
  if (measured === null) return null;
  const { returned, spend } = measured;
  const isReturn = action.uplift.unit === 'RETURN';
  const lift = isReturn ? returned : spend;
  const room = isReturn ? (1 - clamp(returned.control, 0, 1)) * noticedShare(action, config) : (spend?.control ?? 0);
  if (lift === null || lift.standardError === 0 || room <= (isReturn ? leastRoom : 0)) return null;
  return { action, own: lift.difference / room, standardError: lift.standardError / room, treated, control };
}

/**
 * Empirical Bayes: the spread of the true uplifts around their assumptions is learned over the actions, then each is the mean of its own
 * estimate and its assumption, weighed by how sure either is.
 *
 * @param arms of all actions whose windows ended before the week.
 * @returns in order of the action; an action with too few guests is absent.
 */
export function learnedUplifts(arms: readonly ActionArm[], config: ScoringConfig): LearnedUplift[] {
  const { assumptionSpread, assumptionWeight } = config.interventions;
  const known = pairedArms(arms).flatMap((pair) => {
    const own = ownOf(pair, config);
    return own === null ? [] : [own];
  });
  // In units of the assumption, so that actions of different size can be learned from together.
  const relative = known.map(({ action, own, standardError }) => ({
    own: own / action.uplift.value,
    error: standardError / action.uplift.value,
  }));
  const beyondChance = sum(relative.map(({ own, error }) => Math.max(0, (own - 1) ** 2 - error ** 2)));
  const spread = (assumptionWeight * assumptionSpread ** 2 + beyondChance) / (assumptionWeight + relative.length);
  return known.map(({ action, own, standardError, treated, control }, index) => {
    const error = relative[index]?.error ?? 0;
    const weight = spread / (spread + error ** 2);
    const value = clamp(weight * own + (1 - weight) * action.uplift.value, 0, 1);
    return { actionId: action.id, value, own, standardError, weight, treated, control };
  });
}
