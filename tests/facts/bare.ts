import type { BareVisit } from '../../server/engine/bare-visits.ts';

/** What a bare visit says, whatever else the object is. */
export const plain = ({ visitId, at, day, grossMinor, discountMinor, totalMinor, netMinor }: BareVisit): BareVisit => ({
  visitId,
  at,
  day,
  grossMinor,
  discountMinor,
  totalMinor,
  netMinor,
});
