/** Rows of many guests in no order, each guest's found without looking into the rest of a row. */
import type { BinaryRows, RowPlace } from '../db/binary-rows.ts';

/** A guest's rows, read but not looked into, with what the reader knows of all guests' rows. */
export interface RawRows<Known> {
  readonly rows: BinaryRows;
  readonly places: readonly RowPlace[];
  readonly known: Known;
}

/** The rows of one guest, and the next guest with the same number. */
interface Group<Known> extends RawRows<Known> {
  readonly places: RowPlace[];
  readonly next: Group<Known> | null;
}

/** Each row finds its guest by the bytes of the id, its first field, of which a text is made once. */
export function byGuest<Known>(rows: BinaryRows, known: Known): Map<string, RawRows<Known>> {
  const groups = new Map<string, RawRows<Known>>();
  const byNumber = new Map<number, Group<Known>>();
  let group: Group<Known> | null = null;
  for (let place = rows.firstPlace(); place !== null; place = rows.placeBehind(place)) {
    // Neighbours are often of one guest.
    if (group === null || !rows.beginsLike(place, group.places[0] ?? 0)) {
      const number = rows.beginning(place);
      group = byNumber.get(number) ?? null;
      while (group !== null && !rows.beginsLike(place, group.places[0] ?? 0)) group = group.next;
      if (group === null) {
        group = { rows, known, places: [], next: byNumber.get(number) ?? null };
        byNumber.set(number, group);
        groups.set(rows.open(place).text() ?? '', group);
      }
    }
    group.places.push(place);
  }
  return groups;
}

/** The order of PostgreSQL's collation "C": by code points, where JavaScript compares halves of the high ones. */
export function byCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [one, other] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (one !== other) return raised(one) - raised(other);
  }
  return a.length - b.length;
}

const [firstHalf, behindHalves] = [0xd800, 0xe000];

/** Halves of high code points come behind every whole one. */
function raised(unit: number): number {
  return unit >= firstHalf && unit < behindHalves ? unit + behindHalves : unit;
}

/** The list itself when it is in order, else a sorted copy. */
export function inOrderOf<Event>(events: readonly Event[], order: (a: Event, b: Event) => number): readonly Event[] {
  for (let index = 1; index < events.length; index += 1) {
    const [last, event] = [events[index - 1], events[index]];
    if (last !== undefined && event !== undefined && order(last, event) > 0) return events.toSorted(order);
  }
  return events;
}
