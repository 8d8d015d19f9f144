/** What scores, risks and the facts of a week rest on: of each visit only when it was and what it cost, with its items and without. */
import type { Facts, Visit } from './facts.ts';

/** The part of a visit that is read of everybody. */
export type BareVisit = Pick<Visit, 'visitId' | 'at' | 'day' | 'grossMinor' | 'discountMinor' | 'totalMinor' | 'netMinor'>;

/** All visits of one guest in order of (day, at, visitId); empty when there is none. */
export interface BareHistory {
  readonly visits: readonly BareVisit[];
}

/** What the items of a visit cost. */
export interface ItemTotal {
  /** Minor units, less what was taken off them. */
  readonly minor: number;
  /** Different items. */
  readonly lines: number;
}

/** The items of one guest's visits, and of other visits too: those that are not among the guest's facts are looked at by nobody. */
export interface BareItems {
  /** By the id of the visit; null: a price is unknown. A visit without items is absent. */
  readonly totals: ReadonlyMap<string, ItemTotal | null>;
}

/** Facts with bare visits and items; whole ones do as well. */
export interface BareFacts extends Omit<Facts, 'visits' | 'items'> {
  readonly visits: BareHistory;
  readonly items: BareItems | Facts['items'];
}
