import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import type { HistoryRow } from '../../server/store/score-history.ts';
import { writeHistory } from '../../server/store/score-history.ts';
import { admin, guestId, now, openRestaurant, partner } from './restaurant.ts';

const dayMs = 86_400_000;
const restaurant = await openRestaurant({ guests: 30, score: false });
const ago = (days: number) => now - days * dayMs;
const iso = (days: number) => new Date(ago(days)).toISOString();

async function keep(index: number, days: number, score: number | null, more: Partial<HistoryRow> = {}): Promise<void> {
  const level = score === null ? null : score < 40 ? 'POOR' : score < 60 ? 'FAIR' : score < 80 ? 'GOOD' : 'EXCELLENT';
  const row: HistoryRow = {
    customer_id: guestId(index),
    week: '2026-02-23',
    config_version: defaultScoring.version,
    method: 'RHYTHM',
    health_score: score,
    health_level: level,
    percentile_rank: 50,
    visit_frequency: score,
    spending_behavior: score,
    loyalty_engagement: null,
    feedback_sentiment: null,
    communication_response: null,
    recency_factor: score,
    churn_risk: 'LOW',
    engagement_risk: null,
    value_risk: 'HIGH',
    ...more,
  };
  await restaurant.db.transaction((tx) => writeHistory(tx, [row], ago(days), now));
}

await keep(11, 85, 90, { config_version: 2 });
await keep(11, 52, 75);
await keep(11, 21, 74);
await keep(11, 20, 64);
await keep(11, 10, 58);
await keep(11, 1, 45);
await keep(0, 45, 80);
await keep(0, 5, 60);
await keep(2, 40, null);
await keep(2, 5, 30);

interface Causes {
  readonly previous: number;
  readonly current: number;
  readonly change: number;
  readonly significance: string;
  readonly causes: readonly { readonly cause: string; readonly points: number }[];
  readonly components: readonly { readonly change: number }[];
}
interface Entry {
  readonly scoredAt: string;
  readonly healthScore: number | null;
  readonly significantChange: Causes | null;
}

const change = `significantChange { previous current change days previousLevel currentLevel significance
  causes { cause points evidence { name value unit events } }
  components { component change lateData behavior time base configuration } }`;
const history = (args = '', fields = 'scoredAt healthScore') =>
  `query ($id: ID!, $asOf: DateTime) { customerHealthScore(customerId: $id, asOf: $asOf) { healthHistory${args} { ${fields} } } }`;

async function ask(index: number, query: string, asOf: string | null = null): Promise<Entry[]> {
  const { customerHealthScore } = await restaurant.data<{ customerHealthScore: { healthHistory: Entry[] } }>(query, {
    id: guestId(index),
    asOf,
  });
  return customerHealthScore.healthHistory;
}

describe('healthHistory', () => {
  test('tells the newest records, oldest first', async () => {
    expect(await ask(11, history('(last: 2)'))).toEqual([
      { scoredAt: iso(10), healthScore: 58 },
      { scoredAt: iso(1), healthScore: 45 },
    ]);
    expect(await ask(11, history())).toHaveLength(6);
    expect(await ask(3, history())).toEqual([]);
  });

  test('tells nothing later than asOf', async () => {
    expect((await ask(11, history(), iso(15))).map(({ healthScore }) => healthScore)).toEqual([90, 75, 74, 64]);
    expect(await ask(11, history(), iso(85))).toHaveLength(1);
    expect(await ask(11, history(), iso(86))).toEqual([]);
  });

  test('holds what was answered then', async () => {
    const fields = `healthLevel week configVersion configChanged method percentileRank
      components { visitFrequency loyaltyEngagement } risks { churnRisk engagementRisk valueRisk }`;
    const [first, second] = await ask(11, history('', fields));
    expect(first).toEqual({
      healthLevel: 'EXCELLENT',
      week: '2026-02-23',
      configVersion: 2,
      configChanged: false,
      method: 'RHYTHM',
      percentileRank: 50,
      components: { visitFrequency: 90, loyaltyEngagement: null },
      risks: { churnRisk: 'LOW', engagementRisk: null, valueRisk: 'HIGH' },
    });
    expect(second).toMatchObject({ configVersion: defaultScoring.version, configChanged: true });
    expect(await ask(11, history('(last: 5)', 'configChanged'))).toMatchObject([{ configChanged: true }, {}, {}, {}, {}]);
  });

  test('takes 1 to 1,000 records', async () => {
    for (const last of [0, -1, 1_001]) {
      const { errors } = await restaurant.ask(history(`(last: ${last})`), { id: guestId(11) });
      expect(errors?.[0]?.message).toBe(
        `last must be a number of records from 1 to 1000, got ${last}; ask for earlier ones with asOf`,
      );
      expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    }
  });

  test('is one statement for any number of guests, each up to its own instant', async () => {
    const query = '{ customers(first: 30) { nodes { healthScore { healthHistory(last: 3) { scoredAt } } } } }';
    const statements = await restaurant.statementsOf(query);
    expect(statements.filter((name) => name === 'store.healthHistory')).toHaveLength(1);
  });

  test('of a guest out of reach is not told', async () => {
    const { errors, data } = await restaurant.ask(history(), { id: guestId(11) }, partner(guestId(2)));
    expect(data).toEqual({ customerHealthScore: null });
    expect(errors?.[0]?.extensions?.code).toBe('CUSTOMER_NOT_FOUND');
    expect((await restaurant.ask(history(), { id: guestId(11) }, admin)).errors).toBeUndefined();
  });
});

