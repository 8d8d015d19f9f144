import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { withoutTrace } from '../../server/ingest/import.ts';
import { forgetOld } from '../../server/store/retention.ts';
import { testDatabase } from '../support/database.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const policy = { alertDays: 365, historyDays: 365, auditDays: 365 };
let db: Db;

async function alert(id: string, resolvedAt: string | null, clearedAt: string | null): Promise<void> {
  await sql`insert into alerts (customer_id, alert_id, kind, severity, message, evidence, as_of, raised_at, waiting_since, resolved_at, cleared_at)
    values ('A', ${id}, ${id.split('-')[0]}, 'LOW', 'm', '[]', '2024-01-01', '2024-01-01', '2024-01-01', ${resolvedAt}, ${clearedAt})`.execute(
    db.kysely,
  );
}

const left = async (table: 'alerts' | 'score_history', column: string) =>
  (
    await sql<{ value: string }>`select ${sql.ref(column)}::text as value from ${sql.table(table)} order by 1`.execute(db.kysely)
  ).rows.map(({ value }) => value.slice(0, 10));

const history = ['2024-05-03', '2024-05-10', '2024-05-20', '2024-06-01', '2024-06-30', '2026-02-01', '2026-02-02'];

beforeAll(async () => {
  db = await testDatabase();
  await sql`insert into customers (customer_id, created_at, recorded_at) values ('A', '2024-01-01', '2024-01-01')`.execute(
    db.kysely,
  );
  await alert('OLD-1', '2024-06-01', '2024-06-01');
  await alert('LATCHED-1', '2024-06-01', null);
  await alert('OPEN-1', null, null);
  await alert('NEW-1', '2026-01-01', '2026-01-01');
  for (const day of history)
    await sql`insert into score_history (customer_id, scored_at, recorded_at, week, config_version, method)
      values ('A', ${`${day}T04:00:00Z`}, ${`${day}T04:00:00Z`}, '2024-01-01', 1, 'RHYTHM')`.execute(db.kysely);
});

test('a dry run counts what would go and changes nothing', async () => {
  const told = await withoutTrace(db, (tx) => forgetOld(tx, now, policy));
  expect(told).toMatchObject({ alerts: 1, score_history: 2 });
  expect((await left('alerts', 'alert_id')).length).toBe(4);
  expect(await left('score_history', 'scored_at')).toEqual(history);
});

test('what is kept for ever stays', async () => {
  expect(await forgetOld(db, now, { alertDays: 0, historyDays: 0, auditDays: 0 })).not.toHaveProperty('alerts');
  expect(await left('score_history', 'scored_at')).toEqual(history);
});

test('resolved alerts that have cleared go; of old months the last row stays, and the first of all', async () => {
  expect(await forgetOld(db, now, policy)).toMatchObject({ alerts: 1, score_history: 2 });
  expect(await left('alerts', 'alert_id')).toEqual(['LATCHED-1', 'NEW-1', 'OPEN-1']);
  expect(await left('score_history', 'scored_at')).toEqual([
    '2024-05-03',
    '2024-05-20',
    '2024-06-30',
    '2026-02-01',
    '2026-02-02',
  ]);
  expect(await forgetOld(db, now, policy)).toMatchObject({ alerts: 0, score_history: 0 });
});
