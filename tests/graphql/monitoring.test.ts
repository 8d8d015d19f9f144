import { beforeAll, describe, expect, test } from 'vitest';
import { openMeter } from '../../server/graphql/meter.ts';
import { openMonitor } from '../../server/graphql/monitor.ts';
import { openGraphql } from '../../server/graphql/server.ts';
import { readAlertResponses, readJobQueue } from '../../server/store/monitoring-figures.ts';
import { admin, analyst, guestId, narrowManager, now, openRestaurant, partner, type Restaurant } from './restaurant.ts';

const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(now - days * dayMs);

async function addAlert(restaurant: Restaurant, id: string, severity: string, raised: Date, afterSeconds: number | null) {
  const acknowledged = afterSeconds === null ? null : new Date(raised.getTime() + 1_000 * afterSeconds);
  await restaurant.db.run(
    'test.alert',
    `insert into alerts (customer_id, alert_id, kind, severity, message, evidence, as_of, raised_at, waiting_since, first_acknowledged_at)
     values ($1, $2, $2, $3, '', '[]', $4, $4, $4, $5)`,
    [guestId(1), id, severity, raised, acknowledged],
  );
}

const everything = `{ monitoring {
  alertResponses { severity raised acknowledged medianSeconds p90Seconds }
  queue { waitingCustomers waitingJobs oldestJobSeconds failedJobs }
  runs { queued running finished lastSeconds medianSeconds p90Seconds }
  scoreDrift { days stabilityIndex now { at customers scored meanScore quantiles { p50 } } before { customers scored meanScore } }
  calibration { day horizonDays guests predicted observed }
  portfolio { customers completenessLevels { level customers } segments { segment customers meanScore } } } }`;

interface Answered {
  readonly monitoring: {
    readonly alertResponses: readonly unknown[];
    readonly runs: unknown;
    readonly queue: Readonly<Record<string, number | null>>;
    readonly scoreDrift: {
      readonly stabilityIndex: number | null;
      readonly now: Readonly<Record<string, unknown>>;
      readonly before: Readonly<Record<string, unknown>> | null;
    };
    readonly portfolio: { readonly customers: number };
  };
}

