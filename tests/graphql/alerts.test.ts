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
});

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

describe('a filter of guests', () => {
  const idsOf = async (filter: string, viewer = manager) => {
    const query = `{ healthAlerts(first: 100, filter: { ${filter} }) { totalCount nodes { customerId } } }`;
    const { healthAlerts } = await restaurant.data<{ healthAlerts: { totalCount: number; nodes: Seen[] } }>(query, {}, viewer);
    expect(healthAlerts.totalCount).toBe(healthAlerts.nodes.length);
    return healthAlerts.nodes.map(({ customerId }) => customerId);
  };
  const bad = 'kinds: [BAD_FEEDBACK]';

  test('keeps the alerts of exactly the guests who meet it, in the same order', async () => {
    const all = await idsOf('');
    for (const filter of ['{ maxHealthScore: 50 }', '{ not: { visitDays: { min: 4 } } }', '{ crmSegments: ["VIP"] }', '{}']) {
      const { customers } = await restaurant.data<{ customers: { nodes: { id: string }[] } }>(
        `{ customers(first: 100, filter: ${filter}) { nodes { id } } }`,
      );
      const wanted = new Set(customers.nodes.map(({ id }) => id));
      expect(await idsOf(`customer: ${filter}`)).toEqual(all.filter((id) => wanted.has(id as string)));
    }
    expect(all.length).toBeGreaterThan(5);
  });

  test('goes page by page', async () => {
    const filter = `${bad}, customer: { not: { crmSegments: ["VIP"] } }`;
    const seen: unknown[] = [];
    for (let after: string | null = null; ; ) {
      const { healthAlerts }: { healthAlerts: { nodes: Seen[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await restaurant.data(
          `query ($after: String) { healthAlerts(first: 1, after: $after, filter: { ${filter} }) {
            nodes { customerId } pageInfo { hasNextPage endCursor } } }`,
          { after },
        );
      seen.push(...healthAlerts.nodes.map(({ customerId }) => customerId));
      after = healthAlerts.pageInfo.endCursor;
      if (!healthAlerts.pageInfo.hasNextPage) break;
    }
    expect(seen).toEqual(await idsOf(filter));
    expect(seen.toSorted()).toEqual([2, 3, 4, 5].map(guestId)); // guest 6 is a VIP
  });

  test('stays within reach, with ids and without', async () => {
    const viewer = partner(guestId(2), guestId(3));
    expect((await idsOf(`${bad}, customer: { cities: ["Berlin"] }`, viewer)).toSorted()).toEqual([guestId(2), guestId(3)]);
    const named = `${bad}, customerIds: ["${guestId(3)}", "${guestId(4)}"], customer: { cities: ["Berlin"] }`;
    expect(await idsOf(named, viewer)).toEqual([guestId(3)]);
    expect((await idsOf(named)).toSorted()).toEqual([guestId(3), guestId(4)]);
  });

  test('is told what is wrong with it, and keeps contact data from who may not read it', async () => {
    const ask = (filter: string) => `{ healthAlerts(first: 1, filter: { customer: ${filter} }) { nodes { id } } }`;
    expect(await restaurant.codes(ask('{ or: [] }'))).toEqual(['BAD_USER_INPUT']);
    expect(await restaurant.codes(ask('{ contact: "guest2@example.com" }'), {}, analyst)).toEqual(['FORBIDDEN']);
    expect(await idsOf(`${bad}, customer: { contact: "guest2@example.com" }`)).toEqual([guestId(2)]);
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

  test('is opened again by a person: what was done stays on record, and it is latched as before', async () => {
    const { id } = await about(guestId(5));
    await act(`acknowledgeAlert(id: "${id}")`);
    await act(`resolveAlert(id: "${id}")`);
    const kept = await act(`reopenAlert(id: "${id}", keepAcknowledged: true)`);
    expect(kept).toMatchObject({ status: 'ACKNOWLEDGED', acknowledgedBy: 'manager' });
    const open = await act(`reopenAlert(id: "${id}", note: "wrong button")`);
    expect(open).toMatchObject({ status: 'OPEN', acknowledgedBy: null, responseSeconds: 0 });
    expect(open.history.slice(-4)).toEqual([
      { kind: 'ACKNOWLEDGED', by: 'manager', note: null },
      { kind: 'RESOLVED', by: 'manager', note: null },
      { kind: 'REOPENED', by: 'manager', note: null },
      { kind: 'REOPENED', by: 'manager', note: 'wrong button' },
    ]);
    expect(await act(`reopenAlert(id: "${id}")`)).toEqual(open);
    expect((await alertsOf(`customerIds: ["${guestId(5)}"], status: [OPEN]`)).map((alert) => alert.id)).toEqual([id]);
    expect(await restaurant.codes(`mutation { reopenAlert(id: "${id}") { id } }`, {}, analyst)).toEqual(['FORBIDDEN']);
    expect(await restaurant.codes(`mutation { reopenAlert(id: "${id}") { id } }`, {}, narrowManager(guestId(2)))).toEqual([
      'ALERT_NOT_FOUND',
    ]);
  });

  test('that is over is not opened again by a person', async () => {
    const { id } = await about(guestId(5));
    await act(`resolveAlert(id: "${id}")`);
    await sql`update alerts set cleared_at = ${new Date(now)} where customer_id = ${guestId(5)}`.execute(restaurant.db.kysely);
    expect(await restaurant.codes(`mutation { reopenAlert(id: "${id}") { id } }`)).toEqual(['BAD_USER_INPUT']);
    expect((await about(guestId(5))).history.at(-1)?.kind).toBe('RESOLVED');
    await sql`update alerts set cleared_at = null where customer_id = ${guestId(5)}`.execute(restaurant.db.kysely);
    expect(await act(`reopenAlert(id: "${id}")`)).toMatchObject({ status: 'OPEN' });
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

describe('the counts', () => {
  interface Counts {
    readonly open: number;
    readonly acknowledged: number;
    readonly snoozed: number;
    readonly resolved: number;
    readonly severities: readonly { readonly severity: string; readonly alerts: number }[];
    readonly assignees: readonly { readonly assignee: string | null; readonly alerts: number }[];
  }
  const countsOf = async (filter: string, viewer = manager) => {
    const query = `{ healthAlertCounts(filter: { ${filter} }) {
      open acknowledged snoozed resolved severities { severity alerts } assignees { assignee alerts } } }`;
    return (await restaurant.data<{ healthAlertCounts: Counts }>(query, {}, viewer)).healthAlertCounts;
  };
  const listed = async (filter: string, viewer = manager) => {
    const query = `{ healthAlerts(first: 100, filter: { ${filter} }) { nodes { status severity assignee } } }`;
    return (await restaurant.data<{ healthAlerts: { nodes: Seen[] } }>(query, {}, viewer)).healthAlerts.nodes;
  };

  test('are those of the lists, for every viewer and filter', async () => {
    const { id } = await about(guestId(5));
    await act(`assignAlert(id: "${id}", assignee: "Cleo")`);
    const filters = ['', 'kinds: [BAD_FEEDBACK]', 'customer: { crmSegments: ["VIP"] }', `customerIds: ["${guestId(4)}"]`];
    for (const viewer of [manager, partner(guestId(2), guestId(5), guestId(6))]) {
      for (const filter of [...filters, 'assignee: "Cleo"', 'unassigned: true', 'unassigned: false']) {
        const alerts = await listed(filter, viewer);
        const counts = await countsOf(filter, viewer);
        const at = (status: string) => alerts.filter((alert) => alert.status === status);
        expect([counts.open, counts.acknowledged, counts.snoozed, counts.resolved]).toEqual(
          ['OPEN', 'ACKNOWLEDGED', 'SNOOZED', 'RESOLVED'].map((status) => at(status).length),
        );
        expect(counts.severities).toEqual(
          ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'].map((severity) => ({
            severity,
            alerts: at('OPEN').filter((alert) => alert.severity === severity).length,
          })),
        );
        const unresolved = alerts.filter(({ status }) => status !== 'RESOLVED');
        for (const { assignee, alerts: count } of counts.assignees)
          expect(unresolved.filter((alert) => alert.assignee === assignee)).toHaveLength(count);
        expect(counts.assignees.reduce((sum, { alerts: count }) => sum + count, 0)).toBe(unresolved.length);
      }
    }
    expect((await countsOf('')).assignees).toContainEqual({ assignee: 'Cleo', alerts: 1 });
    expect((await listed('unassigned: false')).map(({ assignee }) => assignee)).toContain('Cleo');
  });

  test('take one statement', async () => {
    expect(await restaurant.statementsOf('{ healthAlertCounts { open } }')).toEqual(['alerts/groups']);
  });
});
