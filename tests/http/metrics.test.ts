import { describe, expect, test } from 'vitest';
import { openWeeks } from '../../server/facts/population.ts';
import { fixedScoring } from '../../server/facts/scoring-rules.ts';
import { openBudgets } from '../../server/graphql/budgets.ts';
import { openMonitor, readWatched } from '../../server/graphql/monitor.ts';
import { openGraphql } from '../../server/graphql/server.ts';
import { openMetrics } from '../../server/http/metrics.ts';
import { buildHttpServer } from '../../server/http/server.ts';
import { calendarOf, scoringConfigOf } from '../../server/jobs/scoring.ts';
import { readSettings } from '../../server/settings.ts';
import { openKeys } from '../../server/store/keys.ts';
import { readBaseState } from '../../server/store/monitoring.ts';
import { openSessions } from '../../server/store/sessions.ts';
import { guestId, now, openRestaurant } from '../graphql/restaurant.ts';

const adminToken = 'admin-token-0123456789';

async function open() {
  const { db } = await openRestaurant({ guests: 24 });
  const settings = readSettings({ CURRENCY: 'EUR', TIME_ZONE: 'Europe/Berlin', DEBUG_TRACK_PERFORMANCE: 'true' });
  const [calendar, config] = [calendarOf(settings), scoringConfigOf(settings)];
  const clock = () => now;
  const weeks = openWeeks({ db, worker: db, config, calendar, clock });
  const scoring = fixedScoring(config, weeks);
  const monitor = openMonitor({ db, scoring, calendar });
  const metrics = openMetrics(
    () => readBaseState(db),
    clock,
    () => readWatched(monitor, now, settings),
  );
  const onAnswered = metrics.observe;
  const serving = {
    db,
    settings,
    scoring,
    calendar,
    answers: null,
    rescore: async () => null,
    rescoreAll: async () => '',
    onFault: () => undefined,
    onAnswered,
  };
  const keys = openKeys(db);
  const { app } = await buildHttpServer({
    door: await openGraphql(serving),
    sessions: openSessions(db),
    keys,
    adminToken,
    budgets: openBudgets(20_000, () => Date.now()),
    checkReady: async () => undefined,
    logLevel: 'silent',
    metrics,
    clock,
  });
  const ask = (query: string, token = adminToken) =>
    app.inject({ method: 'POST', url: '/graphql', headers: { authorization: `Bearer ${token}` }, payload: { query } });
  const scrape = (token: string | null = adminToken) =>
    app.inject({ url: '/metrics', headers: token === null ? {} : { authorization: `Bearer ${token}` } });
  return { db, ask, scrape, keys };
}

const expiring = { reach: null, createdBy: 'a test', expiresAt: null } as const;

describe('/metrics', () => {
  test('counts operations, errors, cost and the fields that were asked for, by client', async () => {
    const { ask, scrape, keys } = await open();
    const { key } = await keys.create({ name: 'Till', role: 'ANALYST', ...expiring }, now);
    await ask(`query Score { customerHealthScore(customerId: "${guestId(1)}") { components { recencyFactor { score } } } }`, key);
    await ask('query Score { customerHealthScore(customerId: "NOBODY") { asOf } }');
    const text = (await scrape()).body;
    expect(text).toContain('ecx_operation_seconds_count{operation="Score",kind="query"} 2');
    expect(text).toContain('ecx_operation_errors_total{code="CUSTOMER_NOT_FOUND"} 1');
    expect(text).toContain('ecx_operation_failures_total{operation="Score",kind="query"} 1');
    expect(text).toContain('ecx_field_requests_total{field="CustomerHealthScore.components",client="Till"} 1');
    expect(text).toMatch(/ecx_operation_cost_total\{client="Till"\} [1-9]/);
  });

  test('tells the state of the base: health by segment, completeness, risk, and who waits', async () => {
    const { db, scrape } = await open();
    const text = (await scrape()).body;
    const guests = [...text.matchAll(/^ecx_guests_by_health\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(guests).toBe(24);
    expect(text).toMatch(/^ecx_guests_by_completeness\{level="\w+"\} \d+$/m);
    expect(text).toMatch(/^ecx_guests_by_churn_risk\{level="\w+"\} \d+$/m);
    const [marks] = await db.run<{ count: number }>('marks', 'select count(*)::int as count from rescore_marks', []);
    expect(text).toContain(`\necx_rescore_queue ${marks?.count}\n`);
  });

  test('shows what operators watch, and leaves out what there is nothing of', async () => {
    const { db, scrape } = await open();
    await db.run(
      'test.alert',
      `insert into alerts (customer_id, alert_id, kind, severity, message, evidence, as_of, raised_at, waiting_since, first_acknowledged_at)
       values ($1, 'A', 'A', 'CRITICAL', '', '[]', $2, $2, $2, $2::timestamptz + interval '90 seconds')`,
      [guestId(1), new Date(now - 3_600_000)],
    );
    const text = (await scrape()).body;
    expect(text).toContain('ecx_alert_response_seconds{severity="CRITICAL",quantile="0.5"} 90');
    expect(text).toMatch(/^ecx_score_mean\{when="now"\} [\d.]+$/m);
    expect(text).toMatch(/^ecx_score_quantile\{when="now",quantile="0.50"\} \d+$/m);
    expect(text).not.toMatch(/^ecx_score_mean\{when="before"/m);
    expect(text).not.toMatch(/^ecx_score_stability_index /m);
    expect(text).not.toMatch(/^ecx_jobs_oldest_seconds /m);
    expect(text).toContain('ecx_scoring_runs{state="queued"} 0');
  });

  test('names that callers choose do not grow without bound', async () => {
    const { ask, scrape } = await open();
    for (let index = 0; index < 230; index += 1) await ask(`query Name${index} { viewer { role } }`);
    const text = (await scrape()).body;
    expect(text).toContain('ecx_operation_seconds_count{operation="other",kind="query"} 30');
  });

  test('is for administrators and keys with the scope, nobody else', async () => {
    const { scrape, keys } = await open();
    expect((await scrape(null)).statusCode).toBe(401);
    expect((await scrape('ecx_unknown.0123456789abcdef')).statusCode).toBe(401);
    for (const role of ['MANAGER', 'ANALYST', 'PARTNER']) {
      const { key } = await keys.create({ name: role, role, ...expiring }, now);
      expect((await scrape(key)).json()).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    const { key } = await keys.create({ name: 'Prometheus', role: 'ANALYST', scopes: ['metrics'], ...expiring }, now);
    const answer = await scrape(key);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, expect.stringContaining('text/plain')]);
  });

  test('holds no name, address or id of a guest', async () => {
    const { ask, scrape } = await open();
    await ask(`{ customers(first: 5, search: "ada") { nodes { name email } } customer(id: "${guestId(3)}") { name } }`);
    const text = (await scrape()).body;
    for (const planted of ['example.com', guestId(3), 'Müller', 'ada']) expect(text).not.toContain(planted);
  });
});

test('with DEBUG_TRACK_PERFORMANCE every answer says how long it took', async () => {
  const { ask } = await open();
  expect((await ask('{ viewer { role } }')).json().extensions).toMatchObject({ timing: { milliseconds: expect.any(Number) } });
});
