import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement, statementFamily } from '../db/statement.ts';
import type { Tables } from '../db/tables.ts';
import type { AlertKind, AlertSeverity } from '../engine/alerts/alerts.ts';
import type { Evidence } from '../engine/evidence.ts';
import type { GuestFilter } from '../engine/segments/filter.ts';
import { type AlertKey, keyColumns } from './alert-events.ts';
import { meets, sampleFilter } from './filter-sql.ts';
import { guestsWithScores } from './filtered.ts';
import { millis } from './guests.ts';

export type AlertStatus = 'OPEN' | 'ACKNOWLEDGED' | 'SNOOZED' | 'RESOLVED';

/** An alert as it is on record. Instants are milliseconds since 1970; null: did not happen, or not any more. */
export interface AlertRecord extends AlertKey {
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly asOf: number;
  readonly raisedAt: number;
  readonly firstAcknowledgedAt: number | null;
  readonly acknowledgedAt: number | null;
  readonly acknowledgedBy: string | null;
  readonly snoozedUntil: number | null;
  readonly assignee: string | null;
  readonly escalatedAt: number | null;
  readonly resolvedAt: number | null;
  readonly resolvedBy: string | null;
}

const columns = [
  'a.customer_id as customerId',
  'a.alert_id as alertId',
  'a.kind',
  'a.severity',
  'a.message',
  'a.evidence',
  'a.acknowledged_by as acknowledgedBy',
  'a.resolved_by as resolvedBy',
  'a.assignee',
] as const;

const times = [
  millis('a.as_of').as('asOf'),
  millis('a.raised_at').as('raisedAt'),
  millis('a.first_acknowledged_at').as('firstAcknowledgedAt'),
  millis('a.acknowledged_at').as('acknowledgedAt'),
  millis('a.snoozed_until').as('snoozedUntil'),
  millis('a.escalated_at').as('escalatedAt'),
  millis('a.resolved_at').as('resolvedAt'),
];

const byKey = statement('alerts/by key', 'customer', (kysely, customerIds: readonly string[], alertIds: readonly string[]) =>
  kysely
    .selectFrom('alerts as a')
    .where(sql<boolean>`(a.customer_id, a.alert_id) in (select * from unnest(${customerIds}::text[], ${alertIds}::text[]))`)
    .select(columns)
    .select(times)
    .$castTo<AlertRecord>(),
);

/** Alerts by key, in any order; unknown ones are left out. */
export async function readAlerts(db: Db, keys: readonly AlertKey[]): Promise<AlertRecord[]> {
  return keys.length === 0 ? [] : await byKey(db, ...keyColumns(keys));
}

/** Where an alert stands in the list: newest first. */
export interface AlertPlace extends AlertKey {
  readonly raisedAt: number;
}

/** Null: everything. */
export interface AlertConditions {
  /** True: nobody's; false: somebody's. */
  readonly unassigned: boolean | null;
  /** What the guests they are about meet; with it, `customerIds` is null. */
  readonly guests: GuestFilter | null;
  readonly statuses: readonly string[] | null;
  readonly kinds: readonly string[] | null;
  readonly severities: readonly string[] | null;
  readonly assignee: string | null;
  readonly since: number | null;
  readonly until: number | null;
  readonly customerIds: readonly string[] | null;
}

export type Filters = [
  now: Date,
  statuses: readonly string[] | null,
  kinds: readonly string[] | null,
  severities: readonly string[] | null,
  assignee: string | null,
  unassigned: boolean | null,
  since: Date | null,
  until: Date | null,
];

/** Where an alert stands at an instant, as `statusOf`. */
export function statusAt(now: Date): RawBuilder<AlertStatus> {
  return sql<AlertStatus>`case when a.resolved_at is not null then 'RESOLVED' when a.snoozed_until > ${now}::timestamptz then 'SNOOZED'
    when a.acknowledged_at is not null then 'ACKNOWLEDGED' else 'OPEN' end`;
}

/** Whether `alerts as a` meets the conditions on the alert itself. */
export function alertMeets([now, statuses, kinds, severities, assignee, unassigned, since, until]: Filters): RawBuilder<boolean> {
  return sql<boolean>`(${statuses}::text[] is null or ${statusAt(now)} = any(${statuses}::text[]))
    and (${kinds}::text[] is null or a.kind = any(${kinds}::text[])) and (${severities}::text[] is null or a.severity = any(${severities}::text[]))
    and (${assignee}::text is null or a.assignee = ${assignee}::text)
    and (${unassigned}::boolean is null or (a.assignee is null) = ${unassigned}::boolean)
    and (${since}::timestamptz is null or a.raised_at >= ${since}::timestamptz) and (${until}::timestamptz is null or a.raised_at <= ${until}::timestamptz)`;
}

/** As the index on the time has it, so that it serves this list and is never taken for finding guests. */
const customer = sql<string>`a.customer_id collate "POSIX"`;

type From = [at: Date | null, customerId: string, alertId: string];

