import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { DataKey } from '../db/sealing.ts';
import { statement } from '../db/statement.ts';

/** Names one alert. */
export interface AlertKey {
  readonly customerId: string;
  readonly alertId: string;
}

/** Who acts; null: a run of the program. */
export type Actor = { readonly principal: string; readonly name: string } | null;

export type AlertEventKind = 'RAISED' | 'ACKNOWLEDGED' | 'SNOOZED' | 'ASSIGNED' | 'NOTED' | 'ESCALATED' | 'RESOLVED' | 'REOPENED';

export interface AlertAct {
  readonly kind: AlertEventKind;
  readonly actor: Actor;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Free text with the guests' data keys, under which it is sealed. */
  readonly note?: { readonly text: string; readonly keys: ReadonlyMap<string, DataKey> } | null;
  readonly snoozedUntil?: number | null;
  readonly assignee?: string | null;
}

/** One thing that happened to an alert. */
export interface AlertEventRecord extends AlertKey {
  readonly kind: AlertEventKind;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Null: a run did it. */
  readonly by: string | null;
  readonly noteSealed: Buffer | null;
  readonly snoozedUntil: number | null;
  readonly assignee: string | null;
}

/** The two columns of keys, for unnest. */
export function keyColumns(keys: readonly AlertKey[]): [customerIds: string[], alertIds: string[]] {
  return [keys.map(({ customerId }) => customerId), keys.map(({ alertId }) => alertId)];
}

const insert = statement(
  'alert-events/insert',
  'customer',
  (kysely, customerIds: readonly string[], alertIds: readonly string[], notes: readonly (string | null)[], more: string) =>
    kysely
      .insertInto('alert_events')
      .columns([
        'customer_id',
        'alert_id',
        'event_no',
        'kind',
        'at',
        'principal',
        'name',
        'note_sealed',
        'snoozed_until',
        'assignee',
      ])
      .expression(
        kysely
          .selectFrom(
            sql<{
              customer_id: string;
              alert_id: string;
              note: Buffer | null;
            }>`unnest(${customerIds}::text[], ${alertIds}::text[],
              ${notes}::bytea[])`.as<'g'>(sql`g (customer_id, alert_id, note)`),
          )
          .innerJoin(
            sql<Record<string, never>>`jsonb_populate_record(null::alert_events, ${more}::jsonb)`.as<'m'>(sql`m`),
            (join) => join.onTrue(),
          )
          .select([
            'g.customer_id',
            'g.alert_id',
            sql<number>`1 + (select count(*)::int from alert_events as e where e.customer_id = g.customer_id and e.alert_id = g.alert_id)`.as(
              'event_no',
            ),
            sql<string>`m.kind`.as('kind'),
            sql<Date>`m.at`.as('at'),
            sql<string | null>`m.principal`.as('principal'),
            sql<string | null>`m.name`.as('name'),
            'g.note',
            sql<Date | null>`m.snoozed_until`.as('snoozed_until'),
            sql<string | null>`m.assignee`.as('assignee'),
          ]),
      )
      .returning('customer_id'),
);

const iso = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : new Date(at).toISOString();

/** Writes down what was done with alerts: the same act for each, no alert twice. In the transaction that changed them. */
export async function recordAlertEvents(tx: Db, alerts: readonly AlertKey[], act: AlertAct): Promise<void> {
  if (alerts.length === 0) return;
  const sealedNote = ({ customerId }: AlertKey): string | null => {
    const key = act.note?.keys.get(customerId);
    if (act.note === null || act.note === undefined || key === undefined) return null;
    const sealed = tx.sealer.seal(key, { table: 'alert_events', column: 'note_sealed', customerId }, act.note.text);
    return `\\x${sealed.toString('hex')}`;
  };
  const more = {
    kind: act.kind,
    at: iso(act.at),
    principal: act.actor?.principal ?? null,
    name: act.actor?.name ?? null,
    snoozed_until: iso(act.snoozedUntil),
    assignee: act.assignee ?? null,
  };
  await insert(tx, ...keyColumns(alerts), alerts.map(sealedNote), JSON.stringify(more));
}

const history = statement(
  'alert-events/read',
  'customer',
  (kysely, customerIds: readonly string[], alertIds: readonly string[]) =>
    kysely
      .selectFrom('alert_events as e')
      .where(sql<boolean>`(e.customer_id, e.alert_id) in (select * from unnest(${customerIds}::text[], ${alertIds}::text[]))`)
      .orderBy('e.customer_id')
      .orderBy('e.alert_id')
      .orderBy('e.event_no')
      .select([
        'e.customer_id as customerId',
        'e.alert_id as alertId',
        'e.kind',
        'e.name as by',
        'e.note_sealed as noteSealed',
        'e.assignee',
        sql<number>`(extract(epoch from e.at) * 1000)::float8`.as('at'),
        sql<number | null>`(extract(epoch from e.snoozed_until) * 1000)::float8`.as('snoozedUntil'),
      ])
      .$castTo<AlertEventRecord>(),
);

/** What happened to alerts, oldest first. */
export async function readAlertEvents(db: Db, alerts: readonly AlertKey[]): Promise<AlertEventRecord[]> {
  return alerts.length === 0 ? [] : await history(db, ...keyColumns(alerts));
}

/** The words of a note; null without the guest's data key. */
export function noteOf(db: Db, { customerId, noteSealed }: AlertEventRecord, key: DataKey | null): string | null {
  if (key === null || noteSealed === null) return null;
  return db.sealer.unseal(key, { table: 'alert_events', column: 'note_sealed', customerId }, noteSealed);
}
