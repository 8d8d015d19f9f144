/** What a run found of a guest, as bytes: the current row, and the alerts that are latched. */

import { ByteReader, ByteWriter, type Piece, wholeOf } from '../db/bytes.ts';
import { Words } from '../db/words.ts';
import type { AlertKind, AlertSeverity } from '../engine/alerts/alerts.ts';
import type { KnownAlert, LatchedAlert } from '../engine/alerts/life-cycle.ts';
import type { CurrentScore } from '../store/scores.ts';
import { bytesOfScore, scoreInBytes } from '../store/stored-scores.ts';

const into = new ByteWriter();
const completenessBytes = 8;

function alertsBytes(alerts: readonly LatchedAlert[]): Buffer {
  into.begin();
  for (const { kind, severity, clearsAt, events } of alerts) {
    into.text(kind);
    into.text(severity);
    into.byte(clearsAt === null ? 0 : 1);
    if (clearsAt !== null) into.float8(clearsAt);
    into.whole(events.length);
    for (const event of events) into.text(event);
  }
  return into.all();
}

/** A row on its way into a piece. */
export interface RowBytes {
  readonly completeness: number;
  readonly row: Buffer;
}

export function rowBytesOf(row: CurrentScore): RowBytes {
  return { completeness: row.completeness_score, row: Buffer.from(bytesOfScore(row)) };
}

/** @param alerts those that are latched, or the piece in which they stand already. */
export function foundPiece({ completeness, row }: RowBytes, alerts: readonly LatchedAlert[] | Piece): Piece {
  const latched = 'bytes' in alerts ? alertsPieceOf(alerts) : wholeOf(alertsBytes(alerts));
  into.begin();
  into.float8(completeness);
  into.piece(wholeOf(row));
  into.piece(latched);
  return wholeOf(into.all());
}

/** What alerts ask of the row before is found without the row. */
function behindCompleteness({ bytes, from }: Piece): ByteReader {
  return new ByteReader(bytes, from + completenessBytes);
}

export function completenessIn({ bytes, from }: Piece): number {
  return bytes.readDoubleBE(from);
}

function alertsPieceOf(piece: Piece): Piece {
  const reader = behindCompleteness(piece);
  reader.skipPiece();
  const from = reader.skipPiece();
  return { bytes: piece.bytes, from, to: reader.at };
}

/** Whether a piece holds this very row. @param row as bytes. */
export function holds(piece: Piece, row: Buffer): boolean {
  const { bytes } = piece;
  const reader = behindCompleteness(piece);
  const begins = reader.skipPiece();
  return row.length === reader.at - begins && row.compare(bytes, begins, reader.at) === 0;
}

export function rowIn(piece: Piece): CurrentScore {
  return scoreInBytes(piece.bytes, behindCompleteness(piece).skipPiece());
}

const kinds = new Words();
const severities = new Words();
const noAlerts: readonly KnownAlert[] = [];

/** In the order of their ids. */
export function alertsIn(piece: Piece): readonly KnownAlert[] {
  const { to } = piece;
  const reader = behindCompleteness(piece);
  reader.skipPiece();
  reader.whole(); // how long they are
  if (reader.at === to) return noAlerts;
  const alerts: KnownAlert[] = [];
  while (reader.at < to) {
    const kind = reader.word(kinds) as AlertKind; // written from such
    const severity = reader.word(severities) as AlertSeverity;
    const clearsAt = reader.byte() === 0 ? null : reader.float8();
    const events = Array.from({ length: reader.whole() }, () => reader.text());
    alerts.push({ kind, severity, clearsAt, events });
  }
  return alerts;
}
