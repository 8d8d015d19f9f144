import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { byCodePoints } from './raw-rows.ts';

// Whole buckets, so that how far a walk is can be kept without the id of a customer, who may be erased.
const page = statement('facts.walk', 'population', (kysely, bucket: number, lastBucket: number, limit: number) =>
  kysely
    .selectFrom('customers')
    .where(sql<boolean>`hashtext(customer_id) >= ${bucket}::int`)
    .where(sql<boolean>`hashtext(customer_id) <= ${lastBucket}::int`)
    .orderBy(sql`hashtext(customer_id)`)
    .select(['customer_id', sql<number>`hashtext(customer_id)`.as('bucket')])
    .modifyEnd(sql`fetch first (${limit}::int) rows with ties`),
);

/** A part of all customers, by the hash of their id. */
export interface Stretch {
  readonly fromBucket: number;
  readonly lastBucket: number;
}

export const everybody: Stretch = { fromBucket: -2_147_483_648, lastBucket: 2_147_483_647 };

/** Where the part begins that a bucket lies in, of so many of one size. */
export function beginOfPart(bucket: number, parts: number): number {
  const width = (everybody.lastBucket - everybody.fromBucket + 1) / parts;
  return Math.floor((bucket - everybody.fromBucket) / width) * width + everybody.fromBucket;
}

/** Customers in order, and where the walk goes on behind them. */
export interface Step {
  readonly customerIds: readonly string[];
  /** Of each of them, in their order. */
  readonly buckets: readonly number[];
  /** Where the walk stood. */
  readonly fromBucket: number;
  /** Every customer before it is among these or those before; at most one behind the stretch. */
  readonly nextBucket: number;
}

/** Of one bucket in the order of the ids, so that the first so many of a walk are always the same. */
function inOrder(a: Place, b: Place): number {
  return a.bucket - b.bucket || byCodePoints(a.customer_id, b.customer_id);
}

interface Place {
  readonly customer_id: string;
  readonly bucket: number;
}

/**
 * The customer ids of a stretch in order of their hash bucket, in chunks.
 * @param chunk how many at once; more when the last ones share a bucket.
 * @param parts into how many parts of one size all hashes are cut: a step ends with one, unless it is less than one.
 */
export async function* walkStretch(
  db: Db,
  chunk: number,
  { fromBucket, lastBucket }: Stretch,
  parts: number | null = null,
): AsyncGenerator<Step> {
  let bucket = fromBucket;
  while (bucket <= lastBucket) {
    const rows = await page(db, bucket, lastBucket, chunk);
    const last = rows.at(-1);
    if (last === undefined) return;
    rows.sort(inOrder);
    const begin = bucket;
    const isEnd = rows.length < chunk;
    bucket = isEnd ? lastBucket + 1 : last.bucket + 1;
    const partBegins = parts === null || isEnd ? bucket : beginOfPart(last.bucket, parts);
    const whole = rows.findIndex((row) => row.bucket >= partBegins);
    if (whole > 0) {
      rows.length = whole;
      bucket = partBegins;
    }
    yield {
      customerIds: rows.map((row) => row.customer_id),
      buckets: rows.map((row) => row.bucket),
      fromBucket: begin,
      nextBucket: bucket,
    };
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

const seqScan = statement('facts.seqScan', 'own', (kysely, allowed: 'on' | 'off') =>
  kysely.selectNoFrom(sql<string>`set_config('enable_seqscan', ${allowed}::text, true)`.as('allowed')),
);

/**
 * Does `work` in a transaction that finds the rows of guests by their key. PostgreSQL keeps a plan that it made of a small table, and a
 * list of thousands of ids, looked through for each row of a table that has grown since, takes minutes.
 */
export async function byKey<Result>(tx: Db, work: () => Promise<Result>): Promise<Result> {
  await seqScan(tx, 'off');
  const result = await work();
  await seqScan(tx, 'on');
  return result;
}
