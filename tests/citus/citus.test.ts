import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { migrate } from '../../server/db/migrate.ts';
import type { Db } from '../../server/db/open.ts';
import { loadDemo } from '../../server/demo/load.ts';
import { demoOptions } from '../../server/demo/options.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { completeRun } from '../../server/jobs/runs.ts';
import { calendarOf, scoringConfigOf } from '../../server/jobs/scoring.ts';
import { scoreSinks } from '../../server/jobs/sinks.ts';
import { readSettings } from '../../server/settings.ts';
import { testDatabase } from '../support/database.ts';
import { distributionSteps } from '../support/distribution.ts';

/**
 * The coordinator of a Citus cluster: a database with the extension and without tables. Its schema public is emptied at the end.
 * See docs/guides/scaling.md.
 */
const { CITUS_URL: url } = process.env;
const now = Date.parse('2026-04-02T08:00:00Z');
const asOf = Date.parse('2026-04-01T03:00:00Z');
const settings = readSettings({ TIME_ZONE: 'Europe/Berlin' });

if (url === undefined) process.stderr.write('SKIPPED: tests on a Citus cluster, because CITUS_URL names none\n');

/** In one transaction: the view lives as long as its connection, and a pool gives another one each time. */
async function distribute(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    for (const step of distributionSteps()) await tx.runOnce('distribute', step, []);
  });
}

/** Fifty guests over a year, scored as of one instant. @returns their rows without the instants of writing. */
async function scoresOfDemo(db: Db): Promise<unknown[]> {
  const calendar = calendarOf(settings);
  const config = scoringConfigOf(settings);
  const options = demoOptions({ customers: '50', months: '12', until: '2026-03-31', currency: settings.CURRENCY, now });
  await loadDemo(db, options, { ...calendar, now, currency: settings.CURRENCY, createCustomers: false }, () => undefined);
  const clock = () => now;
  const weeks = openWeeks({ db, worker: db, config, calendar, clock, patienceMs: Number.POSITIVE_INFINITY });
  await completeRun(db, { kind: 'COMMAND', asOf }, { config, calendar, weeks, sinks: scoreSinks(config), clock });
  const { rows } = await sql<Record<string, unknown>>`select * from current_scores order by customer_id`.execute(db.kysely);
  return rows.map(({ version: _version, ...row }) => row);
}

describe.skipIf(url === undefined)('on a Citus cluster (CITUS_URL)', () => {
  test('tables are distributed, twice without harm, and fifty guests get the scores of a single node', async () => {
    const cluster = await testDatabase({ url: url ?? '', statementTimeoutMs: 0 });
    const [found] = await cluster.runOnce<{ tables: number }>(
      'citus/tables',
      "select count(*)::int as tables from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace",
      [],
    );
    if (found?.tables !== 0)
      throw new Error(`expected CITUS_URL to name a database without tables, got one with ${found?.tables}; name an empty one`);
    try {
      await migrate(cluster);
      await distribute(cluster);
      await distribute(cluster);
      const spread = await cluster.runOnce<{ table: string }>(
        'citus/distributed',
        "select logicalrelid::text as table from pg_dist_partition where partmethod = 'h' order by 1",
        [],
      );
      expect(spread.length).toBeGreaterThan(12);
      expect(await scoresOfDemo(cluster)).toEqual(await scoresOfDemo(await testDatabase({ statementTimeoutMs: 0 })));
    } finally {
      await cluster.runOnce('citus/empty', 'drop schema public cascade', []);
      await cluster.runOnce('citus/empty', 'create schema public', []);
    }
  }, 600_000);
});

test('the same walk gives the same scores twice on single nodes', async () => {
  const scores = await scoresOfDemo(await testDatabase());
  expect(scores).toHaveLength(50);
  expect(await scoresOfDemo(await testDatabase())).toEqual(scores);
}, 180_000);
