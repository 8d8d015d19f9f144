import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import { benchmarkComparison } from '../../server/engine/health/benchmark.ts';
import { scoreChange } from '../../server/engine/health/change.ts';
import { engagementAnalysis } from '../../server/engine/health/engagement.ts';
import { healthScore } from '../../server/engine/health/score.ts';
import { behavioralPreferences } from '../../server/engine/profile/behavior.ts';
import { profileCompleteness } from '../../server/engine/profile/completeness.ts';
import { demographicInsights } from '../../server/engine/profile/demographics.ts';
import { dataFreshness } from '../../server/engine/profile/freshness.ts';
import { purchaseHistory } from '../../server/engine/profile/purchases.ts';
import { relationshipStrength } from '../../server/engine/profile/relationship.ts';
import { type Assessor, openAssessor, type Subject } from '../../server/facts/assessor.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { testDatabase } from '../support/database.ts';
import { calendar, restaurant, seed, seedResponses, truncated } from './rows.ts';

const asOf = Date.parse('2024-07-10T15:00:00Z');
const earlier = '2024-02-14T12:00:00Z';

function assessorOn(db: Db): Assessor {
  const weeks = openWeeks({
    db,
    worker: db,
    config: defaultScoring,
    calendar,
    clock: () => asOf,
    patienceMs: Number.POSITIVE_INFINITY,
  });
  return openAssessor(db, { config: defaultScoring, calendar, weeks });
}

/** Every section of profile and health, as the API would ask for them: all in one tick. */
async function everything(assessor: Assessor, subject: Subject) {
  return Promise.all([
    assessor.assess(healthScore, subject),
    assessor.assess(profileCompleteness, subject),
    assessor.assess(purchaseHistory, subject),
    assessor.assess(behavioralPreferences, subject),
    assessor.assess(demographicInsights, subject),
    assessor.assess(dataFreshness, subject),
    assessor.assess(relationshipStrength, subject),
    assessor.assess(engagementAnalysis, subject),
    assessor.assess(benchmarkComparison, subject),
    assessor.assess(scoreChange, subject),
  ]);
}

async function restaurantDatabase(reversed = false): Promise<{ db: Db; ids: string[] }> {
  const db = await testDatabase();
  const { customerIds, visits } = restaurant();
  await seed(db, reversed ? [...customerIds].reverse() : customerIds, reversed ? [...visits].reverse() : visits);
  await seedResponses(db);
  return { db, ids: customerIds };
}

const full = await restaurantDatabase();

describe('answers from the database', () => {
  test('as of an instant equal those of a database that ends there', async () => {
    const cut = await restaurantDatabase();
    await truncated(cut.db, earlier);
    const at = Date.parse(earlier);
    const [known, only] = [assessorOn(full.db), assessorOn(cut.db)];
    for (const customerId of full.ids) {
      expect(await everything(known, { customerId, asOf: at })).toEqual(await everything(only, { customerId, asOf: at }));
    }
  });

  test('read loyalty, feedback and campaigns: every component is there for many', async () => {
    const scores = await Promise.all(full.ids.map((customerId) => assessorOn(full.db).assess(healthScore, { customerId, asOf })));
    const present = (name: keyof (typeof scores)[number]['components']) =>
      scores.filter(({ components }) => components[name].score !== null).length;
    expect(present('loyaltyEngagement')).toBeGreaterThanOrEqual(15);
    expect(present('feedbackSentiment')).toBeGreaterThanOrEqual(20);
    expect(present('communicationResponse')).toBeGreaterThanOrEqual(20);
  });

  test('do not depend on the order in which rows were written', async () => {
    const reversed = await restaurantDatabase(true);
    for (const customerId of full.ids.slice(0, 12)) {
      expect(await everything(assessorOn(reversed.db), { customerId, asOf })).toEqual(
        await everything(assessorOn(full.db), { customerId, asOf }),
      );
    }
  });

  test('of a batch equal those of single guests, also when the instants differ', async () => {
    const subjects = full.ids.map((customerId, index) => ({ customerId, asOf: index % 2 === 0 ? asOf : Date.parse(earlier) }));
    const batch = assessorOn(full.db);
    const together = await Promise.all(subjects.map((subject) => everything(batch, subject)));
    for (const [index, subject] of subjects.entries())
      expect(await everything(assessorOn(full.db), subject)).toEqual(together[index]);
  });

  test('take as many statements for 5 guests as for 40, at most one per source table', async () => {
    const count = async (ids: readonly string[]) => {
      const assessor = assessorOn(full.db);
      const names: string[] = [];
      full.db.onStatement = (name) => names.push(name);
      await Promise.all(ids.map((customerId) => everything(assessor, { customerId, asOf })));
      full.db.onStatement = null;
      return names.sort();
    };
    await count(full.ids.slice(0, 1)); // the weeks are computed once
    const few = await count(full.ids.slice(0, 5));
    expect(await count(full.ids)).toEqual(few);
    expect(few).toEqual([
      'facts.feedback',
      'facts.identity',
      'facts.items',
      'facts.loyalty',
      'facts.sends',
      'facts.sources',
      'facts.visits',
      'facts.weekStates',
      'facts.weeks',
    ]);
  });

  test('that need no facts read nothing: one field of one section costs its own statements', async () => {
    const assessor = assessorOn(full.db);
    const names: string[] = [];
    full.db.onStatement = (name) => names.push(name);
    await assessor.assess(dataFreshness, { customerId: 'g001', asOf });
    full.db.onStatement = null;
    expect(names).toEqual(['facts.sources']);
  });

  test('are plain values once they are known', async () => {
    const assessor = assessorOn(full.db);
    const first = assessor.assess(healthScore, { customerId: 'g001', asOf });
    expect(first).toBeInstanceOf(Promise);
    const value = await first;
    expect(assessor.assess(healthScore, { customerId: 'g001', asOf })).toBe(value);
  });
});

