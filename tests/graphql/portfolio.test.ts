import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Viewer } from '../../server/access/viewer.ts';
import { readFilterRows } from '../../server/store/filtered.ts';
import { loadFilterGuests } from '../store/filter-guests.ts';
import { testDatabase } from '../support/database.ts';
import { admin, analyst, narrowManager, openRestaurant, partner } from './restaurant.ts';

const db = await testDatabase();
await loadFilterGuests(db, 500);
// Every second guest was scored ten points lower forty days ago, and again twenty days ago as today.
await sql`insert into score_history (customer_id, scored_at, recorded_at, week, config_version, method, health_score, health_level, churn_risk)
  select s.customer_id, t.at, t.at, '2026-01-05', 1, 'RHYTHM', greatest(0, s.health_score - t.less), case when t.less > 0 then 'POOR' else s.health_level end, 'LOW'
  from current_scores s, (values ('2026-01-21 12:00Z'::timestamptz, 10), ('2026-02-10 12:00Z', 0)) as t (at, less)
  where hashtext(s.customer_id) % 2 = 0`.execute(db.kysely);
const restaurant = await openRestaurant({ db });
const ids = (await db.kysely.selectFrom('customers').select('customer_id').execute()).map((row) => row.customer_id);
const rows = [...(await readFilterRows(db, ids)).values()];
const scored = rows.flatMap(({ healthScore }) => healthScore ?? []);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

interface Share {
  readonly level: string | null;
  readonly customers: number | null;
  readonly share: number | null;
}
interface Figures {
  readonly asOf: string | null;
  readonly isRecord: boolean;
  readonly customers: number | null;
  readonly scored: number | null;
  readonly meanScore: number | null;
  readonly scoreQuantiles: { readonly p50: number } | null;
  readonly healthLevels: readonly Share[];
  readonly risks: { readonly churn: readonly Share[] };
  readonly completenessLevels: readonly Share[] | null;
  readonly needsAttention: number | null;
  readonly valueAtRisk: { readonly amount: string } | null;
  readonly insufficientData: { readonly reason: string } | null;
  readonly trend: { readonly guests: number | null; readonly change: number | null };
  readonly segments: readonly {
    readonly segment: string | null;
    readonly customers: number | null;
    readonly meanScore: number | null;
  }[];
}
const query = `query ($filter: CustomerFilter, $asOf: DateTime) { portfolio(filter: $filter, asOf: $asOf) { asOf isRecord customers scored meanScore
  scoreQuantiles { p50 } healthLevels { level customers share } risks { churn { level customers share } }
  completenessLevels { level customers share } needsAttention valueAtRisk { amount } insufficientData { reason }
  trend(days: 40) { guests change } segments { segment customers meanScore } } }`;

async function portfolio(variables: Readonly<Record<string, unknown>> = {}, viewer: Viewer = admin): Promise<Figures> {
  return (await restaurant.data<{ portfolio: Figures }>(query, variables, viewer)).portfolio;
}

/** A score that 1 to 4 guests have. */
const rare = scored.find((score) => scored.filter((other) => other === score).length < 5) ?? -1;

