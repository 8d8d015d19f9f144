import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { escalateAlerts } from '../../server/jobs/alert-sink.ts';
import { oldestLive, readLive } from '../../server/store/live-events.ts';
import { guestId, now, openRestaurant, type Restaurant } from '../graphql/restaurant.ts';

const minute = 60_000;
const guest = guestId(9);

/** Records feedback of a number of stars through the mutation, which scores the guest again. */
async function rate({ data }: Restaurant, id: string, rating: number, at = now - minute): Promise<void> {
  const { recordFeedback } = await data<{ recordFeedback: { errors: unknown[] } }>(
    'mutation ($feedback: [FeedbackInput!]!) { recordFeedback(feedback: $feedback) { errors { message } } }',
    { feedback: [{ customerId: guest, feedbackId: id, at: new Date(at).toISOString(), rating }] },
  );
  expect(recordFeedback.errors).toEqual([]);
}

async function alertsOf({ db }: Restaurant) {
  const { rows } = await sql<{ alert_id: string; severity: string; open: boolean; history: string[] }>`
    select a.alert_id, a.severity, a.resolved_at is null as open,
      array(select e.kind from alert_events e where e.customer_id = a.customer_id and e.alert_id = a.alert_id order by event_no) as history
    from alerts a where a.customer_id = ${guest} and kind = 'BAD_FEEDBACK' order by alert_id`.execute(db.kysely);
  return rows;
}

const told = async ({ db }: Restaurant) =>
  (await readLive(db, 0)).events.map(({ topic, subject }) => `${topic} ${subject}`.trim());

describe('a scoring', () => {
  test('raises an alert once, whatever else is recorded, and resolves it when the matter is over', async () => {
    const restaurant = await openRestaurant();
    await rate(restaurant, 'R1', 1);
    const raised = { alert_id: 'BAD_FEEDBACK-1', severity: 'HIGH', open: true, history: ['RAISED'] };
    expect(await alertsOf(restaurant)).toEqual([raised]);
    await rate(restaurant, 'R0', 5, now - 60 * minute);
    expect(await alertsOf(restaurant)).toEqual([raised]);
    await rate(restaurant, 'R2', 5);
    expect(await alertsOf(restaurant)).toEqual([{ ...raised, open: false, history: ['RAISED', 'RESOLVED'] }]);
    await rate(restaurant, 'R3', 1, now);
    expect((await alertsOf(restaurant)).map(({ alert_id }) => alert_id)).toEqual(['BAD_FEEDBACK-1', 'BAD_FEEDBACK-2']);
  });

  test('tells the score of whoever had events, and each alert that it raised', async () => {
    const restaurant = await openRestaurant();
    const before = await told(restaurant);
    await rate(restaurant, 'R1', 1);
    const lines = (await told(restaurant)).slice(before.length);
    expect(lines).toContain('ALERT BAD_FEEDBACK-1 HIGH');
    expect(lines.filter((line) => line === 'SCORE')).toHaveLength(1);
    expect(await oldestLive(restaurant.db)).toBeGreaterThan(0);
  });

  test('two at once raise one alert', async () => {
    const restaurant = await openRestaurant();
    const { rescore } = restaurant.serving;
    await restaurant.db.transaction(async (tx) => {
      await sql`insert into feedback (customer_id, feedback_id, at, business_day, rating, recorded_at)
        values (${guest}, 'R1', ${new Date(now - minute)}, '2026-03-02', 1, ${new Date(now)})`.execute(tx.kysely);
    });
    await Promise.all([1, 2, 3].map(() => rescore([guest], now)));
    expect(await alertsOf(restaurant)).toMatchObject([{ alert_id: 'BAD_FEEDBACK-1', history: ['RAISED'] }]);
  });
});

test('a first scoring calls for each guest once; what stands behind is on record, nobody is told of it, and the next scoring raises none of it', async () => {
  const restaurant = await openRestaurant({ guests: 60 });
  const { db, serving } = restaurant;
  const found = async () => {
    const { rows } = await sql<{ customer_id: string; alert_id: string; open: boolean; history: string[] }>`
      select a.customer_id, a.alert_id, a.resolved_at is null as open,
        array(select e.kind from alert_events e where e.customer_id = a.customer_id and e.alert_id = a.alert_id order by event_no) as history
      from alerts a order by 1, 2`.execute(db.kysely);
    return rows;
  };
  const first = await found();
  const open = first.filter((alert) => alert.open);
  const behind = first.filter((alert) => !alert.open);
  expect(new Set(open.map(({ customer_id }) => customer_id)).size).toBe(open.length);
  expect(behind.length).toBeGreaterThan(0);
  for (const { customer_id, history } of behind) {
    expect(history).toEqual(['RAISED', 'RESOLVED']);
    expect(open.some((alert) => alert.customer_id === customer_id)).toBe(true);
  }
  expect((await told(restaurant)).filter((line) => line.startsWith('ALERT'))).toHaveLength(open.length);
  await serving.rescore([...new Set(first.map(({ customer_id }) => customer_id))], now);
  expect(await found()).toEqual(first);
});

test('an alert that nobody answers is told once more, and only once', async () => {
  const restaurant = await openRestaurant();
  await rate(restaurant, 'R1', 1);
  await sql`update alerts set waiting_since = ${new Date(now)} where kind <> 'BAD_FEEDBACK'`.execute(restaurant.db.kysely);
  const day = 24 * 60 * minute;
  const overdue = async (at: number) => {
    await sql`delete from alerts where kind <> 'BAD_FEEDBACK'`.execute(restaurant.db.kysely);
    return escalateAlerts(restaurant.db, defaultScoring, at);
  };
  expect(await overdue(now + day - 1)).toBe(0);
  expect(await overdue(now + day)).toBe(1);
  expect(await overdue(now + 2 * day)).toBe(0);
  expect(await alertsOf(restaurant)).toMatchObject([{ history: ['RAISED', 'ESCALATED'] }]);
});
