/**
 * What followed interventions, as sums over the guests of each action and arm: no guest's row leaves the database. A guest counts once
 * per action, from the first intervention of the period on, in the arm that it names.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statementFamily, written } from '../db/statement.ts';
import { dayMs } from '../engine/calendar.ts';
import type { DaySums } from '../engine/interventions/series.ts';
import type { ActionArm, OutcomeSums } from '../engine/interventions/sums.ts';
import { counted } from './visits.ts';

/** What is expected of a guest beforehand rests on these numbers of the venue. */
export interface ExpectationBasis {
  readonly typicalGapDays: number;
  readonly returnShare: number;
  /** Null: no spend is known. */
  readonly meanSpendMinor: number | null;
}

export interface InterventionPeriod {
  /** Interventions from this instant on, before that one; milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly windowDays: number;
  /** What is known at this instant: windows that end later are pending. */
  readonly asOf: number;
  /** In small letters; null: all actions. */
  readonly action: string | null;
  /** Condition on `customers as c` joined with `current_scores as s`; null: everybody. */
  readonly whom: RawBuilder<boolean> | null;
}

function meant({ from, to, asOf, action, whom, windowDays }: InterventionPeriod): RawBuilder<unknown> {
  const guests = sql`join customers as c on c.customer_id = i.customer_id left join current_scores as s on s.customer_id = i.customer_id`;
  const ends = new Date(asOf - windowDays * dayMs);
  return sql`meant as materialized (
    select distinct on (i.customer_id, lower(i.action)) i.customer_id, lower(i.action) as action, i.arm, i.at, i.cost_minor,
      i.at + make_interval(hours => ${24 * windowDays}::int) as ends_at, i.at <= ${ends}::timestamptz as complete
    from interventions as i ${whom === null ? sql`` : guests}
    where i.at >= ${new Date(from)}::timestamptz and i.at < ${new Date(to)}::timestamptz and i.at <= ${new Date(asOf)}::timestamptz
      and (${action}::text is null or lower(i.action) = ${action}::text) and ${whom ?? sql<boolean>`true`}
    order by i.customer_id, lower(i.action), i.at, i.intervention_id collate "C")`;
}

/** What a guest did before (at or before the intervention) and within the window. */
const histories = sql`seen as (
  select m.customer_id, m.action, count(distinct v.business_day) filter (where v.visited_at <= m.at) as days,
    max(v.visited_at) filter (where v.visited_at <= m.at) as last_at,
    extract(epoch from max(v.visited_at) filter (where v.visited_at <= m.at) - min(v.visited_at)) / 86400 as span_days,
    count(v.total_minor) filter (where v.visited_at <= m.at) as paid,
    coalesce(sum(v.total_minor - coalesce(v.refund_minor, 0)) filter (where v.visited_at <= m.at), 0) as paid_minor,
    count(distinct v.business_day) filter (where v.visited_at > m.at) as visits,
    count(*) filter (where v.visited_at > m.at) as receipts,
    count(v.total_minor) filter (where v.visited_at > m.at) as priced,
    coalesce(sum(v.total_minor - coalesce(v.refund_minor, 0)) filter (where v.visited_at > m.at), 0) as spend
  from meant as m join visits as v on v.customer_id = m.customer_id and v.visited_at <= m.ends_at
  where m.complete and ${counted} group by m.customer_id, m.action)`;

/** Expected visits by RHYTHM (decision 0006) in thousandths, and their spend: whole numbers, so that sums are exact in any order. */
function expectations({ windowDays }: InterventionPeriod, basis: ExpectationBasis, spendWeight: number): RawBuilder<unknown> {
  const { typicalGapDays: gap, returnShare, meanSpendMinor } = basis;
  return sql`rhythms as (
    select m.*, coalesce(h.visits, 0) as visits, coalesce(h.spend, 0) as spend, coalesce(h.receipts, 0) as receipts, coalesce(h.priced, 0) as priced,
      h.days, (coalesce(h.span_days, 0) + 3 * ${gap}::float8) / (h.days + 2) as gap,
      (h.days - 1 + 2 * ${returnShare}::float8) / (h.days + 1) as going_on,
      extract(epoch from m.at - h.last_at) / 86400 as silent,
      (h.paid_minor + ${spendWeight}::int * ${meanSpendMinor ?? 0}::float8) / (h.paid + ${spendWeight}::int) as per_visit,
      m.arm = 'CONTROL' and exists (select from interventions as o where o.customer_id = m.customer_id and lower(o.action) = m.action
        and o.arm = 'TREATMENT' and o.at > m.at and o.at <= m.ends_at) as contaminated
    from meant as m left join seen as h on h.customer_id = m.customer_id and h.action = m.action),
  guests as (
    select r.*, coalesce(round(1000 * e.visits), 0)::numeric as x, coalesce(round(e.visits * r.per_visit), 0)::numeric as z,
      r.visits::numeric as y, (r.visits > 0)::int::numeric as back
    from rhythms as r cross join lateral (select case when r.days > 0 then ${windowDays}::int / r.gap * r.going_on
      * power(2, -least(60, greatest(0, r.silent - r.gap) / (2 * r.gap))) end::float8 as visits) as e)`;
}