function page(kysely: Kysely<Tables>, count: number, [at, customerId, alertId]: From, filters: Filters) {
  return kysely
    .selectFrom('alerts as a')
    .where(
      sql<boolean>`(a.raised_at, ${customer}, a.alert_id) < (coalesce(${at}::timestamptz, 'infinity'), ${customerId}::text, ${alertId}::text)`,
    )
    .where(alertMeets(filters))
    .orderBy('a.raised_at', 'desc')
    .orderBy(customer, 'desc')
    .orderBy('a.alert_id', 'desc')
    .limit(sql<number>`${count}::int`)
    .select(columns)
    .select(times)
    .$castTo<AlertRecord>();
}

type PageArguments = [count: number, ...From, ...Filters];

const pageOfAll = statement<PageArguments, AlertRecord>(
  'alerts/page',
  'population',
  (kysely, count, at, customerId, alertId, now, statuses, kinds, severities, assignee, unassigned, since, until) =>
    page(kysely, count, [at, customerId, alertId], [now, statuses, kinds, severities, assignee, unassigned, since, until]),
);

const pageOfSome = statement<[...PageArguments, ids: readonly string[]], AlertRecord>(
  'alerts/page of some',
  'customer',
  (kysely, count, at, customerId, alertId, now, statuses, kinds, severities, assignee, unassigned, since, until, ids) =>
    page(kysely, count, [at, customerId, alertId], [now, statuses, kinds, severities, assignee, unassigned, since, until]).where(
      sql<boolean>`a.customer_id = any(${ids}::text[])`,
    ),
);

const countOfAll = statement<Filters, { count: number }>(
  'alerts/count',
  'population',
  (kysely, now, statuses, kinds, severities, assignee, unassigned, since, until) =>
    kysely
      .selectFrom('alerts as a')
      .where(alertMeets([now, statuses, kinds, severities, assignee, unassigned, since, until]))
      .select(sql<number>`count(*)::int`.as('count')),
);

const countOfSome = statement<[...Filters, ids: readonly string[]], { count: number }>(
  'alerts/count of some',
  'customer',
  (kysely, now, statuses, kinds, severities, assignee, unassigned, since, until, ids) =>
    kysely
      .selectFrom('alerts as a')
      .where(alertMeets([now, statuses, kinds, severities, assignee, unassigned, since, until]))
      .where(sql<boolean>`a.customer_id = any(${ids}::text[])`)
      .select(sql<number>`count(*)::int`.as('count')),
);

/** Whether the guest that `alerts as a` is about meets a filter. */
export function isAbout(guests: GuestFilter): RawBuilder<boolean> {
  return sql<boolean>`a.customer_id in (select c.customer_id from ${guestsWithScores} where ${meets(guests)})`;
}

export const sampleFilters: Filters = [new Date(0), null, null, null, null, null, null, null];

const pageOfGuests = statementFamily<[count: number, From, Filters, GuestFilter], AlertRecord>(
  'alerts/page of guests',
  'population',
  (kysely, count, from, filters, guests) => page(kysely, count, from, filters).where(isAbout(guests)),
  [[1, [null, '', ''], sampleFilters, sampleFilter]],
);

const countOfGuests = statementFamily<[Filters, GuestFilter], { count: number }>(
  'alerts/count of guests',
  'population',
  (kysely, filters, guests) =>
    kysely
      .selectFrom('alerts as a')
      .where(alertMeets(filters))
      .where(isAbout(guests))
      .select(sql<number>`count(*)::int`.as('count')),
  [[sampleFilters, sampleFilter]],
);

const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at));

export function filtersOf(conditions: AlertConditions, now: number): Filters {
  const { statuses, kinds, severities, assignee, unassigned, since, until } = conditions;
  return [new Date(now), statuses, kinds, severities, assignee, unassigned, dateOf(since), dateOf(until)];
}

/** A page of alerts, newest first, behind a place. */
export async function readAlertPage(
  db: Db,
  conditions: AlertConditions,
  { count, from, now }: { readonly count: number; readonly from: AlertPlace | null; readonly now: number },
): Promise<{ readonly alerts: AlertRecord[]; readonly more: boolean }> {
  const place: From = [dateOf(from?.raisedAt ?? null), from?.customerId ?? '', from?.alertId ?? ''];
  const filters = filtersOf(conditions, now);
  const { customerIds: ids, guests } = conditions;
  const plain = () =>
    ids === null ? pageOfAll(db, count + 1, ...place, ...filters) : pageOfSome(db, count + 1, ...place, ...filters, ids);
  const found = guests === null ? await plain() : await pageOfGuests(db, count + 1, place, filters, guests);
  return { alerts: found.slice(0, count), more: found.length > count };
}

/** How many alerts meet the conditions. */
export async function countAlerts(db: Db, conditions: AlertConditions, now: number): Promise<number> {
  const filters = filtersOf(conditions, now);
  const { customerIds: ids, guests } = conditions;
  const plain = () => (ids === null ? countOfAll(db, ...filters) : countOfSome(db, ...filters, ids));
  const [row] = guests === null ? await plain() : await countOfGuests(db, filters, guests);
  return row?.count ?? 0;
}

/** Whether it is open, taken on, set aside for now, or done. */
export function statusOf({ resolvedAt, snoozedUntil, acknowledgedAt }: AlertRecord, now: number): AlertStatus {
  if (resolvedAt !== null) return 'RESOLVED';
  if (snoozedUntil !== null && snoozedUntil > now) return 'SNOOZED';
  return acknowledgedAt === null ? 'OPEN' : 'ACKNOWLEDGED';
}
