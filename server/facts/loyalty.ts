import { sql } from 'kysely';
import { statement } from '../db/statement.ts';
import type { LoyaltyHistory } from '../engine/facts.ts';
import { byCustomer, type FactSource, upTo } from './source.ts';

interface Row {
  customer_id: string;
  at: number;
  day: number;
  kind: string | null;
  points: number | null;
}

const select = statement('facts.loyalty', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom('loyalty_transactions as t')
    .where(sql<boolean>`t.customer_id = any(${customerIds}::text[])`)
    .where('t.at', '<=', until)
    .orderBy('t.customer_id')
    .orderBy('t.at')
    .orderBy(sql`t.transaction_id collate "C"`)
    .select([
      't.customer_id',
      sql<number>`(extract(epoch from t.at) * 1000)::float8`.as('at'),
      sql<number>`t.business_day - date '1970-01-01'`.as('day'),
      't.kind',
      sql<number | null>`t.points::float8`.as('points'),
    ])
    .$castTo<Row>(),
);

function pointsOf(rows: readonly Row[], kind: string): number {
  return rows.reduce((total, row) => (row.kind === kind ? total + Math.abs(row.points ?? 0) : total), 0);
}

/** Points earned and redeemed at or before the instant; null: no transaction. */
export const loyalty: FactSource<readonly Row[], LoyaltyHistory | null> = {
  read: async (db, customerIds, until) => byCustomer(await select(db, customerIds, new Date(until)), (row) => row),
  at: (all, asOf) => {
    const known = upTo(all ?? [], asOf);
    const first = known[0];
    if (first === undefined) return null;
    return {
      earnedPoints: pointsOf(known, 'EARN'),
      redeemedPoints: pointsOf(known, 'REDEEM'),
      transactions: known.length,
      firstDay: first.day,
    };
  },
};
