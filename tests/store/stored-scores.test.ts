import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { readScores } from '../../server/store/stored-scores.ts';
import { testDatabase } from '../support/database.ts';

const db = await testDatabase();
const day = sql`timestamptz '2024-12-01T12:00:00Z'`;

test('a row is read with everything that stands there, and what is absent as null', async () => {
  await sql`insert into customers (customer_id, created_at, recorded_at) values ('full', ${day}, ${day}), ('bare', ${day}, ${day})`.execute(
    db.kysely,
  );
  await sql`insert into current_scores values ('bare', ${day}, '2024-11-25', 7, 'RHYTHM', null, null, null, 0, 'LOW', null, null, null, 0, null,
    null, 0, 0, null, null, 12.5, 'BASIC', ${day})`.execute(db.kysely);
  await sql`insert into current_scores (customer_id, scored_at, week, config_version, method, health_score, exact_score, health_level, coverage, confidence,
      visit_frequency, spending_behavior, loyalty_engagement, feedback_sentiment, communication_response, recency_factor, visit_days, last_visit_at,
      expected_visits_per_30_days, lifetime_value_minor, last_12_months_minor, lifetime_value_percentile, rfm_group, completeness_score, completeness_level,
      churn_probability, churn_risk, engagement_risk_probability, engagement_risk, value_risk_probability, value_risk, percentile_rank, recorded_at)
    values ('full', ${day}, '2024-11-25', 7, 'FITTED', 71, 70.6, 'GOOD', 0.9, 'HIGH', 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 12, '2024-11-30T19:30:00.125Z',
      2.25, 9007199254740991, 120000, 88.5, 'CHAMPIONS', 55.5, 'GOOD', 0.125, 'LOW', 0.25, 'MEDIUM', 0.5, 'HIGH', 42.5, ${day})`.execute(
    db.kysely,
  );
  const found = await readScores(db, ['full', 'bare', 'nobody']);
  const common = { week: '2024-11-25', config_version: 7, version: expect.any(Number) };
  const absent = Object.fromEntries(
    [
      'health_score',
      'exact_score',
      'health_level',
      'visit_frequency',
      'spending_behavior',
      'loyalty_engagement',
      'feedback_sentiment',
    ]
      .concat([
        'communication_response',
        'recency_factor',
        'last_visit_at',
        'expected_visits_per_30_days',
        'lifetime_value_percentile',
      ])
      .concat([
        'rfm_group',
        'churn_probability',
        'churn_risk',
        'engagement_risk_probability',
        'engagement_risk',
        'value_risk_probability',
      ])
      .concat(['value_risk', 'percentile_rank'])
      .map((name) => [name, null]),
  );
  expect(Object.fromEntries(found)).toEqual({
    bare: {
      ...common,
      ...absent,
      customer_id: 'bare',
      method: 'RHYTHM',
      coverage: 0,
      confidence: 'LOW',
      visit_days: 0,
      lifetime_value_minor: 0,
      last_12_months_minor: 0,
      completeness_score: 12.5,
      completeness_level: 'BASIC',
    },
    full: {
      ...common,
      customer_id: 'full',
      method: 'FITTED',
      health_score: 71,
      exact_score: 70.6,
      health_level: 'GOOD',
      coverage: 0.9,
      confidence: 'HIGH',
      visit_frequency: 1.5,
      spending_behavior: 2.5,
      loyalty_engagement: 3.5,
      feedback_sentiment: 4.5,
      communication_response: 5.5,
      recency_factor: 6.5,
      visit_days: 12,
      last_visit_at: Date.parse('2024-11-30T19:30:00.125Z'),
      expected_visits_per_30_days: 2.25,
      lifetime_value_minor: 9_007_199_254_740_991,
      last_12_months_minor: 120_000,
      lifetime_value_percentile: 88.5,
      rfm_group: 'CHAMPIONS',
      completeness_score: 55.5,
      completeness_level: 'GOOD',
      churn_probability: 0.125,
      churn_risk: 'LOW',
      engagement_risk_probability: 0.25,
      engagement_risk: 'MEDIUM',
      value_risk_probability: 0.5,
      value_risk: 'HIGH',
      percentile_rank: 42.5,
    },
  });
});
