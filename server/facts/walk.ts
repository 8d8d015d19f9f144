import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

const page = statement('facts.walk', 'population', (kysely, bucket: number, customerId: string, limit: number) =>
  kysely
    .selectFrom('customers')
    .where(sql<boolean>`(hashtext(customer_id), customer_id) > (${bucket}::int, ${customerId}::text)`)
    .orderBy(sql`hashtext(customer_id)`)
    .orderBy('customer_id')
    .limit(sql<number>`${limit}::int`)
    .select(['customer_id', sql<number>`hashtext(customer_id)`.as('bucket')]),
);

/** All customer ids in order of their hash bucket, in chunks. */
export async function* walkCustomers(db: Db, chunk: number): AsyncGenerator<string[]> {
  let bucket = -2_147_483_648;
  let customerId = '';
  for (;;) {
    const rows = await page(db, bucket, customerId, chunk);
    if (rows.length > 0) yield rows.map((row) => row.customer_id);
    const last = rows.at(-1);
    if (last === undefined || rows.length < chunk) return;
    bucket = last.bucket;
    customerId = last.customer_id;
  }
}

const count = statement('facts.count', 'population', (kysely) =>
  kysely.selectFrom('customers').select(sql<number>`count(*)::int`.as('count')),
);

/** How many customers there are. */
export async function countCustomers(db: Db): Promise<number> {
  return (await count(db))[0]?.count ?? 0;
}
