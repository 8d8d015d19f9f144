import { describe, expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { adminToken, testServer } from './serving.ts';

const headers = { authorization: `Bearer ${adminToken}` };
const record = `mutation { upsertCustomers(customers: [{ id: "C1" }]) { inserted }
  recordVisits(visits: [{ customerId: "C1", visitId: "V1", visitedAt: "2026-01-05T18:00:00Z", total: "20.00" }]) { inserted }
  recordFeedback(feedback: [{ customerId: "C1", feedbackId: "F1", at: "2026-01-05T20:00:00Z", rating: 1 }]) { inserted } }`;
const recorded = { upsertCustomers: { inserted: 1 }, recordVisits: { inserted: 1 }, recordFeedback: { inserted: 1 } };

/** What a program with these settings has written once it has answered the recording of a visit. */
async function rowsAfterRecording(environment: Readonly<Record<string, string>>): Promise<Record<string, number> | undefined> {
  const server = await testServer({ ECX_WORKER: 'off', ...environment });
  const answer = await server.ask(record, headers);
  expect(await answer.json()).toMatchObject({ data: recorded });
  const save = 'mutation { saveScoringConfig(settings: [{ name: "trendDays", value: 20 }]) { version } }';
  expect(await (await server.ask(save, headers)).json()).toMatchObject({ data: { saveScoringConfig: { version: 2 } } });
  const db = await testDatabase({ url: server.databaseUrl });
  const [rows] = await db.run<Record<string, number>>(
    'rows',
    `select (select count(*)::int from current_scores) as scores, (select count(*)::int from population_facts) as weeks,
      (select count(*)::int from scoring_runs) as runs`,
    [],
  );
  return rows;
}

describe('the program', () => {
  test('scores who has new events, and asks for a run by what was saved', async () => {
    const rows = await rowsAfterRecording({});
    expect(rows).toMatchObject({ scores: 1, runs: 1 });
    expect(rows?.weeks).toBeGreaterThan(0);
  });

  test('without health scoring it scores nobody, computes no week and asks for no run', async () => {
    expect(await rowsAfterRecording({ FEATURE_HEALTH_SCORING: 'false' })).toEqual({ scores: 0, weeks: 0, runs: 0 });
  });

  test('without batch processing it asks for no run', async () => {
    expect(await rowsAfterRecording({ FEATURE_BATCH_PROCESSING: 'false' })).toMatchObject({ scores: 1, runs: 0 });
  });
});
