/** What scores, risks and the facts of a week rest on: of each visit only when it was and what it cost. */
import type { Facts, Visit } from './facts.ts';

/** The part of a visit that is read of everybody. */
export type BareVisit = Pick<Visit, 'visitId' | 'at' | 'day' | 'grossMinor' | 'discountMinor' | 'totalMinor' | 'netMinor'>;

/** All visits of one guest in order of (day, at, visitId); empty when there is none. */
export interface BareHistory {
  readonly visits: readonly BareVisit[];
}

/** Facts with bare visits; whole ones do as well. */
export interface BareFacts extends Omit<Facts, 'visits'> {
  readonly visits: BareHistory;
}
