import { isoDay } from './calendar.ts';

export type InsufficientReason =
  | 'NO_VISITS'
  | 'TOO_FEW_VISITS'
  | 'TOO_SHORT_HISTORY'
  | 'NO_SPEND'
  | 'NO_ITEMS'
  | 'NO_ENGAGEMENT'
  | 'NO_CONSENT'
  | 'TOO_FEW_GUESTS'
  | 'TOO_LOW_COVERAGE'
  | 'NOT_A_MEMBER'
  | 'NO_EARNINGS'
  | 'NO_FEEDBACK'
  | 'NOTHING_DELIVERED'
  | 'NOT_RECORDED'
  | 'TOO_SMALL_GROUP'
  | 'UNDER_AGE'
  | 'SWITCHED_OFF';

/** Why a number is absent: data, not an error. */
export interface InsufficientData {
  readonly reason: InsufficientReason;
  readonly message: string;
  readonly have: number;
  /** In the unit of `have`. */
  readonly need: number;
  /** ISO date; null: cannot be said. */
  readonly expectedReadyOn: string | null;
}

export function insufficient(
  reason: InsufficientReason,
  message: string,
  have: number,
  need: number,
  readyDay: number | null = null,
): InsufficientData {
  return { reason, message, have, need, expectedReadyOn: readyDay === null ? null : isoDay(readyDay) };
}