describe('a portfolio', () => {
  test('of everybody is what looking at every guest finds', async () => {
    const found = await portfolio();
    expect(found).toMatchObject({ isRecord: false, customers: 500, scored: scored.length, insufficientData: null });
    expect(found.asOf).toBe('2026-03-02T12:00:00.000Z');
    expect(found.meanScore).toBeCloseTo(mean(scored), 9);
    expect(found.scoreQuantiles?.p50).toBe(scored.toSorted((a, b) => a - b)[Math.ceil(scored.length / 2) - 1]);
    for (const { level, customers, share } of found.healthLevels) {
      expect([level, customers]).toEqual([level, rows.filter(({ healthLevel }) => healthLevel === level).length]);
      expect(share).toBe((customers ?? 0) / 500);
    }
    expect(found.healthLevels.map(({ level }) => level)).toEqual(['POOR', 'FAIR', 'GOOD', 'EXCELLENT', null]);
    expect(found.needsAttention).toBe(rows.filter(({ completeness }) => completeness !== null && completeness < 70).length);
    const atRisk = rows.reduce((sum, row) => sum + (row.churnProbability ?? 0) * (row.last12Months ?? 0), 0);
    expect(Number(found.valueAtRisk?.amount)).toBeCloseTo(atRisk / 100, 1);
    const vip = found.segments.find(({ segment }) => segment === 'VIP');
    expect(vip?.customers).toBe(rows.filter(({ crmSegment }) => crmSegment === 'VIP').length);
  });

  test('of a filter and a reach is of exactly those guests', async () => {
    const filter = { healthLevels: ['GOOD'], not: { cities: ['Graz'] } };
    const kept = rows.filter(({ healthLevel, city }) => healthLevel === 'GOOD' && city !== 'Graz');
    expect(await portfolio({ filter })).toMatchObject({ customers: kept.length, scored: kept.length });
    const reach = kept.slice(0, 7).map(({ customerId }) => customerId);
    expect(await portfolio({ filter }, narrowManager(...reach, 'nobody'))).toMatchObject({ customers: 7, scored: 7 });
  });

  test('compares the same guests with what was on record', async () => {
    const changed = rows.filter(({ healthScore }) => healthScore !== null && healthScore >= 10);
    const { trend } = await portfolio({ filter: { minHealthScore: 10 } });
    expect(trend.guests).toBeGreaterThan(50);
    expect(trend.guests).toBeLessThan(changed.length);
    expect(trend.change).toBeCloseTo(10, 9);
  });

  test('of a past instant is a record: what was scored by then, and nothing that records do not hold', async () => {
    const past = await portfolio({ asOf: '2026-01-25T00:00:00Z' });
    expect(past).toMatchObject({
      isRecord: true,
      asOf: '2026-01-25T00:00:00.000Z',
      completenessLevels: null,
      needsAttention: null,
      valueAtRisk: null,
    });
    expect(past.insufficientData?.reason).toBe('NOT_RECORDED');
    expect(past.healthLevels.map(({ level }) => level)).toEqual(['POOR', null]);
    expect(past.scored).toBeGreaterThan(100);
    const before = await portfolio({ asOf: '2025-01-01T00:00:00Z' });
    expect(before).toMatchObject({
      scored: null,
      meanScore: null,
      healthLevels: [],
      insufficientData: { reason: 'NOT_RECORDED' },
    });
  });

  test('of a past instant keeps who met the filter then, and nobody who was not known yet', async () => {
    const asOf = '2026-01-25T00:00:00Z';
    const records = await sql<{ customerId: string; score: number | null; known: boolean }>`
      select c.customer_id as "customerId", h.health_score as score, c.created_at <= ${asOf}::timestamptz as known
      from customers c left join score_history h on h.customer_id = c.customer_id and h.scored_at = '2026-01-21 12:00Z'`.execute(
      db.kysely,
    );
    const found = (keep: (score: number | null) => boolean) =>
      records.rows.filter(({ score, known }) => (known || score !== null) && keep(score)).length;
    const low = found((score) => score !== null && score <= 40);
    expect(low).toBeGreaterThan(5);
    expect(low).not.toBe(scored.filter((score) => score <= 40).length);
    expect((await portfolio({ asOf })).customers).toBe(found(() => true));
    expect((await portfolio({ asOf, filter: { maxHealthScore: 40 } })).customers).toBe(low);
    expect((await portfolio({ asOf, filter: { healthLevels: ['POOR'] } })).customers).toBe(found((score) => score !== null));
    expect((await portfolio({ asOf, filter: { hasScore: false } })).customers).toBe(found((score) => score === null));
  });

  test('tells how guests moved between levels', async () => {
    const movement = `query ($from: DateTime!, $to: DateTime) { portfolio { movement(from: $from, to: $to) {
      cells { from to customers } insufficientData { reason } } } }`;
    type Cell = { readonly from: string | null; readonly to: string | null; readonly customers: number };
    const ask = async (variables: Readonly<Record<string, unknown>>) =>
      (await restaurant.data<{ portfolio: { movement: { cells: Cell[]; insufficientData: unknown } } }>(movement, variables))
        .portfolio.movement;
    const moved = await ask({ from: '2026-02-01T00:00:00Z', to: '2026-03-01T00:00:00Z' });
    expect(moved.cells.reduce((sum, { customers }) => sum + customers, 0)).toBe(500);
    expect(new Set(moved.cells.map(({ from }) => from))).toEqual(new Set(['POOR', null]));
    expect(moved.cells.map(({ to }) => to)).toContain('EXCELLENT');
    expect(moved.insufficientData).toBeNull();
    expect((await ask({ from: '2025-02-01T00:00:00Z' })).insufficientData).toEqual({ reason: 'NOT_RECORDED' });
    expect(await restaurant.codes(movement, { from: '2026-03-01T00:00:00Z', to: '2026-02-01T00:00:00Z' })).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  test('is not for partners, and tells analysts nothing of a few', async () => {
    expect(await restaurant.codes(query, {}, partner('C00001'))).toEqual(['FORBIDDEN']);
    const filter = { healthScore: { min: rare, max: rare } };
    expect((await portfolio({ filter })).customers).toBeGreaterThan(0);
    const told = await portfolio({ filter }, analyst);
    expect(told).toMatchObject({
      customers: null,
      scored: null,
      meanScore: null,
      healthLevels: [],
      needsAttention: null,
      valueAtRisk: null,
      insufficientData: { reason: 'TOO_SMALL_GROUP' },
    });
    expect(told.trend.change).toBeNull();
    const all = await portfolio({}, analyst);
    expect(all).toMatchObject({ customers: 500, scored: scored.length });
  });
});
