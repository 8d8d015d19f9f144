import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import { snapshot } from '../../server/engine/snapshot.ts';
import { openAssessor } from '../../server/facts/assessor.ts';
import { openWeeks } from '../../server/facts/population.ts';
import type { ScoreSink } from '../../server/jobs/guest-score.ts';
import { type ScoringRun, scoreCustomers } from '../../server/jobs/score.ts';
import { readScoredAt } from '../../server/store/scored-at.ts';
import { confirmScores, replaceScores, writeScores } from '../../server/store/scores.ts';
import { bytesOfScore, readScores } from '../../server/store/stored-scores.ts';
import { calendar, restaurant, seed, seedResponses } from '../facts/rows.ts';
import { testDatabase } from '../support/database.ts';

const asOf = Date.parse('2024-07-10T15:00:00Z');
const now = Date.parse('2024-07-10T16:00:00Z');

function runOn(db: Db, more: Partial<ScoringRun> = {}): ScoringRun {
  const weeks = openWeeks({
    db,
    worker: db,
    config: defaultScoring,
    calendar,
    clock: () => now,
    patienceMs: Number.POSITIVE_INFINITY,
  });
  return { config: defaultScoring, calendar, weeks, asOf, now, ...more };
}

async function openRestaurant(): Promise<{ db: Db; ids: string[] }> {
  const db = await testDatabase();
  const { customerIds, visits } = restaurant();
  await seed(db, [...customerIds, 'silent'], visits);
  await seedResponses(db);
  return { db, ids: customerIds };
}

async function rowsOf(db: Db) {
  const { rows } = await sql<{ customer_id: string; version: number }>`select * from current_scores order by customer_id`.execute(
    db.kysely,
  );
  return rows.map(({ version: _version, ...row }) => row);
}

describe('a scoring run', () => {
  test('writes one row per guest and counts who has too little data', async () => {
    const { db } = await openRestaurant();
    const done: number[] = [];
    expect(await scoreCustomers(db, runOn(db, { onProgress: (count) => done.push(count) }))).toEqual({
      customers: 41,
      scored: 40,
      insufficient: 1,
    });
    expect(done.at(-1)).toBe(41);
    expect(await rowsOf(db)).toHaveLength(41);
  });

  test('stores what an answer on demand says', async () => {
    const { db, ids } = await openRestaurant();
    await scoreCustomers(db, runOn(db));
    const assessor = openAssessor(db, runOn(db));
    const rows = new Map((await rowsOf(db)).map((row) => [row.customer_id, row]));
    for (const customerId of ids) {
      const answer = await assessor.assess(snapshot, { customerId, asOf });
      expect(rows.get(customerId)).toMatchObject({
        scored_at: new Date(asOf),
        recorded_at: new Date(now),
        week: '2024-07-08',
        health_score: answer.health.healthScore,
        exact_score: answer.health.exactScore,
        health_level: answer.health.healthLevel,
        visit_frequency: answer.health.scores.visitFrequency,
        loyalty_engagement: answer.health.scores.loyaltyEngagement,
        feedback_sentiment: answer.health.scores.feedbackSentiment,
        communication_response: answer.health.scores.communicationResponse,
        lifetime_value_minor: answer.lifetimeValueMinor,
        last_visit_at: answer.lastVisitAt === null ? null : new Date(answer.lastVisitAt),
        rfm_group: answer.rfmGroup,
        completeness_score: answer.completenessScore,
      });
    }
  });

  test('again gives the same rows', async () => {
    const { db } = await openRestaurant();
    await scoreCustomers(db, runOn(db));
    const before = await rowsOf(db);
    await scoreCustomers(db, runOn(db));
    expect(await rowsOf(db)).toEqual(before);
  });

  test('of some guests leaves the others and unknown ids alone', async () => {
    const { db } = await openRestaurant();
    expect(await scoreCustomers(db, runOn(db, { customerIds: ['g001', 'nobody', 'g002', 'g001'] }))).toMatchObject({
      customers: 2,
    });
    expect((await rowsOf(db)).map((row) => row.customer_id)).toEqual(['g001', 'g002']);
  });

  test('answers the marks of the guests it scored', async () => {
    const { db } = await openRestaurant();
    await scoreCustomers(db, runOn(db));
    await sql`insert into rescore_marks select customer_id, now() from customers where customer_id in ('g001', 'g002')`.execute(
      db.kysely,
    );
    expect([...(await readScoredAt(db, ['g001', 'g002', 'g003'])).keys()]).toEqual(['g003']);
    await scoreCustomers(db, runOn(db, { customerIds: ['g001'] }));
    const scored = await readScoredAt(db, ['g001', 'g002', 'g003']);
    expect(scored.get('g001')).toMatchObject({ scoredAt: asOf, recordedAt: now });
    expect(scored.has('g002')).toBe(false);
  });

  test('computes the week again when asked to', async () => {
    const { db } = await openRestaurant();
    await scoreCustomers(db, runOn(db));
    await sql`update population_facts set facts = jsonb_set(facts, '{returnShare}', '0.01')`.execute(db.kysely);
    await scoreCustomers(db, runOn(db, { renewWeeks: true }));
    const { rows } = await sql<{ share: number }>`select (facts->>'returnShare')::float8 as share from population_facts`.execute(
      db.kysely,
    );
    for (const { share } of rows) expect(share).toBeGreaterThan(0.01);
  });
});

