import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { SourceFreshness } from '../engine/facts.ts';

const select = statement('facts.sources', 'population', (kysely, instants: readonly Date[]) =>
  kysely
    .selectFrom(
      sql<{ instant: Date; place: number }>`unnest(${instants}::timestamptz[]) with ordinality`.as<'k'>(sql`k(instant, place)`),
    )
    .orderBy('k.place')
    .select([
      newest('visits', 'visited_at').as('visits'),
      newest('loyalty_transactions', 'at').as('loyalty'),
      newest('campaign_sends', 'sent_at').as('campaigns'),
      newest('feedback', 'at').as('feedback'),
    ])
    .$castTo<SourceFreshness>(),
);

/** Read from the end of the index on the time alone, so it costs the same however large the base is. */
function newest(table: string, column: string) {
  const at = sql.ref(column);
  return sql<
    number | null
  >`(select (extract(epoch from max(${at})) * 1000)::float8 from ${sql.table(table)} where ${at} <= k.instant)`;
}

/** The newest event of each source in the whole base at each instant (milliseconds since 1970), in their order. */
export async function readSources(db: Db, instants: readonly number[]): Promise<SourceFreshness[]> {
  return select(
    db,
    instants.map((instant) => new Date(instant)),
  );
}