describe('monitoring', () => {
  let restaurant: Restaurant;
  beforeAll(async () => {
    restaurant = await openRestaurant();
    await restaurant.db.run('test.noAlerts', 'delete from alerts', []);
  });

  test('tells how fast alerts were answered within 30 days, by severity', async () => {
    await addAlert(restaurant, 'A1', 'HIGH', daysAgo(2), 100);
    await addAlert(restaurant, 'A2', 'HIGH', daysAgo(3), 300);
    await addAlert(restaurant, 'A3', 'HIGH', daysAgo(4), 900);
    await addAlert(restaurant, 'A4', 'HIGH', daysAgo(5), null);
    await addAlert(restaurant, 'A5', 'LOW', daysAgo(31), 5);
    const { monitoring } = await restaurant.data<Answered>(everything);
    expect(monitoring.alertResponses).toEqual([
      { severity: 'CRITICAL', raised: 0, acknowledged: 0, medianSeconds: null, p90Seconds: null },
      { severity: 'HIGH', raised: 4, acknowledged: 3, medianSeconds: 300, p90Seconds: 900 },
      { severity: 'MEDIUM', raised: 0, acknowledged: 0, medianSeconds: null, p90Seconds: null },
      { severity: 'LOW', raised: 0, acknowledged: 0, medianSeconds: null, p90Seconds: null },
    ]);
    expect(await readAlertResponses(restaurant.db, now - 40 * dayMs)).toContainEqual({ severity: 'LOW', seconds: 5, count: 1 });
  });

  test('counts no alert that a graver one of the guest stood for, and each that ended by itself', async () => {
    const end = (id: string, cleared: Date | null, by: string | null = null) =>
      restaurant.db.run(
        'test.end',
        'update alerts set resolved_at = $3, cleared_at = $4, resolved_by = $5 where customer_id = $1 and alert_id = $2',
        [guestId(1), id, daysAgo(1), cleared, by],
      );
    for (const id of ['M1', 'M2', 'M3', 'M4', 'M5'])
      await addAlert(restaurant, id, 'MEDIUM', daysAgo(2), id === 'M5' ? 60 : null);
    await end('M1', null); // a graver one came
    await end('M2', daysAgo(0)); // the same, and later what had raised it was over
    await end('M3', daysAgo(1)); // what had raised it was over, and nobody had looked
    await end('M4', null, 'manager'); // resolved by hand, unseen until then
    await end('M5', null); // looked at before the graver one came
    const counted = (await readAlertResponses(restaurant.db, now - 10 * dayMs)).filter(({ severity }) => severity === 'MEDIUM');
    expect(counted).toEqual(
      expect.arrayContaining([
        { severity: 'MEDIUM', seconds: null, count: 2 },
        { severity: 'MEDIUM', seconds: 60, count: 1 },
      ]),
    );
    expect(counted).toHaveLength(2);
  });

  test('counts runs by state with their durations, and what waits', async () => {
    await restaurant.db.run(
      'test.runs',
      `insert into scoring_runs (run_id, kind, as_of, config_version, requested_at, started_at, finished_at)
       select 'run-' || n, 'REQUESTED', $1::timestamptz, 3, $1::timestamptz - make_interval(hours => n),
         case when n > 1 then $1::timestamptz - make_interval(hours => n) end,
         case when n > 2 then $1::timestamptz - make_interval(hours => n) + make_interval(secs => 10 * n) end
       from generate_series(1, 5) as n`,
      [new Date(now)],
    );
    const { monitoring } = await restaurant.data<Answered>(everything);
    expect(monitoring.runs).toEqual({ queued: 1, running: 1, finished: 3, lastSeconds: 30, medianSeconds: 40, p90Seconds: 50 });
    const [marks] = await restaurant.db.run<{ count: number }>('m', 'select count(*)::int as count from rescore_marks', []);
    expect(monitoring.queue).toEqual({
      waitingCustomers: marks?.count,
      waitingJobs: null,
      oldestJobSeconds: null,
      failedJobs: null,
    });
  });

  test('shows the queue of the job library once there is one', async () => {
    expect(await readJobQueue(restaurant.db, now)).toBeNull();
    const { db } = restaurant;
    await db.run('test.schema', 'create schema graphile_worker', []);
    await db.run(
      'test.jobs',
      `create table graphile_worker.jobs as select null::timestamptz as locked_at, 0 as attempts, 25 as max_attempts,
       $1::timestamptz - make_interval(mins => n) as run_at from generate_series(-1, 3) as n`,
      [new Date(now)],
    );
    await db.run('test.failed', 'update graphile_worker.jobs set attempts = 25 where run_at = $1', [new Date(now - 180_000)]);
    await db.run('test.locked', 'update graphile_worker.jobs set locked_at = $1 where run_at = $1', [new Date(now)]);
    expect(await readJobQueue(db, now)).toEqual({ waiting: 2, waitingSince: now - 120_000, running: 1, failed: 1 });
    expect((await restaurant.data<Answered>(everything)).monitoring.queue).toMatchObject({
      waitingJobs: 2,
      oldestJobSeconds: 120,
    });
  });

  test('compares the scores with those of 30 days before, as soon as there are any', async () => {
    const alone = (await restaurant.data<Answered>(everything)).monitoring.scoreDrift;
    expect(alone).toMatchObject({ stabilityIndex: null, before: null, now: { customers: 40 } });
    await restaurant.db.run(
      'test.history',
      `insert into score_history (customer_id, scored_at, recorded_at, week, config_version, method, health_score, health_level)
       select customer_id, $1, $1, '2026-01-26', 3, 'CHAMPION', 30, 'POOR' from customers order by customer_id limit 20`,
      [daysAgo(40)],
    );
    const { scoreDrift, portfolio } = (await restaurant.data<Answered>(everything)).monitoring;
    expect(scoreDrift.before).toEqual({ customers: 20, scored: 20, meanScore: 30 });
    expect(scoreDrift.stabilityIndex).toBeGreaterThan(0.25);
    const { portfolio: same } = await restaurant.data<{ portfolio: { scored: number; meanScore: number } }>(
      '{ portfolio { scored meanScore } }',
    );
    expect(scoreDrift.now).toMatchObject(same);
    expect(portfolio.customers).toBe(40);
  });

  test('is for who sees the whole base', async () => {
    const asked = '{ monitoring { runs { finished } } }';
    expect(await restaurant.codes(asked, {}, analyst)).toEqual([]);
    expect(await restaurant.codes(asked, {}, narrowManager(guestId(1)))).toEqual(['FORBIDDEN']);
    expect(await restaurant.codes(asked, {}, partner(guestId(1)))).toEqual(['FORBIDDEN']);
  });

  test('tells nothing of what is switched off, and the rest as ever', async () => {
    const off = await openRestaurant({
      db: restaurant.db,
      change: { FEATURE_HEALTH_SCORING: false, FEATURE_REAL_TIME_ALERTS: false },
    });
    const { data, errors } = await off.ask(everything);
    expect(data).toMatchObject({ monitoring: { alertResponses: null, runs: null, scoreDrift: null, portfolio: null } });
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(Array.from({ length: 4 }, () => 'FEATURE_DISABLED'));
    expect(data).toMatchObject({ monitoring: { queue: { waitingCustomers: expect.any(Number) } } });
  });

  test('counts what this process has answered, and reads figures once for a while', async () => {
    const { serving, db } = restaurant;
    const meter = openMeter(now);
    const monitor = openMonitor({ db, scoring: serving.scoring, calendar: serving.calendar });
    const door = await openGraphql({ ...serving, meter, monitor, onAnswered: meter.observe });
    const ask = (query: string, at = now) => door.run({ viewer: admin, now: at, requestId: 'request-1' }, { query });
    await ask('query Card { customerHealthScore(customerId: "G01") { healthScore } }');
    await ask('query Card { customerHealthScore(customerId: "NOBODY") { healthScore } }');
    const { data } = await ask(
      '{ monitoring { countedSince operations(first: 1) { operation count failed errors { code count } } fieldUse(first: 2) { client field operations } } }',
    );
    expect(data).toEqual({
      monitoring: {
        countedSince: new Date(now).toISOString(),
        operations: [{ operation: 'Card', count: 2, failed: 1, errors: [{ code: 'CUSTOMER_NOT_FOUND', count: 1 }] }],
        fieldUse: [{ client: 'admin', field: 'Query.customerHealthScore', operations: 2 }],
      },
    });
    const statementsAt = async (at: number) => {
      const names: string[] = [];
      db.onStatement = (name) => names.push(name);
      await ask(everything.replace(/portfolio \{.*/s, '} }'), at);
      db.onStatement = null;
      return names.filter((name) => /^(monitoring|portfolio)\//.test(name));
    };
    expect((await statementsAt(now)).length).toBeGreaterThan(6);
    expect(await statementsAt(now + 29_000)).toEqual([]);
    expect(await statementsAt(now + 31_000)).toContain('monitoring/runs');
    expect(await statementsAt(now + 62_000)).not.toContain('monitoring/scoresAt');
  });
});
