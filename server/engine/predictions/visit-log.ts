/**
 * Visit days of many guests, packed: what models are fitted and back-tested on. A day counts once over all locations; money of a day
 * is added up.
 */

import { hash128 } from '../maths/random.ts';

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

/** A guest to be packed. */
export interface LoggedGuest {
  readonly hash: number;
  readonly days: readonly LoggedDay[];
}

/** Packs guests in the given order; a guest without a day is left out. */
export function visitLog(guests: Iterable<LoggedGuest>): VisitLog {
  const writer = visitLogWriter();
  for (const guest of guests) writer.add(guest);
  return writer.close();
}

export interface VisitLogWriter {
  readonly add: (guest: LoggedGuest) => void;
  readonly close: () => VisitLog;
}

/** Packs guests as they come, in memory that grows by halves: 20 bytes per visit day. */
export function visitLogWriter(): VisitLogWriter {
  let [guests, position] = [0, 0];
  let starts = new Int32Array(1_024);
  let hashes = new Uint32Array(1_024);
  let days = new Int32Array(8_192);
  let paid = new Int32Array(8_192);
  let net = new Float64Array(8_192);
  const room = (size: number, need: number) => (need <= size ? size : Math.max(need, Math.ceil(1.5 * size)));
  const makeRoom = (added: number): void => {
    const lists = room(starts.length, guests + 2);
    if (lists > starts.length) [starts, hashes] = [grown(starts, lists), grown(hashes, lists)];
    const places = room(days.length, position + added);
    if (places > days.length) [days, paid, net] = [grown(days, places), grown(paid, places), grown(net, places)];
  };
  return {
    add({ hash, days: visited }) {
      if (visited.length === 0) return;
      makeRoom(visited.length);
      for (const { day, netMinor, paidVisits } of visited) {
        days[position] = day;
        net[position] = netMinor ?? Number.NaN;
        paid[position] = paidVisits;
        position += 1;
      }
      hashes[guests] = hash;
      guests += 1;
      starts[guests] = position;
    },
    close: () => ({
      starts: starts.slice(0, guests + 1),
      days: days.slice(0, position),
      netMinor: net.slice(0, position),
      paidVisits: paid.slice(0, position),
      hashes: hashes.slice(0, guests),
    }),
  };
}

/** A longer list that begins with a shorter one. */
function grown<List extends Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
  list: List,
  length: number,
): List {
  const longer = new (list.constructor as new (length: number) => List)(length);
  longer.set(list);
  return longer;
}

/** The visit days of a history, in order. */
export function loggedDays(visits: readonly Pick<LoggedDay, 'day' | 'netMinor'>[]): LoggedDay[] {
  const days: LoggedDay[] = [];
  for (const { day, netMinor } of visits) {
    const last = days.at(-1);
    const paid = netMinor !== null && netMinor > 0 ? 1 : 0;
    if (last?.day !== day) days.push({ day, netMinor, paidVisits: paid });
    else {
      const known = last.netMinor === null && netMinor === null ? null : (last.netMinor ?? 0) + (netMinor ?? 0);
      days[days.length - 1] = { day, netMinor: known, paidVisits: last.paidVisits + paid };
    }
  }
  return days;
}

/** A number for a guest's id, the same on every machine. */
export function guestHash(customerId: string): number {
  return hash128(customerId)[0];
}
