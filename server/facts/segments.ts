import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

interface Row {
  customer_id: string;
  segment: string | null;
}

// The version on record at the instant, else the first one, as for every attribute.
const select = statement('facts.segments', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom(
      kysely
        .selectFrom('customers')
        .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
        .select(['customer_id', 'recorded_at', 'segment'])
        .unionAll(
          kysely
            .selectFrom('customer_versions')
            .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
            .select(['customer_id', 'recorded_at', 'segment']),
        )
        .as('c'),
    )
    .distinctOn('c.customer_id')
    .orderBy('c.customer_id')
    .orderBy(sql`c.recorded_at <= ${until}::timestamptz`, 'desc')
    .orderBy(sql`abs(extract(epoch from c.recorded_at - ${until}::timestamptz))`)
    .select(['c.customer_id', 'c.segment'])
    .$castTo<Row>(),
);

/** The CRM's segment of each customer at an instant; null: none on record. */
export async function readSegments(db: Db, customerIds: readonly string[], until: number): Promise<Map<string, string | null>> {
  const rows = await select(db, customerIds, new Date(until));
  return new Map(rows.map((row) => [row.customer_id, row.segment]));
}