describe('facts', () => {
  test('a fully refunded visit is no visit, a partly refunded one keeps the rest', async () => {
    const db = await testDatabase();
    await seed(
      db,
      ['a'],
      [
        { customerId: 'a', visitId: '1', at: '2024-05-01T12:00:00Z', totalMinor: 2_000, refundMinor: 2_000, items: ['m1'] },
        { customerId: 'a', visitId: '2', at: '2024-05-08T12:00:00Z', totalMinor: 2_000, refundMinor: 500, items: ['m1'] },
        { customerId: 'a', visitId: '3', at: '2024-05-09T12:00:00Z', totalMinor: 0 },
      ],
    );
    const [health, , purchases] = await everything(assessorOn(db), { customerId: 'a', asOf });
    expect(health.dataPoints).toBe(2);
    expect(purchases.lifetimeValue.total).toBe(1_500);
    expect(purchases.categoryPreferences).toMatchObject([{ category: 'm', spent: 500 }]);
  });

  test('a visit without a total counts as a visit, its spend stays unknown', async () => {
    const db = await testDatabase();
    await seed(db, ['a'], [{ customerId: 'a', visitId: '1', at: '2024-05-01T12:00:00Z', totalMinor: null }]);
    const [health, , purchases] = await everything(assessorOn(db), { customerId: 'a', asOf });
    expect(health.dataPoints).toBe(1);
    expect(purchases.lifetimeValue).toMatchObject({ total: null, dataPoints: 0 });
  });

  test('attributes hold from when they were recorded, the first version for all time before', async () => {
    const db = await testDatabase();
    await seed(db, ['a'], []);
    await sql`insert into customer_versions (customer_id, recorded_at, language, created_at) values ('a', '2024-03-01', 'de', '2020-01-01')`.execute(
      db.kysely,
    );
    await sql`update customers set recorded_at = '2024-06-01', language = null`.execute(db.kysely);
    const missing = async (instant: string) =>
      (await assessorOn(db).assess(profileCompleteness, { customerId: 'a', asOf: Date.parse(instant) })).missingFields.map(
        ({ field }) => field,
      );
    expect(await missing('2023-01-01T00:00:00Z')).not.toContain('language');
    expect(await missing('2024-05-31T00:00:00Z')).not.toContain('language');
    expect(await missing('2024-06-02T00:00:00Z')).toContain('language');
  });

  test('a trend knows the consent of then, though it is refused by now', async () => {
    const db = await testDatabase();
    await seed(db, ['a'], [{ customerId: 'a', visitId: '1', at: '2024-05-01T12:00:00Z' }]);
    await sql`insert into customer_versions (customer_id, recorded_at, consent_push, created_at) values ('a', '2024-03-01', true, '2020-01-01')`.execute(
      db.kysely,
    );
    await sql`update customers set recorded_at = '2024-06-20', consent_push = false`.execute(db.kysely);
    const { relationshipFactors } = await assessorOn(db).assess(relationshipStrength, { customerId: 'a', asOf });
    const reachability = relationshipFactors.find(({ name }) => name === 'REACHABILITY');
    expect(reachability).toMatchObject({ score: 0, trend: { direction: 'DOWN' } });
    expect(reachability?.trend?.previous).toBeCloseTo(50 / 0.875, 10);
  });

  test('the newest event of a source is that of the whole base, up to the instant', async () => {
    const fresh = await assessorOn(full.db).assess(dataFreshness, { customerId: 'g000', asOf: Date.parse(earlier) });
    const { rows } = await sql<{
      newest: Date;
    }>`select max(visited_at) as newest from visits where visited_at <= ${earlier}::timestamptz`.execute(full.db.kysely);
    expect(fresh.visitData).toBe(rows[0]?.newest.getTime());
    for (const newest of Object.values(fresh)) expect(newest).toBeLessThanOrEqual(Date.parse(earlier));
  });
});
