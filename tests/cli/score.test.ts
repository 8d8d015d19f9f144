import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { newestRuns } from '../../server/store/runs.ts';
import { restaurant, seed } from '../facts/rows.ts';
import { testDatabase } from '../support/database.ts';
import { openEcx } from './run.ts';

async function openRestaurant() {
  const { url, ecx } = await openEcx();
  const db = await testDatabase({ url });
  const { customerIds, visits } = restaurant();
  await seed(db, customerIds, visits);
  const count = async (table: 'current_scores' | 'score_history' | 'scoring_ranges' | 'job_workers') =>
    (await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`.execute(db.kysely)).rows[0]?.count;
  return { db, ecx, count };
}

describe('ecx score', () => {
  test('of everybody is a run on record; of some, or of an earlier instant, is none', async () => {
    const { db, ecx, count } = await openRestaurant();
    const some = await ecx('score', '--customers', 'g001,nobody', '--json');
    expect(JSON.parse(some.stdout)).toMatchObject({ customers: 1 });
    expect(await newestRuns(db, 5)).toEqual([]);
    const all = await ecx('score', '--json');
    expect(all.code).toBe(0);
    expect(JSON.parse(all.stdout)).toEqual({ customers: 40, scored: 40, insufficient: 0, seconds: expect.any(Number) });
    expect(await newestRuns(db, 5)).toMatchObject([{ kind: 'COMMAND', customers: 40, finishedAt: expect.any(Number) }]);
    expect([await count('current_scores'), await count('job_workers')]).toEqual([40, 0]);
    const { rows } = await sql`select kind, acts from audit_entries order by entry_no`.execute(db.kysely);
    expect(rows).toEqual(Array.from({ length: 2 }, () => ({ kind: 'CHANGE', acts: ['score'] })));
  });

  test('--backfill weekly writes the history of past Mondays once, and asks for --since', async () => {
    const { ecx, count } = await openRestaurant();
    expect(await ecx('score', '--backfill', 'weekly')).toMatchObject({ code: 2, stderr: expect.stringContaining('--since') });
    const since = new Date(Date.now() - 15 * 86_400_000).toISOString().slice(0, 10);
    const first = await ecx('score', '--backfill', 'weekly', '--since', since, '--json');
    const result = JSON.parse(first.stdout);
    expect([2, 3]).toContain(result.weeks);
    expect(await count('score_history')).toBe(result.written);
    expect(result.written).toBeGreaterThan(0);
    expect(await count('current_scores')).toBe(0);
    const again = await ecx('score', '--backfill', 'weekly', '--since', since, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ written: 0 });
  });
});
