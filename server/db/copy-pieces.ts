/** Memory for what is copied into tables: pieces of one size, written again once the database has answered. */

/** Handed to the connection at once, or a little more. */
export const pieceBytes = 65_536;
const spareBytes = 8_192;
const mostSpare = 24;

/** Of earlier copies: freed and got again, memory comes to lie scattered. */
const spare: Buffer[] = [];

/** The pieces of one copy. */
export class CopyPieces {
  readonly #taken: Buffer[] = [];

  /** A piece of the usual size, or, for a row that is longer, one with room for it. */
  next(room = 0): Buffer {
    if (room > pieceBytes + spareBytes) return Buffer.allocUnsafeSlow(room);
    const piece = spare.pop() ?? Buffer.allocUnsafeSlow(pieceBytes + spareBytes);
    this.#taken.push(piece);
    return piece;
  }

  /** To be called when nothing of them is on its way any more. Those of a copy that failed are left to the collector. */
  giveBack(): void {
    spare.push(...this.#taken.splice(0, mostSpare - spare.length));
  }
}
