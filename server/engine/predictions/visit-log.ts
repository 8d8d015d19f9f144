/**
 * Visit days of many guests, packed: what models are fitted and back-tested on. A day counts once over all locations; money of a day
 * is added up.
 */
export interface VisitLog {
  /** Guest g owns the positions `starts[g]` to `starts[g + 1]` − 1 of the lists below; one more than there are guests. */
  readonly starts: Int32Array;
  /** Business days since 1970-01-01, ascending within a guest; at least one per guest. */
  readonly days: Int32Array;
  /** Net spend of the day in minor units; NaN: unknown. */
  readonly netMinor: Float64Array;
  /** Visits of that day that were paid (known spend above 0). */
  readonly paidVisits: Int32Array;
  /** A hash of each guest's id: samples are chosen by it, never by the order of the guests. */
  readonly hashes: Uint32Array;
}

/** A visit day of one guest, for building a log. */
export interface LoggedDay {
  readonly day: number;
  /** Null: unknown. */
  readonly netMinor: number | null;
  readonly paidVisits: number;
}

/** Packs guests in the given order; a guest without a day is left out. */
export function visitLog(guests: readonly { readonly hash: number; readonly days: readonly LoggedDay[] }[]): VisitLog {
  const seen = guests.filter((guest) => guest.days.length > 0);
  const total = seen.reduce((count, guest) => count + guest.days.length, 0);
  const log = {
    starts: new Int32Array(seen.length + 1),
    days: new Int32Array(total),
    netMinor: new Float64Array(total),
    paidVisits: new Int32Array(total),
    hashes: Uint32Array.from(seen, (guest) => guest.hash),
  };
  let position = 0;
  seen.forEach((guest, index) => {
    for (const { day, netMinor, paidVisits } of guest.days) {
      log.days[position] = day;
      log.netMinor[position] = netMinor ?? Number.NaN;
      log.paidVisits[position] = paidVisits;
      position += 1;
    }
    log.starts[index + 1] = position;
  });
  return log;
}
