import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statementFamily, written } from '../db/statement.ts';
import type { GuestFilter } from '../engine/segments/filter.ts';
import type { Dimension, Move, PortfolioTotals, ScorePair, SegmentFigures, ValueCount } from '../engine/segments/portfolio.ts';
import { meets, metAt, sampleFilter } from './filter-sql.ts';
import { guestsWithScores } from './filtered.ts';

/** What figures are read from: the current rows (null), or the newest record of each guest at or before an instant. */
type At = Date | null;

/** The newest record of each guest of `c` at or before an instant. */
function recordAt(at: Date, alias: string): RawBuilder<unknown> {
  return sql`lateral (select r.* from score_history as r where r.customer_id = c.customer_id and r.scored_at <= ${at}::timestamptz
    order by r.scored_at desc limit 1) as ${sql.ref(alias)}`;
}

/** Every guest with his figures as `h`, and what more is joined. */
function everybodyAt(at: At, more: RawBuilder<unknown>): RawBuilder<unknown> {
  const figures = at === null ? sql`current_scores as h on h.customer_id = c.customer_id` : sql`${recordAt(at, 'h')} on true`;
  return sql`${guestsWithScores} left join ${figures} ${more}`;
}

/** Who met the filter then, and was known by then: to the CRM, or by a score. */
function metThen(at: At, filter: GuestFilter): RawBuilder<unknown> {
  if (at === null) return meets(filter);
  return sql`(c.created_at <= ${at}::timestamptz or h.health_score is not null) and ${metAt(at, filter)}`;
}

/** The guests of a filter with their figures as `h`. */
function guestsAt(at: At, filter: GuestFilter): RawBuilder<unknown> {
  return sql`${everybodyAt(at, sql``)} where ${metThen(at, filter)}`;
}

const totals = statementFamily<[At, GuestFilter, number], PortfolioTotals>(
  'portfolio/totals',
  'population',
  (kysely, at, filter, attentionBelow) =>
    written(
      kysely,
      sql<PortfolioTotals>`select count(*)::int as customers, count(h.customer_id)::int as known, count(h.health_score)::int as scored,
        coalesce(sum(h.health_score), 0)::float8 as "scoreSum", (extract(epoch from max(h.scored_at)) * 1000)::float8 as "newestAt",
        (count(*) filter (where s.completeness_score < ${attentionBelow}::float8))::int as "needsAttention",
        count(s.churn_probability)::int as valued,
        coalesce(sum(s.churn_probability * s.last_12_months_minor), 0)::float8 as "atRiskMinor",
        coalesce(sum(s.last_12_months_minor) filter (where s.churn_probability is not null), 0)::float8 as "yearMinor"
        from ${guestsAt(at, filter)}`,
    ),
  [
    [null, sampleFilter, 70],
    [new Date(0), sampleFilter, 70],
  ],
);

/** The sums of a portfolio. */
export async function readTotals(db: Db, at: At, filter: GuestFilter, attentionBelow: number): Promise<PortfolioTotals> {
  const [row] = await totals(db, at, filter, attentionBelow);
  if (row === undefined) throw new Error('expected one row of totals, got none');
  return row;
}

/** The columns of what is counted. */
const dimensions: Readonly<Record<Dimension, RawBuilder<unknown>>> = {
  HEALTH_LEVEL: sql`h.health_level`,
  CHURN_RISK: sql`h.churn_risk`,
  ENGAGEMENT_RISK: sql`h.engagement_risk`,
  VALUE_RISK: sql`h.value_risk`,
  COMPLETENESS: sql`h.completeness_level`,
  SCORE: sql`h.health_score`,
};

type CountRow = { readonly count: number } & Readonly<Partial<Record<Dimension, string | null>>>;

