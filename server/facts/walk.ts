import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

const page = statement(
  'facts.walk',
  'population',
  (kysely, bucket: number, customerId: string, lastBucket: number, limit: number) =>
    kysely
      .selectFrom('customers')
      .where(sql<boolean>`(hashtext(customer_id), customer_id) > (${bucket}::int, ${customerId}::text)`)
      .where(sql<boolean>`hashtext(customer_id) <= ${lastBucket}::int`)
      .orderBy(sql`hashtext(customer_id)`)
      .orderBy('customer_id')
      .limit(sql<number>`${limit}::int`)
      .select(['customer_id', sql<number>`hashtext(customer_id)`.as('bucket')]),
);

/** A part of all customers: by the hash of their id, from behind one customer on. */
export interface Stretch {
  readonly afterBucket: number;
  readonly afterId: string;
  readonly lastBucket: number;
}

const everybody: Stretch = { afterBucket: -2_147_483_648, afterId: '', lastBucket: 2_147_483_647 };

/** Customers in order, and how far the walk is with them. */
export interface Step {
  readonly customerIds: readonly string[];
  /** The hash of the last id. */
  readonly bucket: number;
}

/** The customer ids of a stretch in order of their hash bucket, in chunks. */
export async function* walkStretch(db: Db, chunk: number, { afterBucket, afterId, lastBucket }: Stretch): AsyncGenerator<Step> {
  let bucket = afterBucket;
  let customerId = afterId;
  for (;;) {
    const rows = await page(db, bucket, customerId, lastBucket, chunk);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield { customerIds: rows.map((row) => row.customer_id), bucket: last.bucket };
    if (rows.length < chunk) return;
    bucket = last.bucket;
    customerId = last.customer_id;
  }
}

/** All customer ids in order of their hash bucket, in chunks. */
export async function* walkCustomers(db: Db, chunk: number): AsyncGenerator<readonly string[]> {
  for await (const { customerIds } of walkStretch(db, chunk, everybody)) yield customerIds;
}

const count = statement('facts.count', 'population', (kysely) =>
  kysely.selectFrom('customers').select(sql<number>`count(*)::int`.as('count')),
);

/** How many customers there are. */
export async function countCustomers(db: Db): Promise<number> {
  return (await count(db))[0]?.count ?? 0;
}