interface SumsRow {
  action: string;
  arm: 'TREATMENT' | 'CONTROL';
  guests: number;
  pending: number;
  contaminated: number;
  receipts: number;
  priced: number;
  [sum: string]: number | string;
}

const products = ['x', 'x*x', 'z', 'z*z', 'y', 'y*y', 'y*x', 'back', 'back*back', 'back*x', 'spend', 'spend*spend', 'spend*z'];
const sumsOf = sql.join(
  products.map((product) => sql`coalesce(sum(${sql.raw(product)}) filter (where complete), 0)::float8 as ${sql.ref(product)}`),
);

const sample: InterventionPeriod = { from: 0, to: 1, windowDays: 30, asOf: 1, action: null, whom: null };
const sampleBasis: ExpectationBasis = { typicalGapDays: 30, returnShare: 0.5, meanSpendMinor: null };

const armSums = statementFamily<[InterventionPeriod, ExpectationBasis, number], SumsRow>(
  'facts.interventionSums',
  'population',
  (kysely, period, basis, spendWeight) =>
    written(
      kysely,
      sql<SumsRow>`with ${meant(period)}, ${histories}, ${expectations(period, basis, spendWeight)}
        select action, arm, count(*) filter (where complete)::int as guests, count(*) filter (where not complete)::int as pending,
          count(*) filter (where complete and contaminated)::int as contaminated,
          coalesce(sum(receipts), 0)::float8 as receipts, coalesce(sum(priced), 0)::float8 as priced, ${sumsOf},
          count(cost_minor) filter (where complete)::int as costs,
          coalesce(sum(cost_minor) filter (where complete), 0)::float8 as cost,
          coalesce(sum(cost_minor::numeric * cost_minor) filter (where complete), 0)::float8 as cost_squares,
          coalesce(sum(cost_minor::numeric * spend) filter (where complete), 0)::float8 as cost_spend
        from guests group by action, arm order by action collate "C", arm`,
    ),
  [
    [sample, sampleBasis, 3],
    [{ ...sample, action: 'x', whom: sql<boolean>`c.customer_id = 'x'` }, sampleBasis, 3],
  ],
);

const thousand = 1000; // expected visits are summed in thousandths

function armOf(row: SumsRow): ActionArm {
  const of = (name: string) => Number(row[name]);
  const outcome = (y: string, x: string, scale: number): OutcomeSums => ({
    sum: of(y),
    squares: of(`${y}*${y}`),
    withExpected: of(`${y}*${x}`) / scale,
  });
  return {
    action: row.action,
    arm: row.arm,
    pending: row.pending,
    contaminated: row.contaminated,
    visits: row.receipts,
    pricedVisits: row.priced,
    sums: {
      guests: row.guests,
      expectedVisits: { sum: of('x') / thousand, squares: of('x*x') / thousand ** 2 },
      expectedSpend: { sum: of('z'), squares: of('z*z') },
      visits: outcome('y', 'x', thousand),
      returned: outcome('back', 'x', thousand),
      spend: outcome('spend', 'z', 1),
      cost: { guests: of('costs'), sum: of('cost'), squares: of('cost_squares'), withSpend: of('cost_spend') },
    },
  };
}

/** @param spendWeight visits that the venue's mean spend counts for in what is expected of a guest. */
export async function readInterventionSums(
  db: Db,
  period: InterventionPeriod,
  basis: ExpectationBasis,
  spendWeight: number,
): Promise<ActionArm[]> {
  return (await armSums(db, period, basis, spendWeight)).map(armOf);
}

const daySums = statementFamily<[InterventionPeriod], DaySums>(
  'facts.interventionDays',
  'population',
  (kysely, period) =>
    written(
      kysely,
      sql<DaySums>`with ${meant(period)}, days as (
          select m.customer_id, m.action, m.arm, v.business_day, min(extract(epoch from v.visited_at - m.at)) as after,
            coalesce(sum(v.total_minor - coalesce(v.refund_minor, 0)), 0) as spend
          from meant as m join visits as v on v.customer_id = m.customer_id and v.visited_at > m.at and v.visited_at <= m.ends_at
          where m.complete and ${counted} group by m.customer_id, m.action, m.arm, v.business_day)
        select action, arm, greatest(1, ceil(after / 86400))::int as day, count(*)::int as visits, sum(spend)::float8 as spend
        from days group by 1, 2, 3 order by 1, 2, 3`,
    ),
  [[sample], [{ ...sample, action: 'x', whom: sql<boolean>`c.customer_id = 'x'` }]],
);

/** Visit days and net spend of the guests with a complete window, by day after the intervention. */
export function readInterventionDays(db: Db, period: InterventionPeriod): Promise<DaySums[]> {
  return daySums(db, period);
}
