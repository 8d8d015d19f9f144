import { sql } from 'kysely';
import { statement } from '../db/statement.ts';
import type { FeedbackEntry, FeedbackHistory } from '../engine/facts.ts';
import { byCustomer, type FactSource, upTo } from './source.ts';

type Row = FeedbackEntry & { customer_id: string };

// The comment stays sealed: its text is not judged here.
const select = statement('facts.feedback', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom('feedback as f')
    .where(sql<boolean>`f.customer_id = any(${customerIds}::text[])`)
    .where('f.at', '<=', until)
    .orderBy('f.customer_id')
    .orderBy('f.at')
    .orderBy(sql`f.feedback_id collate "C"`)
    .select([
      'f.customer_id',
      'f.feedback_id as feedbackId',
      sql<number>`(extract(epoch from f.at) * 1000)::float8`.as('at'),
      sql<number>`f.business_day - date '1970-01-01'`.as('day'),
      'f.source',
      'f.nps',
      'f.rating',
      'f.sentiment',
    ])
    .$castTo<Row>(),
);

/** Every feedback at or before the instant. */
export const feedback: FactSource<readonly FeedbackEntry[], FeedbackHistory> = {
  read: async (db, customerIds, until) =>
    byCustomer(await select(db, customerIds, new Date(until)), ({ customer_id: _, ...entry }) => entry),
  at: (entries, asOf) => ({ entries: upTo(entries ?? [], asOf) }),
};