describe('what a run finds just as it stood there', () => {
  const later = { asOf: asOf + 60_000, now: now + 60_000 };

  test('is confirmed: the row stands as if it were written again', async () => {
    const { db, ids } = await openRestaurant();
    await scoreCustomers(db, runOn(db));
    const before = await rowsOf(db);
    expect(await scoreCustomers(db, runOn(db, later))).toMatchObject({ customers: 41, scored: 40 });
    const instants = { scored_at: new Date(later.asOf), recorded_at: new Date(later.now) };
    expect(await rowsOf(db)).toEqual(before.map((row) => ({ ...row, ...instants })));
    expect((await readScoredAt(db, ids)).size).toBe(ids.length);
  });

  test('is no more confirmed when somebody else has written the row meanwhile: then it is written whole', async () => {
    const { db, ids } = await openRestaurant();
    await scoreCustomers(db, runOn(db));
    const before = await rowsOf(db);
    await db.transaction(async (tx) => {
      const read = await readScores(tx, ids);
      await sql`update current_scores set health_score = 1, exact_score = 1, version = version + 1`.execute(tx.kysely);
      const found = [...read.values()];
      const instants = { scoredAt: asOf, recordedAt: now, factsComputedAt: now, keepNewer: true };
      const same = { customerIds: found.map((row) => row.customer_id), versions: found.map(({ version }) => version) };
      expect((await confirmScores(tx, same, instants)).toSorted()).toEqual(ids.toSorted());
      const ready = found.map((row) => ({ customerId: row.customer_id, bytes: Buffer.from(bytesOfScore(row)) }));
      const asRead = ready.map((each, index) => ({ ...each, version: found[index]?.version ?? 0 }));
      expect(await replaceScores(tx, asRead, instants)).toEqual(new Set());
      const versions = await writeScores(tx, ready, instants);
      for (const { customer_id, version } of found) expect(Number(versions.get(customer_id))).toBe(Number(version) + 2);
    });
    expect((await rowsOf(db)).filter((row) => row.customer_id !== 'silent')).toEqual(
      before.filter((row) => row.customer_id !== 'silent'),
    );
  });

  /** Writes a guest's row so often, each time by itself after the run has read it; notes of whom the run tells. */
  function meddler(db: Db, times: number) {
    const told: { id: string; isOther: boolean | null; contested: boolean; alerts: number }[] = [];
    let done = 0;
    const sink: ScoreSink = async (_tx, guests, { contested }) => {
      for (const { row, before, alerts } of guests) {
        const id = row.customer_id;
        told.push({ id, isOther: before?.isOther ?? null, contested: contested.has(id), alerts: alerts.length });
      }
    };
    const watch = async () => {
      done += 1;
      if (done <= times) {
        await sql`update current_scores set health_score = 1, version = version + 1 where customer_id = 'g001'`.execute(
          db.kysely,
        );
      }
      return () => false;
    };
    return { told, sink: Object.assign(sink, { watch }) };
  }

  test('is told to nobody, but whose row somebody else writes in between is looked at again', async () => {
    const { db } = await openRestaurant();
    await scoreCustomers(db, runOn(db));
    const before = await rowsOf(db);
    const { told, sink } = meddler(db, 1);
    expect(await scoreCustomers(db, runOn(db, { ...later, sinks: [sink] }))).toMatchObject({ customers: 41, scored: 40 });
    expect(told).toMatchObject([{ id: 'g001', isOther: true, contested: false }]);
    const instants = { scored_at: new Date(later.asOf), recorded_at: new Date(later.now) };
    expect(await rowsOf(db)).toEqual(before.map((row) => ({ ...row, ...instants })));
  });

  test('is told as contested with its alerts when somebody else writes it in between, and once more when it is looked at again', async () => {
    const { db, ids } = await openRestaurant();
    const first: ScoreSink = async (_tx, guests) => {
      for (const { row, alerts } of guests) found.set(row.customer_id, alerts.length);
    };
    const found = new Map<string, number>();
    await scoreCustomers(db, runOn(db, { sinks: [first] }));
    await sql`update current_scores set exact_score = exact_score + 1`.execute(db.kysely);
    const { told, sink } = meddler(db, 2);
    await scoreCustomers(db, runOn(db, { ...later, sinks: [sink] }));
    expect(told.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(told.filter(({ contested }) => contested)).toMatchObject([{ id: 'g001', alerts: found.get('g001') }]);
  });
});
