/** Visits and attributes of guests from their parts of blocks, and of the others from their rows, of which new parts are made. */

import { ByteReader, ByteWriter, type Piece, wholeOf } from '../db/bytes.ts';
import type { Db } from '../db/open.ts';
import type { BareHistory, BareVisit } from '../engine/bare-visits.ts';
import type { Calendar } from '../engine/calendar.ts';
import type { Identity } from '../engine/facts.ts';
import { identity, nobody, type RawIdentity, versionsOf } from './identity.ts';
import { identityIn, identityPackOf } from './identity-pack.ts';
import type { FactSource } from './source.ts';
import { packOf, visitsIn } from './visit-pack.ts';
import { bareVisits } from './visits.ts';

/** Whose visits are read from rows at once: of a base that is scored for the first time these are all, and take memory. */
const rowsAtOnce = 200;

/** What is known of a guest from the run before. */
interface Part {
  readonly facts: Piece;
}

/** Behind the id: the visits, and the attributes. */
function behindId({ bytes, from }: Piece): ByteReader {
  const reader = new ByteReader(bytes, from);
  reader.skipPiece();
  return reader;
}

const into = new ByteWriter();

/** The facts of one chunk of guests. */
export interface KeptFacts {
  readonly visits: FactSource<Part | Buffer, BareHistory>;
  readonly identity: FactSource<Part | RawIdentity, Identity>;
  /** What of a guest whose rows were read is to be kept. Null: not to be kept, for a date that is sealed would have to be known. */
  readonly partOf: (customerId: string) => Piece | null;
}

/** @param kept the parts that count; who is absent is read from the rows. */
export function openKeptFacts(kept: ReadonlyMap<string, Part>, calendar: Calendar): KeptFacts {
  const packs = new Map<string, Buffer>();
  const versions = new Map<string, RawIdentity>();
  const others = (customerIds: readonly string[]) => customerIds.filter((id) => !kept.has(id));
  return {
    visits: {
      read: async (tx: Db, customerIds, until) => {
        const unknown = others(customerIds);
        for (let from = 0; from < unknown.length; from += rowsAtOnce) {
          const some = unknown.slice(from, from + rowsAtOnce);
          const rows = await bareVisits.read(tx, some, until, calendar);
          for (const id of some) packs.set(id, packOf(bareVisits.at(rows.get(id), Number.POSITIVE_INFINITY).visits));
        }
        return { get: (id) => kept.get(id) ?? packs.get(id) };
      },
      at: (raw, asOf) => ({ visits: raw === undefined ? [] : visitsOf(raw, asOf) }),
    },
    identity: {
      read: async (tx: Db, customerIds, until) => {
        const unknown = others(customerIds);
        if (unknown.length === 0) return kept;
        const rows = await identity.read(tx, unknown, until, calendar);
        for (const id of unknown) {
          const raw = rows.get(id);
          if (raw !== undefined) versions.set(id, raw);
        }
        return { get: (id) => kept.get(id) ?? versions.get(id) };
      },
      at: (raw, asOf) => identityOf(raw, asOf, calendar),
    },
    partOf: (customerId) => {
      const [pack, raw] = [packs.get(customerId), versions.get(customerId)];
      if (pack === undefined || raw === undefined) return null;
      const about = identityPackOf(versionsOf(raw), visitsIn(pack, Number.POSITIVE_INFINITY));
      if (about === null) return null;
      into.begin();
      into.text(customerId);
      into.piece(wholeOf(pack));
      into.piece(wholeOf(about));
      return wholeOf(into.all());
    },
  };
}

function visitsOf(raw: Part | Buffer, asOf: number): readonly BareVisit[] {
  if (Buffer.isBuffer(raw)) return visitsIn(raw, asOf);
  return visitsIn(raw.facts.bytes, asOf, behindId(raw.facts).skipPiece());
}

function identityOf(raw: Part | RawIdentity | undefined, asOf: number, calendar: Calendar): Identity {
  if (raw === undefined || !('facts' in raw)) return identity.at(raw, asOf);
  const places = behindId(raw.facts);
  places.skipPiece();
  return identityIn(raw.facts.bytes, places.skipPiece(), asOf, calendar) ?? nobody;
}
