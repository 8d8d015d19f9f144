/** The alerts whose cause has not cleared, as a run reads them of everybody. */
import { sql } from 'kysely';
import type { BinaryRows, RowPlace } from '../db/binary-rows.ts';
import type { Db } from '../db/open.ts';
import { binaryStatement } from '../db/statement.ts';
import { Words } from '../db/words.ts';
import type { AlertKind, AlertSeverity } from '../engine/alerts/alerts.ts';
import type { LatchedAlert } from '../engine/alerts/life-cycle.ts';
import type { Evidence } from '../engine/evidence.ts';

// The events are of use only where no number clears the alert.
const columns = (now: Date) =>
  [
    'customer_id',
    'alert_id',
    'kind',
    'severity',
    'clears_at',
    sql<boolean>`resolved_at is null`.as('open'),
    sql<boolean>`acknowledged_at is not null`.as('acknowledged'),
    sql<boolean>`coalesce(snoozed_until > ${now}::timestamptz, false)`.as('snoozed'),
    sql<string | null>`case when clears_at is null then evidence end::text`.as('evidence'),
  ] as const;

const latched = binaryStatement('alerts/latched', 'customer', (kysely, customerIds: readonly string[], now: Date) =>
  kysely
    .selectFrom('alerts')
    .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
    .where('cleared_at', 'is', null)
    .select(columns(now)),
);

// Writes what stands there: as good a lock as SELECT … FOR UPDATE, which Citus has for rows of one guest only.
const latchedLocked = binaryStatement('alerts/latchedLocked', 'customer', (kysely, customerIds: readonly string[], now: Date) =>
  kysely
    .updateTable('alerts')
    .set((set) => ({ waiting_since: set.ref('waiting_since') }))
    .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
    .where('cleared_at', 'is', null)
    .returning(columns(now)),
);

/** The alerts whose cause has not cleared, by guest, in order of their ids; who has none is absent. */
export async function readLatchedAlerts(
  tx: Db,
  customerIds: readonly string[],
  now: number,
): Promise<Map<string, LatchedAlert[]>> {
  return byGuestOf(await latched(tx, customerIds, new Date(now)));
}

/**
 * The same of guests of whom an alert is about to be changed. Read in the transaction that wrote the guests' current rows: another run
 * of the same guests waits there, so that nothing is raised twice, and so does whoever answers one of them.
 */
export async function lockLatchedAlerts(
  tx: Db,
  customerIds: readonly string[],
  now: number,
): Promise<Map<string, LatchedAlert[]>> {
  return byGuestOf(await latchedLocked(tx, customerIds, new Date(now)));
}

interface Known {
  readonly alertId: Words;
  readonly kind: Words;
  readonly severity: Words;
}

/** The fields are read in the order of the statement. */
function alertAt(rows: BinaryRows, place: RowPlace, known: Known): LatchedAlert {
  rows.open(place).skip();
  const alertId = rows.word(known.alertId) ?? '';
  const kind = (rows.word(known.kind) ?? '') as AlertKind; // the table holds these and no others
  const severity = (rows.word(known.severity) ?? '') as AlertSeverity;
  const clearsAt = rows.float8();
  const [open, acknowledged, snoozed] = [rows.bool() ?? false, rows.bool() ?? false, rows.bool() ?? false];
  const evidence = rows.text();
  const events = evidence === null ? nothing : (JSON.parse(evidence) as Evidence[]).flatMap((each) => each.events);
  return { alertId, kind, severity, clearsAt, events, open, acknowledged, snoozed };
}

const nothing: readonly string[] = [];

function byGuestOf(rows: BinaryRows): Map<string, LatchedAlert[]> {
  const known = { alertId: new Words(), kind: new Words(), severity: new Words() };
  const byGuest = new Map<string, LatchedAlert[]>();
  for (let place = rows.firstPlace(); place !== null; place = rows.placeBehind(place)) {
    const customerId = rows.open(place).text() ?? '';
    const alert = alertAt(rows, place, known);
    const others = byGuest.get(customerId);
    if (others === undefined) byGuest.set(customerId, [alert]);
    else {
      const inOrder = (others.at(-1)?.alertId ?? '') < alert.alertId;
      others.push(alert);
      if (!inOrder) others.sort((a, b) => (a.alertId < b.alertId ? -1 : 1));
    }
  }
  return byGuest;
}
