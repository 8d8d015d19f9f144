import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { LastSeen } from '../engine/population.ts';
import { counted } from './visits.ts';

const select = statement('facts.lastSeen', 'population', (kysely, until: Date) =>
  kysely
    .selectFrom(
      kysely
        .selectFrom('visits as v')
        .where('v.visited_at', '<=', until)
        .where(counted)
        .groupBy('v.customer_id')
        .select(['v.customer_id', sql<string>`max(v.business_day)`.as('last_day')])
        .as('g'),
    )
    .groupBy('last_day')
    .select([sql<number>`last_day - date '1970-01-01'`.as('day'), sql<number>`count(*)::int`.as('guests')]),
);

/** How many guests were last seen on which day, of all with a visit at or before an instant (milliseconds since 1970). */
export async function readLastSeen(db: Db, until: number): Promise<LastSeen[]> {
  return await select(db, new Date(until));
}
