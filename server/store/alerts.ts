import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { Alert, AlertSeverity } from '../engine/alerts/alerts.ts';
import { type AlertKey, keyColumns, recordAlertEvents } from './alert-events.ts';

/** An alert that somebody should hear of. */
export interface AlertNews extends AlertKey {
  readonly severity: AlertSeverity;
}

const news = ['customer_id as customerId', 'alert_id as alertId', 'severity'] as const;

const raise = statement(
  'alerts/raise',
  'customer',
  (kysely, rows: string, customerIds: readonly string[], asOf: Date, now: Date) =>
    kysely
      .insertInto('alerts')
      .columns([
        'customer_id',
        'alert_id',
        'kind',
        'severity',
        'message',
        'evidence',
        'clears_at',
        'as_of',
        'raised_at',
        'waiting_since',
      ])
      .expression(
        kysely
          .selectFrom(sql<AlertRows>`jsonb_populate_recordset(null::alerts, ${rows}::jsonb)`.as('r'))
          .leftJoin(
            // Counted together: a look for each row would go through all the ids each time.
            (query) =>
              query
                .selectFrom('alerts')
                .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
                .groupBy(['customer_id', 'kind'])
                .select(['customer_id', 'kind', sql<number>`max(substring(alert_id from '[0-9]+$')::integer)`.as('raised')])
                .as('known'),
            (join) => join.onRef('known.customer_id', '=', 'r.customer_id').onRef('known.kind', '=', 'r.kind'),
          )
          .select([
            'r.customer_id',
            sql<string>`r.kind || '-' || coalesce(known.raised, 0) + 1`.as('alert_id'),
            'r.kind',
            'r.severity',
            'r.message',
            'r.evidence',
            'r.clears_at',
            sql<Date>`${asOf}::timestamptz`.as('as_of'),
            sql<Date>`${now}::timestamptz`.as('raised_at'),
            sql<Date>`${now}::timestamptz`.as('waiting_since'),
          ]),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning(news)
      .$castTo<AlertNews>(),
);

interface AlertRows {
  customer_id: string;
  alert_id: string;
  kind: string;
  severity: string;
  message: string;
  evidence: string;
  clears_at: number | null;
}

/** An alert of a guest. */
export interface GuestAlert {
  readonly customerId: string;
  readonly alert: Alert;
}

const contentOf = ({ kind, severity, message, evidence, clearsAt }: Alert) => ({
  kind,
  severity,
  message,
  evidence,
  clears_at: clearsAt,
});

/** Raises alerts, at most one of a kind per guest. @returns those that were raised. */
export async function raiseAlerts(tx: Db, alerts: readonly GuestAlert[], asOf: number, now: number): Promise<AlertNews[]> {
  if (alerts.length === 0) return [];
  const rows = alerts.map(({ customerId, alert }) => ({ customer_id: customerId, ...contentOf(alert) }));
  const ids = [...new Set(alerts.map(({ customerId }) => customerId))];
  const raised = await raise(tx, JSON.stringify(rows), ids, new Date(asOf), new Date(now));
  await recordAlertEvents(tx, raised, { kind: 'RAISED', actor: null, at: now });
  return raised;
}

const worsen = statement(
  'alerts/worsen',
  'customer',
  (kysely, rows: string, customerIds: readonly string[], reopens: boolean, now: Date) =>
    kysely
      .updateTable('alerts as a')
      .from(sql<AlertRows>`jsonb_populate_recordset(null::alerts, ${rows}::jsonb)`.as('r'))
      .whereRef('a.customer_id', '=', 'r.customer_id')
      .whereRef('a.alert_id', '=', 'r.alert_id')
      .where(sql<boolean>`a.customer_id = any(${customerIds}::text[])`)
      .set({
        severity: sql<string>`r.severity`,
        message: sql<string>`r.message`,
        evidence: sql<string>`r.evidence`,
        clears_at: sql<number | null>`r.clears_at`,
        acknowledged_at: sql<Date | null>`case when ${reopens}::boolean then null else a.acknowledged_at end`,
        acknowledged_by: sql<string | null>`case when ${reopens}::boolean then null else a.acknowledged_by end`,
        resolved_at: sql<Date | null>`case when ${reopens}::boolean then null else a.resolved_at end`,
        resolved_by: sql<string | null>`case when ${reopens}::boolean then null else a.resolved_by end`,
        waiting_since: sql<Date>`case when ${reopens}::boolean then ${now}::timestamptz else a.waiting_since end`,
        escalated_at: sql<Date | null>`case when ${reopens}::boolean then null else a.escalated_at end`,
      })
      .returning(['a.customer_id as customerId', 'a.alert_id as alertId', 'a.severity'])
      .$castTo<AlertNews>(),
);

/** A latched alert of a guest, and how it looks now. */
export interface WorseAlert extends AlertKey {
  readonly alert: Alert;
}

/** Takes over that alerts got worse. @returns those that were opened again. */
export async function worsenAlerts(tx: Db, alerts: readonly WorseAlert[], reopens: boolean, now: number): Promise<AlertNews[]> {
  if (alerts.length === 0) return [];
  const rows = alerts.map(({ customerId, alertId, alert }) => ({
    customer_id: customerId,
    alert_id: alertId,
    ...contentOf(alert),
  }));
  const changed = await worsen(tx, JSON.stringify(rows), keyColumns(alerts)[0], reopens, new Date(now));
  if (!reopens) return [];
  await recordAlertEvents(tx, changed, { kind: 'REOPENED', actor: null, at: now });
  return changed;
}

const settle = statement(
  'alerts/settle',
  'customer',
  (kysely, customerIds: readonly string[], alertIds: readonly string[], cleared: boolean, now: Date) =>
    kysely
      .updateTable('alerts as a')
      .where(sql<boolean>`(a.customer_id, a.alert_id) in (select * from unnest(${customerIds}::text[], ${alertIds}::text[]))`)
      .set({
        resolved_at: sql<Date>`coalesce(a.resolved_at, ${now}::timestamptz)`,
        cleared_at: sql<Date | null>`case when ${cleared}::boolean then ${now}::timestamptz end`,
      })
      .returning(['a.customer_id as customerId', 'a.alert_id as alertId']),
);

/**
 * Ends alerts for the program. `cleared`: the same may be raised again.
 * @param alerts `open`: not resolved yet, which is then noted in its history.
 */
export async function settleAlerts(
  tx: Db,
  alerts: readonly (AlertKey & { readonly open: boolean })[],
  cleared: boolean,
  now: number,
): Promise<void> {
  if (alerts.length === 0) return;
  await settle(tx, ...keyColumns(alerts), cleared, new Date(now));
  const ended = alerts.filter(({ open }) => open);
  await recordAlertEvents(tx, ended, { kind: 'RESOLVED', actor: null, at: now });
}

const overdue = statement('alerts/overdue', 'population', (kysely, severity: string, waitingBefore: Date, now: Date) =>
  kysely
    .selectFrom('alerts')
    .where('resolved_at', 'is', null)
    .where('acknowledged_at', 'is', null)
    .where('escalated_at', 'is', null)
    .where('severity', '=', severity)
    .where('waiting_since', '<=', waitingBefore)
    .where(sql<boolean>`coalesce(snoozed_until <= ${now}::timestamptz, true)`)
    .orderBy('waiting_since')
    .limit(sql<number>`1000`)
    .select(news)
    .$castTo<AlertNews>(),
);

/** Alerts of a severity that nobody answered since `waitingBefore`, and that were not told once more yet; the oldest 1,000. */
export function readOverdueAlerts(db: Db, severity: AlertSeverity, waitingBefore: number, now: number): Promise<AlertNews[]> {
  return overdue(db, severity, new Date(waitingBefore), new Date(now));
}

const escalate = statement(
  'alerts/escalate',
  'customer',
  (kysely, customerIds: readonly string[], alertIds: readonly string[], now: Date) =>
    kysely
      .updateTable('alerts as a')
      .where(sql<boolean>`(a.customer_id, a.alert_id) in (select * from unnest(${customerIds}::text[], ${alertIds}::text[]))`)
      .where('a.escalated_at', 'is', null)
      .where('a.acknowledged_at', 'is', null)
      .where('a.resolved_at', 'is', null)
      .set({ escalated_at: now })
      .returning(['a.customer_id as customerId', 'a.alert_id as alertId', 'a.severity'])
      .$castTo<AlertNews>(),
);

/** Notes that alerts are told once more. @returns those that nobody had answered meanwhile. */
export async function noteEscalation(tx: Db, alerts: readonly AlertKey[], now: number): Promise<AlertNews[]> {
  if (alerts.length === 0) return [];
  const escalated = await escalate(tx, ...keyColumns(alerts), new Date(now));
  await recordAlertEvents(tx, escalated, { kind: 'ESCALATED', actor: null, at: now });
  return escalated;
}
