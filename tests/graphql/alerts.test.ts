import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { analyst, guestId, manager, narrowManager, now, openRestaurant, partner, type Restaurant } from './restaurant.ts';

const minute = 60_000;
let restaurant: Restaurant;

interface Seen {
  readonly id: string;
  readonly status: string;
  readonly history: readonly { readonly kind: string; readonly by: string | null; readonly note: string | null }[];
  readonly [field: string]: unknown;
}

async function rate(customerId: string, feedbackId: string, rating: number, at = now): Promise<void> {
  await restaurant.data(
    'mutation ($feedback: [FeedbackInput!]!) { recordFeedback(feedback: $feedback) { errors { message } } }',
    { feedback: [{ customerId, feedbackId, at: new Date(at).toISOString(), rating }] },
  );
}

const fields = 'id customerId kind severity status assignee acknowledgedBy responseSeconds history { kind by note }';

async function alertsOf(filter: string, viewer = manager): Promise<Seen[]> {
  const query = `{ healthAlerts(first: 100, filter: { kinds: [BAD_FEEDBACK] ${filter} }) { totalCount nodes { ${fields} } } }`;
  const { healthAlerts } = await restaurant.data<{ healthAlerts: { nodes: Seen[]; totalCount: number } }>(query, {}, viewer);
  expect(healthAlerts.totalCount).toBe(healthAlerts.nodes.length);
  return healthAlerts.nodes;
}

const about = async (customerId: string) => (await alertsOf(`customerIds: ["${customerId}"]`))[0] as Seen;

async function act(mutation: string, viewer = manager): Promise<Seen> {
  const { done } = await restaurant.data<{ done: Seen }>(`mutation { done: ${mutation} { ${fields} } }`, {}, viewer);
  return done;
}

beforeAll(async () => {
  restaurant = await openRestaurant();
  for (const index of [2, 3, 4, 5, 6]) await rate(guestId(index), `BAD-${index}`, 1);
}, 60_000);

