/** The bare visits of a guest as a row of bytes: some nine of each, and its id. */

import { ByteWriter } from '../db/bytes.ts';
import type { BareVisit } from '../engine/bare-visits.ts';
import { ReadVisit, type VisitIds } from './read-visit.ts';

const dayMicros = 86_400_000_000;
/** Units of the time of a day, in microseconds: most events stand at whole minutes, and few at more than whole milliseconds. */
const units = [60_000_000, 1_000, 1] as const;
/** In the first byte of a visit: two bits of the unit's place, and which amounts are unknown. */
const unitBits = 3;
const noGross = 4;
const noDiscount = 8;
const noTotal = 16;

/** The memory that one value after the other is written in. */
const into = new ByteWriter();

/** @param visits of one guest, all of them, in order of (day, at, id). */
export function packOf(visits: readonly BareVisit[]): Buffer {
  into.begin();
  into.whole(visits.length);
  let lastDay = 0;
  for (const visit of visits) {
    const { at, day, grossMinor, discountMinor, totalMinor, netMinor } = visit;
    const ofDay = Math.round(at * 1_000) - day * dayMicros;
    const place = units.findIndex((unit) => ofDay % unit === 0);
    const unknown =
      (grossMinor === null ? noGross : 0) + (discountMinor === null ? noDiscount : 0) + (totalMinor === null ? noTotal : 0);
    into.byte(place + unknown);
    into.whole(day - lastDay);
    into.whole(ofDay / (units[place] ?? 1));
    if (grossMinor !== null) into.whole(grossMinor);
    if (discountMinor !== null) into.whole(discountMinor);
    if (totalMinor !== null) into.whole(totalMinor);
    if (totalMinor !== null && netMinor !== null) into.whole(totalMinor - netMinor);
    lastDay = day;
  }
  for (const { visitId } of visits) into.text(visitId);
  return into.all();
}

/** Where the next number is read. */
let at = 0;

function whole(bytes: Buffer): number {
  let byte = bytes[at] ?? 0;
  at += 1;
  let value = byte & 127;
  // Four bytes fit what is fast to put together; what is longer is added up.
  for (let shift = 7; byte >= 128 && shift < 28; shift += 7) {
    byte = bytes[at] ?? 0;
    at += 1;
    value |= (byte & 127) << shift;
  }
  for (let factor = 268_435_456; byte >= 128; factor *= 128) {
    byte = bytes[at] ?? 0;
    at += 1;
    value += (byte & 127) * factor;
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function skipText(bytes: Buffer): void {
  const length = whole(bytes);
  at += length;
}

/** The ids behind the numbers, each looked for when it is asked for. */
class PackedIds implements VisitIds {
  readonly #bytes: Buffer;
  #from = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  beginAt(from: number): void {
    this.#from = from;
  }

  idAt(place: number): string {
    at = this.#from;
    for (let before = 0; before < place; before += 1) skipText(this.#bytes);
    const length = whole(this.#bytes);
    return this.#bytes.toString('utf8', at, at + length);
  }
}

/**
 * The visits of a guest at or before the instant, in their order.
 * @param asOf milliseconds since 1970. @param from where they begin among other bytes.
 */
export function visitsIn(pack: Buffer, asOf: number, from = 0): BareVisit[] {
  at = from;
  const ids = new PackedIds(pack);
  const count = whole(pack);
  const visits: BareVisit[] = [];
  let day = 0;
  for (let place = 0; place < count; place += 1) {
    const head = pack[at] ?? 0;
    at += 1;
    day += whole(pack);
    const ofDay = whole(pack) * (units[head & unitBits] ?? 1);
    const grossMinor = (head & noGross) === 0 ? whole(pack) : null;
    const discountMinor = (head & noDiscount) === 0 ? whole(pack) : null;
    const totalMinor = (head & noTotal) === 0 ? whole(pack) : null;
    const netMinor = totalMinor === null ? null : totalMinor - whole(pack);
    const when = (day * dayMicros + ofDay) / 1_000;
    if (when > asOf) continue;
    const numbers = { at: when, day, grossMinor, discountMinor, totalMinor, netMinor };
    visits.push(new ReadVisit(numbers, ids, place));
  }
  ids.beginAt(at);
  return visits;
}
