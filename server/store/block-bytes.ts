/** The bytes of a block of guests: pieces one behind the other, in two columns, and an index of who has which. */
import { ByteReader, ByteWriter, type Piece } from '../db/bytes.ts';

/** What is kept of a guest. */
export class GuestPart {
  readonly id: string;
  /** Of the current row. */
  readonly version: number;
  /** The id, then what is on record. */
  readonly facts: Piece;
  /** What was found of it: the current row, and what is latched. */
  readonly found: Piece;

  constructor(id: string, version: number, facts: Piece, found: Piece) {
    this.id = id;
    this.version = version;
    this.facts = facts;
    this.found = found;
  }
}

/** Pieces as they lie: most in a long value, what changed since that was written behind it in a short one. */
export interface Pieces {
  readonly long: readonly Piece[];
  readonly short: readonly Piece[];
}

export interface BlockParts {
  readonly facts: Pieces;
  readonly found: Pieces;
  readonly parts: readonly GuestPart[];
}

/** The values of a row. */
export const blockValues = ['guests', 'facts', 'facts_later', 'found', 'found_later'] as const;
export type BlockValue = (typeof blockValues)[number];

/** Of a guest in the index: the version, and which piece of each column it has. */
const versionBytes = 8;
const placeBytes = 4;
const guestBytes = versionBytes + 2 * placeBytes;

/** Of the long pieces so many may be out of use before all are written anew. */
const mostShort = 1 / 4;
const someShort = 2;

function piecesIn(bytes: Buffer): Piece[] {
  const pieces: Piece[] = [];
  const reader = new ByteReader(bytes);
  while (reader.at < bytes.length) {
    const from = reader.skipPiece();
    pieces.push({ bytes, from, to: reader.at });
  }
  return pieces;
}

const pieceAt = ({ long, short }: Pieces, place: number): Piece | undefined =>
  place < long.length ? long[place] : short[place - long.length];

export function partsIn(values: Readonly<Record<BlockValue, Buffer>>): BlockParts {
  const facts = { long: piecesIn(values.facts), short: piecesIn(values.facts_later) };
  const found = { long: piecesIn(values.found), short: piecesIn(values.found_later) };
  const { guests } = values;
  const parts: GuestPart[] = [];
  for (let at = 0; at < guests.length; at += guestBytes) {
    const ofFacts = pieceAt(facts, guests.readUInt32BE(at + versionBytes));
    const ofFound = pieceAt(found, guests.readUInt32BE(at + versionBytes + placeBytes));
    if (ofFacts === undefined || ofFound === undefined) continue;
    const id = new ByteReader(ofFacts.bytes, ofFacts.from).text();
    parts.push(new GuestPart(id, guests.readDoubleBE(at), ofFacts, ofFound));
  }
  return { facts, found, parts };
}

const into = new ByteWriter();

function joined(pieces: readonly Piece[]): Buffer {
  into.begin();
  for (const piece of pieces) into.piece(piece);
  return into.all();
}

/** How a column is written: null: as it stands there. */
interface Column {
  readonly long: Buffer | null;
  readonly short: Buffer | null;
  /** Of the piece of each guest, in their order. */
  readonly places: readonly number[];
}

const nothing = Buffer.alloc(0);

/** @param isLess somebody has gone: the long value does not keep what it held of them. */
function columnOf(wanted: readonly Piece[], before: Pieces | null, isLess: boolean): Column {
  const anew = (): Column => ({ long: joined(wanted), short: nothing, places: wanted.map((_piece, index) => index) });
  if (before === null || isLess) return anew();
  const known = new Map(before.long.map((piece, index) => [piece, index]));
  const short: Piece[] = [];
  const places = wanted.map((piece) => {
    const place = known.get(piece);
    if (place !== undefined) return place;
    short.push(piece);
    return before.long.length + short.length - 1;
  });
  if (short.length > Math.max(someShort, mostShort * before.long.length)) return anew();
  const isSame = short.length === before.short.length && short.every((piece, index) => piece === before.short[index]);
  return { long: null, short: isSame ? null : joined(short), places };
}

/**
 * The values of a block with these parts, of which each may have pieces of the block as it was read; null: the value is as it was.
 * @param versions of the row of each part.
 */
export function valuesOf(
  parts: readonly GuestPart[],
  versions: readonly number[],
  before: BlockParts | null,
): Readonly<Record<BlockValue, Buffer | null>> {
  const ids = new Set(parts.map(({ id }) => id));
  const isLess = before?.parts.some(({ id }) => !ids.has(id)) ?? false;
  const facts = columnOf(
    parts.map((part) => part.facts),
    before?.facts ?? null,
    isLess,
  );
  const found = columnOf(
    parts.map((part) => part.found),
    before?.found ?? null,
    isLess,
  );
  const guests = Buffer.allocUnsafe(parts.length * guestBytes);
  for (let index = 0; index < parts.length; index += 1) {
    const at = index * guestBytes;
    guests.writeDoubleBE(versions[index] ?? 0, at);
    guests.writeUInt32BE(facts.places[index] ?? 0, at + versionBytes);
    guests.writeUInt32BE(found.places[index] ?? 0, at + versionBytes + placeBytes);
  }
  return { guests, facts: facts.long, facts_later: facts.short, found: found.long, found_later: found.short };
}