const explained = await ask(11, history('', `scoredAt healthScore ${change}`));

describe('significantChange', () => {
  test('is there where 10 points were moved or a level was crossed against the record that held 30 days before', () => {
    expect(explained.map(({ significantChange }) => significantChange?.significance ?? null)).toEqual([
      null, // the first
      'LARGE_MOVE',
      null, // 74 against 75
      'LARGE_MOVE', // 64 against 75
      'LARGE_MOVE',
      'LARGE_MOVE',
    ]);
  });

  test('adds up exactly to the difference of the records', () => {
    for (const { significantChange } of explained) {
      if (significantChange === null) continue;
      const total = (points: readonly number[]) => points.reduce((sum, value) => sum + value, 0);
      expect(total(significantChange.causes.map(({ points }) => points))).toBe(significantChange.change);
      expect(total(significantChange.components.map((part) => part.change))).toBe(significantChange.change);
      expect(significantChange.current - significantChange.previous).toBe(significantChange.change);
    }
    expect(explained[5]?.significantChange?.previous).toBeCloseTo(75, 0);
    expect(explained[5]?.significantChange?.current).toBeCloseTo(45, 0);
  });

  test('of records that no event explains any more is late data', async () => {
    const [, second] = await ask(0, history('', change)); // the only visit was a day ago
    expect(second?.significantChange).toMatchObject({
      change: -20,
      causes: [{ cause: 'LATE_DATA', points: -20 }, { points: 0 }, { points: 0 }, { points: 0 }, { points: 0 }],
    });
  });

  test('needs a score at both', async () => {
    expect(await ask(2, history('', change))).toEqual([{ significantChange: null }, { significantChange: null }]);
  });
});

describe('change', () => {
  const query = `{ customers(first: 30) { nodes { healthScore { exactScore trend { change previous } change { previous current change
    causes { cause points } components { change } } } } } }`;

  test('says why the score moved within the trend window, of many guests as of one', async () => {
    type Node = { healthScore: { exactScore: number | null; trend: { change: number } | null; change: Causes | null } };
    const { customers } = await restaurant.data<{ customers: { nodes: Node[] } }>(query);
    const changes = customers.nodes.flatMap(({ healthScore: { trend, change: found } }) =>
      trend === null || found === null ? [] : [{ trend, found }],
    );
    expect(changes).toHaveLength(customers.nodes.filter(({ healthScore }) => healthScore.trend !== null).length);
    for (const { trend, found } of changes) {
      expect(found.change).toBeCloseTo(trend.change, 9);
      expect(found.causes.map(({ cause }) => cause)).toEqual(['LATE_DATA', 'BEHAVIOR', 'TIME', 'BASE', 'CONFIGURATION']);
    }
    expect(changes.length).toBeGreaterThan(0);
  });
});