// By all columns together: one walk over the guests, which nodes can do each for its own, as grouping sets cannot.
const counts = statementFamily<[At, GuestFilter], CountRow>(
  'portfolio/counts',
  'population',
  (kysely, at, filter) => {
    const held = Object.entries(dimensions).filter(([dimension]) => at === null || dimension !== 'COMPLETENESS');
    const values = held.map(([dimension, column]) => sql`${column}::text as ${sql.ref(dimension)}`);
    const groups = held.map(([, column]) => column);
    return written(
      kysely,
      sql<CountRow>`select ${sql.join(values)}, count(*)::int as count from ${guestsAt(at, filter)} group by ${sql.join(groups)}`,
    );
  },
  [
    [null, sampleFilter],
    [new Date(0), sampleFilter],
  ],
);

/** How many guests have each level, risk, completeness and score. */
export async function readCounts(db: Db, at: At, filter: GuestFilter): Promise<ValueCount[]> {
  const sums = new Map<string, ValueCount>();
  for (const { count, ...values } of await counts(db, at, filter))
    for (const [dimension, value] of Object.entries(values)) {
      const key = `${dimension} ${value}`;
      sums.set(key, { dimension: dimension as Dimension, value, count: count + (sums.get(key)?.count ?? 0) });
    }
  return [...sums.values()];
}

const pairSums = sql`count(*) filter (where h.health_score is not null and b.health_score is not null)::int as guests,
  coalesce(sum(b.health_score) filter (where h.health_score is not null), 0)::float8 as "beforeSum",
  coalesce(sum(h.health_score) filter (where b.health_score is not null), 0)::float8 as "nowSum"`;

/** As `guestsAt`, with the record at an earlier instant as `b`. */
function guestsAtBoth(before: Date, at: At, filter: GuestFilter): RawBuilder<unknown> {
  return sql`${everybodyAt(at, sql`left join ${recordAt(before, 'b')} on true`)} where ${metThen(at, filter)}`;
}

const bothSamples: [Date, At, GuestFilter][] = [
  [new Date(0), null, sampleFilter],
  [new Date(0), new Date(1), sampleFilter],
];

const pair = statementFamily<[Date, At, GuestFilter], ScorePair>(
  'portfolio/pair',
  'population',
  (kysely, before, at, filter) => written(kysely, sql<ScorePair>`select ${pairSums} from ${guestsAtBoth(before, at, filter)}`),
  bothSamples,
);

/** Scores of the guests who had one at both instants. */
export async function readPair(db: Db, before: Date, at: At, filter: GuestFilter): Promise<ScorePair> {
  return (await pair(db, before, at, filter))[0] ?? { guests: 0, beforeSum: 0, nowSum: 0 };
}

const segments = statementFamily<[Date, At, GuestFilter], SegmentFigures>(
  'portfolio/segments',
  'population',
  (kysely, before, at, filter) =>
    written(
      kysely,
      sql<SegmentFigures>`select coalesce(c.segment, s.rfm_group) as segment, count(*)::int as customers,
        count(h.health_score)::int as scored, coalesce(sum(h.health_score), 0)::float8 as "scoreSum", ${pairSums}
        from ${guestsAtBoth(before, at, filter)} group by coalesce(c.segment, s.rfm_group) order by count(*) desc limit 100`,
    ),
  bothSamples,
);

/** The CRM's segments, else RFM groups, of a portfolio: the 100 largest. */
export function readSegmentFigures(db: Db, before: Date, at: At, filter: GuestFilter): Promise<SegmentFigures[]> {
  return segments(db, before, at, filter);
}

const moves = statementFamily<[Date, At, GuestFilter], Move>(
  'portfolio/moves',
  'population',
  (kysely, before, at, filter) =>
    written(
      kysely,
      sql<Move>`select b.health_level as "from", h.health_level as "to", count(*)::int as count
        from ${guestsAtBoth(before, at, filter)} group by b.health_level, h.health_level`,
    ),
  bothSamples,
);

/** How many guests went from one level to another. Null: no score then, or nothing on record. */
export function readMoves(db: Db, before: Date, at: At, filter: GuestFilter): Promise<Move[]> {
  return moves(db, before, at, filter);
}
