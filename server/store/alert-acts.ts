/** What people do with alerts. Each act changes only the alerts that it is news to, and answers those: doing it again does nothing. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { DataKey } from '../db/sealing.ts';
import { statement } from '../db/statement.ts';
import { type Actor, type AlertKey, keyColumns, recordAlertEvents } from './alert-events.ts';

/** Who does it, when, and why in their own words; the words are sealed under the guests' data keys. */
export interface Doing {
  readonly actor: Actor;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly note: { readonly text: string; readonly keys: ReadonlyMap<string, DataKey> } | null;
}

const key = ['a.customer_id as customerId', 'a.alert_id as alertId'] as const;

const named = (customerIds: readonly string[], alertIds: readonly string[]) =>
  sql<boolean>`(a.customer_id, a.alert_id) in (select * from unnest(${customerIds}::text[], ${alertIds}::text[]))`;

const acknowledge = statement(
  'alerts/acknowledge',
  'customer',
  (kysely, customerIds: readonly string[], alertIds: readonly string[], by: string | null, now: Date) =>
    kysely
      .updateTable('alerts as a')
      .where(named(customerIds, alertIds))
      .where('a.acknowledged_at', 'is', null)
      .where('a.resolved_at', 'is', null)
      .set({
        acknowledged_at: now,
        acknowledged_by: by,
        first_acknowledged_at: sql<Date>`coalesce(a.first_acknowledged_at, ${now}::timestamptz)`,
      })
      .returning(key),
);

/** Somebody takes alerts on. */
export async function acknowledgeAlerts(tx: Db, alerts: readonly AlertKey[], { actor, now, note }: Doing): Promise<void> {
  const changed = await acknowledge(tx, ...keyColumns(alerts), actor?.name ?? null, new Date(now));
  await recordAlertEvents(tx, changed, { kind: 'ACKNOWLEDGED', actor, at: now, note });
}

const resolve = statement(
  'alerts/resolve',
  'customer',
  (kysely, customerIds: readonly string[], alertIds: readonly string[], by: string | null, now: Date) =>
    kysely
      .updateTable('alerts as a')
      .where(named(customerIds, alertIds))
      .where('a.resolved_at', 'is', null)
      .set({
        resolved_at: now,
        resolved_by: by,
        first_acknowledged_at: sql<Date>`coalesce(a.first_acknowledged_at, ${now}::timestamptz)`,
      })
      .returning(key),
);

/** Somebody is done with alerts; while what raised them lasts they are not raised again. */
export async function resolveAlerts(tx: Db, alerts: readonly AlertKey[], { actor, now, note }: Doing): Promise<void> {
  const changed = await resolve(tx, ...keyColumns(alerts), actor?.name ?? null, new Date(now));
  await recordAlertEvents(tx, changed, { kind: 'RESOLVED', actor, at: now, note });
}

const reopen = statement(
  'alerts/reopen',
  'customer',
  (kysely, customerIds: readonly string[], alertIds: readonly string[], keeps: boolean, now: Date) =>
    kysely
      .updateTable('alerts as a')
      .where(named(customerIds, alertIds))
      .where('a.cleared_at', 'is', null)
      .where(
        sql<boolean>`case when a.resolved_at is null then a.acknowledged_at is not null and not ${keeps}::boolean
          else a.resolved_by is not null end`,
      )
      .set({
        acknowledged_at: sql<Date | null>`case when ${keeps}::boolean then a.acknowledged_at end`,
        acknowledged_by: sql<string | null>`case when ${keeps}::boolean then a.acknowledged_by end`,
        resolved_at: null,
        resolved_by: null,
        waiting_since: now,
        escalated_at: null,
      })
      .returning(key),
);

/**
 * Somebody takes back that alerts were taken on or done with. What the program ended stays over: its cause is gone, or a graver alert
 * stands for it. The first answer stays as it was: it ended the response time.
 *
 * @param keeps who has taken them on keeps them; only their end is taken back.
 */
export async function reopenAlerts(tx: Db, alerts: readonly AlertKey[], keeps: boolean, doing: Doing): Promise<void> {
  const { actor, now, note } = doing;
  const changed = await reopen(tx, ...keyColumns(alerts), keeps, new Date(now));
  await recordAlertEvents(tx, changed, { kind: 'REOPENED', actor, at: now, note });
}

const snooze = statement(
  'alerts/snooze',
  'customer',
  (kysely, customerIds: readonly string[], alertIds: readonly string[], until: Date) =>
    kysely
      .updateTable('alerts as a')
      .where(named(customerIds, alertIds))
      .where('a.resolved_at', 'is', null)
      .where(sql<boolean>`a.snoozed_until is distinct from ${until}::timestamptz`)
      .set({ snoozed_until: until })
      .returning(key),
);

/** Somebody wants to hear nothing of alerts until then. */
export async function snoozeAlerts(tx: Db, alerts: readonly AlertKey[], until: number, doing: Doing): Promise<void> {
  const changed = await snooze(tx, ...keyColumns(alerts), new Date(until));
  const { actor, now, note } = doing;
  await recordAlertEvents(tx, changed, { kind: 'SNOOZED', actor, at: now, note, snoozedUntil: until });
}

const assign = statement(
  'alerts/assign',
  'customer',
  (kysely, customerIds: readonly string[], alertIds: readonly string[], assignee: string | null) =>
    kysely
      .updateTable('alerts as a')
      .where(named(customerIds, alertIds))
      .where(sql<boolean>`a.assignee is distinct from ${assignee}::text`)
      .set({ assignee })
      .returning(key),
);

/** Somebody is made responsible for alerts; null: nobody any more. */
export async function assignAlerts(tx: Db, alerts: readonly AlertKey[], assignee: string | null, doing: Doing): Promise<void> {
  const changed = await assign(tx, ...keyColumns(alerts), assignee);
  const { actor, now, note } = doing;
  await recordAlertEvents(tx, changed, { kind: 'ASSIGNED', actor, at: now, note, assignee });
}

/** Somebody adds words to alerts. */
export async function noteAlerts(tx: Db, alerts: readonly AlertKey[], { actor, now, note }: Doing): Promise<void> {
  await recordAlertEvents(tx, alerts, { kind: 'NOTED', actor, at: now, note });
}
