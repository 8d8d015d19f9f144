/** The parts of the population facts that were learned: what actions return, and which items go together. */

/** What the own interventions say of an action of the catalogue. */
export interface LearnedUplift {
  readonly actionId: string;
  /** In the sense of the action's own uplift, 0 to 1: the own estimate and the assumption, each as sure as it is. */
  readonly value: number;
  /** The own estimate by itself, which may lie beyond 0 and 1, and its standard error. */
  readonly own: number;
  readonly standardError: number;
  /** Share of the own estimate in the value, 0 to 1. */
  readonly weight: number;
  /** Guests with a complete window in either arm. */
  readonly treated: number;
  readonly control: number;
}

/** An item of the menu as the bills of a year know it. */
export interface SoldItem {
  readonly menuItemId: string;
  readonly name: string;
  /** Null: none. */
  readonly category: string | null;
  /** Null: the menu does not say. */
  readonly childItem: boolean | null;
  /** Bills with it. */
  readonly bills: number;
  readonly lastDay: number;
}

/** Two items that are ordered together, by their places among the items. */
export interface ItemPair {
  readonly first: number;
  readonly second: number;
  /** Bills with both, and guests who had them. */
  readonly bills: number;
  readonly guests: number;
  /** How many times as often as by chance, at least; above 1. */
  readonly liftLower: number;
}

export interface ItemPairs {
  /** Bills that were looked at. */
  readonly bills: number;
  readonly items: readonly SoldItem[];
  readonly pairs: readonly ItemPair[];
}
