import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { forgetAudit } from './audit-forget.ts';
import { forgetDeprecatedUses } from './deprecated-uses.ts';
import { expireKeys } from './idempotency.ts';
import { expireLive } from './live-events.ts';
import { expireSessions } from './sessions.ts';
import { expireDeliveries } from './webhook-deliveries.ts';

/** How long runs are kept, milliseconds: 90 days. */
const runLifeMs = 90 * 86_400_000;

const forgetRuns = statement('retention/runs', 'own', (kysely, until: Date) =>
  kysely.deleteFrom('scoring_runs').where('requested_at', '<', until).returning('run_id'),
);

const forgetRanges = statement('retention/ranges', 'own', (kysely) =>
  kysely
    .deleteFrom('scoring_ranges as r')
    .where((eb) => eb.not(eb.exists(eb.selectFrom('scoring_runs as u').whereRef('u.run_id', '=', 'r.run_id')))),
);

const dayMs = 86_400_000;

/** How long what is of use for a while is kept, days; 0: for ever. */
export interface Retention {
  /** Alerts, from when they were resolved. */
  readonly alertDays: number;
  /** Every row of the history of scores; older than that the first of each guest and the last of each month stay. */
  readonly historyDays: number;
  /** Entries of the audit log. */
  readonly auditDays: number;
}

/** Absent settings keep for ever. */
export function retentionOf(settings: {
  readonly ECX_RETENTION_ALERT_DAYS?: number;
  readonly ECX_RETENTION_HISTORY_DAYS?: number;
  readonly ECX_RETENTION_AUDIT_DAYS?: number;
}): Retention {
  return {
    alertDays: settings.ECX_RETENTION_ALERT_DAYS ?? 0,
    historyDays: settings.ECX_RETENTION_HISTORY_DAYS ?? 0,
    auditDays: settings.ECX_RETENTION_AUDIT_DAYS ?? 0,
  };
}

/** Their events go with them. One that still holds is latched: without it the same would be raised again. */
const forgetAlerts = statement('retention/alerts', 'population', (kysely, until: Date) =>
  kysely.deleteFrom('alerts').where('resolved_at', '<', until).where('cleared_at', 'is not', null),
);

// A row goes when a later one of the same guest and month is there, and an earlier one of the guest: the first one says since when there are records.
const thinHistory = statement('retention/history', 'population', (kysely, until: Date) =>
  kysely
    .deleteFrom('score_history as h')
    .where('h.scored_at', '<', until)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('score_history as later')
          .whereRef('later.customer_id', '=', 'h.customer_id')
          .whereRef('later.scored_at', '>', 'h.scored_at')
          .where('later.scored_at', '<', until)
          .where(sql<boolean>`date_trunc('month', later.scored_at, 'UTC') = date_trunc('month', h.scored_at, 'UTC')`),
      ),
    )
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('score_history as earlier')
          .whereRef('earlier.customer_id', '=', 'h.customer_id')
          .whereRef('earlier.scored_at', '<', 'h.scored_at'),
      ),
    ),
);

/**
 * Removes what nobody can use any more (answers of old idempotency keys, expired sessions and sign-in links, live events, what was sent, old
 * runs), and what was kept for as long as the installation wants.
 * @returns the rows that were removed, by table; what goes with them is not counted.
 */
export async function forgetOld(
  db: Db,
  now: number,
  { alertDays, historyDays, auditDays }: Retention,
): Promise<Record<string, number>> {
  const removed: Record<string, number> = {};
  const counting = db.watched((text, rows) => {
    const table = /^\s*delete from "?([a-z_]+)/i.exec(text)?.[1];
    if (table !== undefined) removed[table] = (removed[table] ?? 0) + rows;
  });
  await expireKeys(counting, now);
  await expireSessions(counting, now);
  await expireLive(counting, now);
  await forgetDeprecatedUses(counting, now);
  await expireDeliveries(counting, now);
  if (alertDays > 0) await forgetAlerts(counting, new Date(now - alertDays * dayMs));
  if (historyDays > 0) await thinHistory(counting, new Date(now - historyDays * dayMs));
  if (auditDays > 0) await forgetAudit(counting, new Date(now - auditDays * dayMs));
  await counting.transaction(async (tx) => {
    await forgetRuns(tx, new Date(now - runLifeMs));
    await forgetRanges(tx);
  });
  return removed;
}
