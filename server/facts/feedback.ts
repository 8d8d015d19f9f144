import { sql } from 'kysely';
import type { BinaryRows, RowPlace } from '../db/binary-rows.ts';
import { binaryStatement } from '../db/statement.ts';
import { Words } from '../db/words.ts';
import type { FeedbackEntry, FeedbackHistory } from '../engine/facts.ts';
import { byCodePoints, byGuest, inOrderOf, type RawRows } from './raw-rows.ts';
import type { FactSource } from './source.ts';

// The comment stays sealed: its text is not judged here.
const select = binaryStatement('facts.feedback', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom('feedback as f')
    .where(sql<boolean>`f.customer_id = any(${customerIds}::text[])`)
    .where('f.at', '<=', until)
    .select(['f.customer_id', 'f.feedback_id', 'f.at', 'f.business_day', 'f.source', 'f.nps', 'f.rating', 'f.sentiment']),
);

interface Known {
  readonly source: Words;
}

/** The fields are read in the order of the statement, which is that of a literal's fields. */
function entryAt(rows: BinaryRows, place: RowPlace, known: Known): FeedbackEntry {
  rows.open(place).skip();
  return {
    feedbackId: rows.text() ?? '',
    at: (rows.micros() ?? 0) / 1_000,
    day: rows.day() ?? 0,
    source: rows.word(known.source),
    nps: rows.int4(),
    rating: rows.float8(),
    sentiment: rows.float8(),
  };
}

function inOrder(a: FeedbackEntry, b: FeedbackEntry): number {
  return a.at - b.at || byCodePoints(a.feedbackId, b.feedbackId);
}

/** Every feedback at or before the instant, in order of (time, id). */
export const feedback: FactSource<RawRows<Known>, FeedbackHistory> = {
  read: async (db, customerIds, until) => byGuest(await select(db, customerIds, new Date(until)), { source: new Words() }),
  at: (raw, asOf) => {
    if (raw === undefined) return { entries: [] };
    const entries = raw.places.map((place) => entryAt(raw.rows, place, raw.known)).filter(({ at }) => at <= asOf);
    return { entries: inOrderOf(entries, inOrder) };
  },
};
