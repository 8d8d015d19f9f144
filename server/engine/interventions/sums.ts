/**
 * What the database says of the guests of one action and arm: sums only, which add up over any split of the guests. Guests are those
 * whose window is complete.
 */
import type { Arm } from './arms.ts';

/** Sums of one outcome of the guests. */
export interface OutcomeSums {
  readonly sum: number;
  readonly squares: number;
  /** Of the products with what was expected beforehand. */
  readonly withExpected: number;
}

export interface ArmSums {
  readonly guests: number;
  /** What was expected of the guests in the window, from what was known at the intervention: visits, and their spend. */
  readonly expectedVisits: { readonly sum: number; readonly squares: number };
  readonly expectedSpend: { readonly sum: number; readonly squares: number };
  /** Visit days in the window. */
  readonly visits: OutcomeSums;
  /** Net spend in the window, minor units. */
  readonly spend: OutcomeSums;
  /** 1 for a guest who came in the window, else 0. */
  readonly returned: OutcomeSums;
  /** Guests of a known cost; its sums, minor units. */
  readonly cost: { readonly guests: number; readonly sum: number; readonly squares: number; readonly withSpend: number };
}

/** One arm of one action. */
export interface ActionArm {
  /** In small letters. */
  readonly action: string;
  readonly arm: Arm;
  readonly sums: ArmSums;
  /** Guests whose window is not over yet. */
  readonly pending: number;
  /** Guests of the control who got the action in their window all the same. */
  readonly contaminated: number;
  /** Visits in the windows, and those of known spend. */
  readonly visits: number;
  readonly pricedVisits: number;
}

const noOutcome: OutcomeSums = { sum: 0, squares: 0, withExpected: 0 };

export const noSums: ArmSums = {
  guests: 0,
  expectedVisits: { sum: 0, squares: 0 },
  expectedSpend: { sum: 0, squares: 0 },
  visits: noOutcome,
  spend: noOutcome,
  returned: noOutcome,
  cost: { guests: 0, sum: 0, squares: 0, withSpend: 0 },
};

/** Both arms of an action; one without a guest is empty. */
export interface Arms {
  readonly action: string;
  readonly treatment: ActionArm;
  readonly control: ActionArm;
}

/** The arms by action, in order of the action's name. */
export function pairedArms(arms: readonly ActionArm[]): Arms[] {
  const empty = (action: string, arm: Arm): ActionArm => ({
    action,
    arm,
    sums: noSums,
    pending: 0,
    contaminated: 0,
    visits: 0,
    pricedVisits: 0,
  });
  const names = [...new Set(arms.map(({ action }) => action))].sort();
  return names.map((action) => {
    const of = (arm: Arm) => arms.find((known) => known.action === action && known.arm === arm) ?? empty(action, arm);
    return { action, treatment: of('TREATMENT'), control: of('CONTROL') };
  });
}
