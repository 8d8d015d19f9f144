import { sql } from 'kysely';
import { escapeLiteral } from 'pg';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { everybody, type GuestFilter } from '../../server/engine/segments/filter.ts';
import { readAlertGroups } from '../../server/store/alert-counts.ts';
import { type AlertConditions, countAlerts, readAlertPage } from '../../server/store/alert-list.ts';
import { countMatching, countOverlap, readMatching } from '../../server/store/filtered.ts';
import { type GuestOrderField, readGuestPage } from '../../server/store/guest-list.ts';
import { readCounts, readMoves, readPair, readSegmentFigures, readTotals } from '../../server/store/portfolio.ts';
import { testDatabase } from '../support/database.ts';

/** Statements whose text depends on a filter, planned without knowing the values: as behind a pooler, or where an administrator says so. */

const guests = 20_000;
const db = await testDatabase({ maxConnections: 1 });
await sql`insert into customers (customer_id, name, segment, created_at, recorded_at)
  select 'C' || lpad(n::text, 6, '0'), 'Guest ' || md5(n::text), (array['VIP', 'NEW', null])[1 + n % 3], now(), now()
  from generate_series(1, ${guests}::int) n`.execute(db.kysely);
await sql`insert into current_scores (customer_id, scored_at, week, config_version, method, health_score, exact_score, health_level, coverage,
    confidence, visit_days, last_visit_at, lifetime_value_minor, last_12_months_minor, completeness_score, completeness_level, recorded_at, churn_probability)
  select customer_id, now(), '2026-03-02', 1, 'RHYTHM', hashtext(customer_id) & 63, 50, 'FAIR', 1, 'LOW', 3,
    '2026-01-01'::timestamptz + (hashtext(customer_id) & 65535) * interval '17 seconds', hashtext(customer_id) & 1048575, hashtext(customer_id) & 65535, 50, 'GOOD', now(), (hashtext(customer_id) & 1023) / 1024.0
  from customers`.execute(db.kysely);
await sql`insert into score_history (customer_id, scored_at, recorded_at, week, config_version, method, health_score, health_level)
  select customer_id, '2026-01-01'::timestamptz + n * interval '7 days', now(), '2026-01-05', 1, 'RHYTHM', hashtext(customer_id || n) & 63, 'FAIR'
  from customers, generate_series(0, 3) n`.execute(db.kysely);
await sql`insert into alerts (customer_id, alert_id, kind, severity, message, evidence, as_of, raised_at, waiting_since)
  select customer_id, 'LEVEL_LOST-1', 'LEVEL_LOST', 'HIGH', 'x', '[]', now(), '2026-01-01'::timestamptz + hashtext(customer_id) % 9999 * interval '1 second', now()
  from customers where hashtext(customer_id) % 4 = 0`.execute(db.kysely);
await sql`analyze`.execute(db.kysely);
await sql`set plan_cache_mode = force_generic_plan`.execute(db.kysely);

const half: GuestFilter = { kind: 'range', field: 'healthScore', min: 32, max: null };
const nobody: GuestFilter = { kind: 'oneOf', field: 'healthLevel', values: ['POOR'] };
const mixed: GuestFilter = {
  kind: 'and',
  of: [half, { kind: 'not', of: { kind: 'oneOf', field: 'crmSegment', values: ['VIP'] } }, { kind: 'name', part: 'a' }],
};

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** Rows that the scans of a plan looked at. */
function looked(plan: Plan): number {
  const below = (plan.Plans ?? []).reduce((sum, part) => sum + looked(part), 0);
  const own = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
  return below + (/Scan$/.test(plan['Node Type']) && (plan.Plans ?? []).length === 0 ? own : 0);
}

function literal(value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `array[${value.map(literal).join()}]::text[]`;
  return escapeLiteral(value instanceof Date ? value.toISOString() : String(value));
}

/** How a statement is carried out once it is prepared. */
async function explained(options: string, text: string, values: readonly unknown[]): Promise<string> {
  await sql.raw(`prepare asked as ${text}`).execute(db.kysely);
  const bound = values.length === 0 ? '' : `(${values.map(literal).join()})`;
  const { rows } = await sql
    .raw<{ 'QUERY PLAN': unknown }>(`explain ${options === '' ? '' : `(${options})`} execute asked${bound}`)
    .execute(db.kysely);
  await sql`deallocate asked`.execute(db.kysely);
  const lines = rows.map((row) => row['QUERY PLAN']);
  return lines.every((line) => typeof line === 'string') ? lines.join('\n') : JSON.stringify(lines[0]);
}

