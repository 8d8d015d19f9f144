/** A position of the primary's log, bytes from its beginning, and when it was seen, milliseconds since 1970. */
export interface Seen {
  readonly position: bigint;
  readonly at: number;
}

/** Positions that are remembered of the primary; of more every other one is forgotten, the oldest never. */
const mostSeen = 1_000;

/** How far a replica is behind, told by when the primary was seen where the replica is not yet: no clock but ours counts. */
export class Lag {
  #ahead: Seen[] = [];
  #bytes = 0;

  /** @param primary where the primary is now. @param replayed where the replica is. */
  note(primary: Seen, replayed: bigint): void {
    const last = this.#ahead.at(-1);
    if (last === undefined || primary.position > last.position) this.#ahead.push(primary);
    this.#ahead = this.#ahead.filter(({ position }) => position > replayed);
    if (this.#ahead.length > mostSeen) this.#ahead = this.#ahead.filter((_, index) => index % 2 === 0);
    this.#bytes = Math.max(0, Number(primary.position - replayed));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Since when the primary has been where the replica is not yet, seconds; 0: the replica has everything. */
  seconds(now: number): number {
    const [first] = this.#ahead;
    return first === undefined ? 0 : Math.max(0, (now - first.at) / 1000);
  }
}
