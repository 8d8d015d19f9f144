/** What every page needs to know of the venue: read from the ends of indexes, so that it costs the same however large the base is. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement, written } from '../db/statement.ts';
import type { SourceName, SourceSpan, SourceSpans } from '../engine/venue.ts';

type Row = SourceSpan & { readonly source: SourceName };

function span(source: SourceName, table: string, column: string, until: Date): RawBuilder<Row> {
  const at = sql.ref(column);
  const newest = sql`select max(${at}) from ${sql.table(table)} where ${at} <= ${until}::timestamptz`;
  return sql<Row>`select ${sql.lit(source)} as source, (extract(epoch from min(${at})) * 1000)::float8 as "firstEventAt",
    (extract(epoch from max(${at})) * 1000)::float8 as "lastEventAt",
    (select (extract(epoch from max(recorded_at)) * 1000)::float8 from ${sql.table(table)} where ${at} = (${newest})) as "lastRecordedAt"
    from ${sql.table(table)} where ${at} <= ${until}::timestamptz`;
}

const spans = statement('facts.sourceSpans', 'population', (kysely, until: Date) =>
  written(
    kysely,
    sql<Row>`${span('visits', 'visits', 'visited_at', until)} union all ${span('loyalty', 'loyalty_transactions', 'at', until)}
      union all ${span('campaigns', 'campaign_sends', 'sent_at', until)} union all ${span('feedback', 'feedback', 'at', until)}`,
  ),
);

const nothing: SourceSpan = { firstEventAt: null, lastEventAt: null, lastRecordedAt: null };

/** The oldest and the newest event of each source in the whole base, at or before the instant. */
export async function readSourceSpans(db: Db, until: number): Promise<SourceSpans> {
  const rows = await spans(db, new Date(until));
  const of = (source: SourceName): SourceSpan => {
    const { firstEventAt, lastEventAt, lastRecordedAt } = rows.find((row) => row.source === source) ?? nothing;
    return { firstEventAt, lastEventAt, lastRecordedAt };
  };
  return { visits: of('visits'), loyalty: of('loyalty'), campaigns: of('campaigns'), feedback: of('feedback') };
}

const horizon = statement('facts.storedHorizon', 'own', (kysely, week: string) =>
  kysely
    .selectFrom('population_facts')
    .where('week', '<=', week)
    .orderBy('week', 'desc')
    .limit(sql<number>`1`)
    .select(sql<number>`(facts ->> 'horizonDays')::float8`.as('days')),
);

/** H of the newest stored week up to this Monday (ISO), days; null: none is stored. Nothing is computed for it. */
export async function readStoredHorizon(db: Db, week: string): Promise<number | null> {
  return (await horizon(db, week))[0]?.days ?? null;
}

/** A place where visits happen. */
export interface LocationRecord {
  readonly id: string;
  readonly name: string;
  /** Null: that of the installation. */
  readonly timeZone: string | null;
}

const locations = statement('facts.locations', 'own', (kysely) =>
  kysely
    .selectFrom('locations')
    .orderBy(sql`lower(name) collate "C"`)
    .orderBy('location_id')
    .limit(sql<number>`1000`)
    .select(['location_id as id', 'name', 'time_zone as timeZone']),
);

/** The locations by name, 1,000 at most. */
export function readLocations(db: Db): Promise<LocationRecord[]> {
  return locations(db);
}