/** The rows that each statement of some work looks at, planned without its values. */
async function work(ask: (db: Db) => Promise<unknown>): Promise<number[]> {
  const asked: { readonly text: string; readonly values: readonly unknown[] }[] = [];
  const note = async (_name: string, text: string, values: readonly unknown[]) => {
    asked.push({ text, values });
    return [];
  };
  await ask({ run: note, runOnce: note } as unknown as Db).catch(() => undefined); // nobody answers: the text is all that is wanted
  const found: number[] = [];
  for (const { text, values } of asked) {
    const plan = JSON.parse(await explained('analyze, timing off, format json', text, values)) as [{ readonly Plan: Plan }];
    found.push(looked(plan[0].Plan));
  }
  expect(found.length).toBeGreaterThan(0);
  return found;
}

const conditions: AlertConditions = {
  statuses: ['OPEN'],
  kinds: null,
  severities: ['HIGH'],
  assignee: null,
  unassigned: null,
  since: null,
  until: null,
  customerIds: null,
  guests: half,
};
const page = (field: GuestOrderField, filter: GuestFilter, descending: boolean) => (asking: Db) =>
  readGuestPage(asking, { field, descending, backward: false, count: 100, from: null, filter });

test('the plans know no values', async () => {
  expect(await explained('', 'select count(*) from customers where customer_id = $1', ['C000001'])).toContain('customer_id = $1');
});

describe('a filtered list', () => {
  const fields: readonly GuestOrderField[] = ['NAME', 'HEALTH_SCORE', 'LAST_VISIT', 'LIFETIME_VALUE', 'VALUE_AT_RISK'];

  test.each(fields)('by %s stops where its page is full', async (field) => {
    for (const descending of [false, true]) {
      const filter: GuestFilter = { kind: 'oneOf', field: 'crmSegment', values: ['VIP', 'NEW'] };
      const [valued = 0] = await work(page(field, filter, descending));
      expect(valued).toBeLessThan(2_000); // 101 of two thirds of the guests, and their scores
    }
  });

  test.each(fields)('by %s looks at each guest a few times at most when nobody meets the filter', async (field) => {
    for (const filter of [nobody, mixed])
      for (const rows of await work(page(field, filter, true))) expect(rows).toBeLessThanOrEqual(3 * guests);
  });
});

test('counts of a filter look at each guest a few times at most', async () => {
  for (const filter of [half, nobody, mixed]) {
    for (const rows of await work((asking) => countMatching(asking, filter))) expect(rows).toBeLessThanOrEqual(3 * guests);
    for (const rows of await work((asking) => readMatching(asking, filter))) expect(rows).toBeLessThanOrEqual(3 * guests);
    for (const rows of await work((asking) => countOverlap(asking, filter, half, everybody)))
      expect(rows).toBeLessThanOrEqual(3 * guests);
  }
});

test('alerts of a filter of guests look at each alert and guest a few times at most', async () => {
  const now = Date.now();
  for (const ask of [
    (asking: Db) => readAlertPage(asking, conditions, { count: 100, from: null, now }),
    (asking: Db) => countAlerts(asking, conditions, now),
    (asking: Db) => readAlertGroups(asking, conditions, now),
  ])
    for (const rows of await work(ask)) expect(rows).toBeLessThanOrEqual(4 * guests);
});

describe('a portfolio', () => {
  const before = new Date('2026-01-10T00:00:00Z');
  const later = new Date('2026-01-20T00:00:00Z');

  test.each([
    ['now', null],
    ['on record', later],
  ] as const)('%s looks at each guest and its records a few times at most', async (_when, at) => {
    for (const filter of [everybody, mixed]) {
      for (const ask of [
        (asking: Db) => readTotals(asking, at, filter, 70),
        (asking: Db) => readCounts(asking, at, filter),
        (asking: Db) => readPair(asking, before, at, filter),
        (asking: Db) => readSegmentFigures(asking, before, at, filter),
        (asking: Db) => readMoves(asking, before, at, filter),
      ])
        for (const rows of await work(ask)) expect(rows).toBeLessThanOrEqual(6 * guests);
    }
  });
});