describe('the list', () => {
  test('shows what was raised with evidence, words and what to do', async () => {
    const { healthAlerts } = await restaurant.data<{ healthAlerts: { nodes: unknown[] } }>(
      `{ healthAlerts(first: 1, filter: { kinds: [BAD_FEEDBACK], customerIds: ["${guestId(2)}"] }) { nodes {
        message raisedAt asOf evidence { name value events } suggestedAction { goal } customer { id } resolvedAt } } }`,
    );
    expect(healthAlerts.nodes).toMatchObject([
      {
        message: 'The newest feedback, today, gave 0 of 100 points.',
        raisedAt: new Date(now).toISOString(),
        evidence: [{ name: 'newest feedback', value: 0, events: ['BAD-2'] }, {}],
        suggestedAction: { goal: 'RECOVERY' },
        customer: { id: guestId(2) },
        resolvedAt: null,
      },
    ]);
  });

  test('goes page by page without losing or repeating one', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { healthAlerts: page }: { healthAlerts: { nodes: Seen[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await restaurant.data(
          'query ($after: String) { healthAlerts(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
          {
            after,
          },
        );
      seen.push(...page.nodes.map(({ id }) => id));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    const { healthAlerts } = await restaurant.data<{ healthAlerts: { nodes: Seen[] } }>(
      '{ healthAlerts(first: 100) { nodes { id } } }',
    );
    expect(seen).toEqual(healthAlerts.nodes.map(({ id }) => id));
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('shows a restricted viewer those of its own customers only', async () => {
    const seenBy = async (filter: string) => {
      const query = `{ healthAlerts(first: 100, filter: { kinds: [BAD_FEEDBACK] ${filter} }) { totalCount nodes { customerId } } }`;
      const viewer = partner(guestId(2), guestId(3));
      return (await restaurant.data<{ healthAlerts: { totalCount: number; nodes: Seen[] } }>(query, {}, viewer)).healthAlerts;
    };
    const mine = await seenBy('');
    expect(mine.nodes.map(({ customerId }) => customerId).sort()).toEqual([guestId(2), guestId(3)]);
    expect(await seenBy(`customerIds: ["${guestId(4)}"]`)).toEqual({ totalCount: 0, nodes: [] });
  });
});

describe('an alert', () => {
  test('is acknowledged once, with who, when and why', async () => {
    const { id } = await about(guestId(2));
    const first = await act(`acknowledgeAlert(id: "${id}", note: "I call her")`);
    expect(first).toMatchObject({ status: 'ACKNOWLEDGED', acknowledgedBy: 'manager', responseSeconds: 0 });
    expect(first.history).toEqual([
      { kind: 'RAISED', by: null, note: null },
      { kind: 'ACKNOWLEDGED', by: 'manager', note: 'I call her' },
    ]);
    expect(await act(`acknowledgeAlert(id: "${id}", note: "again")`)).toEqual(first);
    expect(await alertsOf(`customerIds: ["${guestId(2)}"], status: [OPEN]`)).toEqual([]);
  });

  test('keeps its words sealed, and from who may not read them', async () => {
    const { id } = await about(guestId(3));
    await act(`noteAlert(id: "${id}", note: "allergic to the waiter", idempotencyKey: "note-1")`);
    const again = await act(`noteAlert(id: "${id}", note: "allergic to the waiter", idempotencyKey: "note-1")`);
    expect(again.history.filter(({ kind }) => kind === 'NOTED')).toEqual([
      { kind: 'NOTED', by: 'manager', note: 'allergic to the waiter' },
    ]);
    const answer = await restaurant.ask(`{ healthAlert(id: "${id}") { history { kind note } } }`, {}, analyst);
    expect(JSON.stringify(answer)).not.toContain('waiter');
    expect(new Set(answer.errors?.map(({ extensions }) => extensions?.code))).toEqual(new Set(['FORBIDDEN']));
    const { rows } = await sql<{ text: string }>`select string_agg(e::text, '') as text from alert_events e`.execute(
      restaurant.db.kysely,
    );
    expect(rows[0]?.text).not.toContain('waiter');
  });

  test('is set aside until an instant, given to somebody, and resolved; then it stays quiet while it lasts', async () => {
    const { id } = await about(guestId(4));
    const until = (at: number) => `snoozeAlert(id: "${id}", until: "${new Date(at).toISOString()}")`;
    expect(await act(until(now + minute))).toMatchObject({ status: 'SNOOZED' });
    expect(await restaurant.codes(`mutation { ${until(now)} { id } }`)).toEqual(['BAD_USER_INPUT']);
    expect(await act(`assignAlert(id: "${id}", assignee: "Bo")`)).toMatchObject({ assignee: 'Bo' });
    expect((await alertsOf('assignee: "Bo"')).map((alert) => alert.id)).toEqual([id]);
    const done = await act(`resolveAlert(id: "${id}")`);
    expect(done).toMatchObject({ status: 'RESOLVED' });
    expect(done.history.map(({ kind }) => kind)).toEqual(['RAISED', 'SNOOZED', 'ASSIGNED', 'RESOLVED']);
    await rate(guestId(4), 'OLD', 1, now - minute);
    expect((await alertsOf(`customerIds: ["${guestId(4)}"]`)).map(({ status }) => status)).toEqual(['RESOLVED']);
  });

  test('that was resolved opens again with another bad feedback', async () => {
    const { id } = await about(guestId(5));
    await act(`resolveAlert(id: "${id}")`);
    await rate(guestId(5), 'ZZ-WORSE', 1, now);
    const again = await about(guestId(5));
    expect(again).toMatchObject({ id, status: 'OPEN' });
    expect(again.history.map(({ kind }) => kind)).toEqual(['RAISED', 'RESOLVED', 'REOPENED']);
  });

  test('of a foreign customer answers as one that does not exist', async () => {
    const { id } = await about(guestId(6));
    const ask = (given: string, viewer = narrowManager(guestId(2))) =>
      restaurant.ask(`mutation { acknowledgeAlert(id: "${given}") { id } }`, {}, viewer);
    const missing = Buffer.from(`HealthAlert:BAD_FEEDBACK-9:${guestId(6)}`).toString('base64url');
    expect(await ask(id)).toEqual(await ask(missing));
    expect((await ask(id)).errors?.[0]?.extensions?.code).toBe('ALERT_NOT_FOUND');
    expect((await ask('nonsense')).errors?.[0]?.extensions?.code).toBe('ALERT_NOT_FOUND');
    expect((await about(guestId(6))).status).toBe('OPEN');
    expect(await restaurant.data(`{ healthAlert(id: "${id}") { id } }`, {}, partner())).toEqual({ healthAlert: null });
  });

  test('among many is acknowledged beside a bad id', async () => {
    const { id } = await about(guestId(6));
    const answer = await restaurant.ask(`mutation { acknowledgeAlerts(ids: ["${id}", "nonsense"]) { id status } }`, {}, manager);
    expect(answer.data).toEqual({ acknowledgeAlerts: [{ id, status: 'ACKNOWLEDGED' }, null] });
    expect(answer.errors).toMatchObject([{ path: ['acknowledgeAlerts', 1], extensions: { code: 'ALERT_NOT_FOUND' } }]);
    expect(await restaurant.codes(`mutation { acknowledgeAlert(id: "${id}") { id } }`, {}, analyst)).toEqual(['FORBIDDEN']);
  });
});
