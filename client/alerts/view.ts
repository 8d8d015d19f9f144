import type { AlertKind, AlertSeverity, HealthAlertFilter, HealthAlertStatus } from '../generated/graphql.ts';

/** The lists of alerts, as they stand in addresses. */
export const alertTabs = ['open', 'seen', 'mine', 'snoozed', 'resolved'] as const;
export type AlertTab = (typeof alertTabs)[number];

export const alertSeverities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
export const alertKinds = [
  'SCORE_BELOW_THRESHOLD',
  'LEVEL_LOST',
  'SHARP_DROP',
  'CHURN_CROSSED_50',
  'CHURN_CROSSED_80',
  'BAD_FEEDBACK',
  'SILENT_REGULAR',
  'DATA_QUALITY',
] as const;
/** Days back that a list may begin at. */
export const alertSpans = [1, 7, 30, 90] as const;

/** Which alerts are on show, and which one is open: all of it is in the address. */
export interface AlertView {
  readonly tab: AlertTab;
  readonly severities: readonly AlertSeverity[];
  readonly kinds: readonly AlertKind[];
  /** Who is responsible; "" stands for nobody, null for anybody. */
  readonly who: string | null;
  /** Raised within so many days; null: whenever. */
  readonly days: number | null;
  /** Only of this guest; null: of everybody. */
  readonly customer: string | null;
  /** The alert whose panel is open; null: none. */
  readonly open: string | null;
}

/** What an address shows. Parts that are not understood are left out. */
export function readView(query: URLSearchParams): AlertView {
  const days = Number(query.get('days'));
  return {
    tab: alertTabs.find((tab) => tab === query.get('tab')) ?? 'open',
    severities: listed(query.get('severity'), alertSeverities),
    kinds: listed(query.get('kind'), alertKinds),
    who: query.get('who'),
    days: alertSpans.find((span) => span === days) ?? null,
    customer: query.get('customer'),
    open: query.get('alert'),
  };
}

function listed<Name extends string>(text: string | null, known: readonly Name[]): readonly Name[] {
  const named = new Set(text?.split(',') ?? []);
  return known.filter((name) => named.has(name));
}

/** The address of a view; parts of it that are not ours stay as they are. */
export function writeView(query: URLSearchParams, view: AlertView): URLSearchParams {
  const next = new URLSearchParams(query);
  const parts: Readonly<Record<string, string | null>> = {
    tab: view.tab === 'open' ? null : view.tab,
    severity: view.severities.join(',') || null,
    kind: view.kinds.join(',') || null,
    who: view.who,
    days: view.days === null ? null : String(view.days),
    customer: view.customer,
    alert: view.open,
  };
  for (const [name, value] of Object.entries(parts)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** Whether anything but the list is chosen. */
export function isFiltered(view: AlertView): boolean {
  return view.severities.length > 0 || view.kinds.length > 0 || view.who !== null || view.days !== null || view.customer !== null;
}

const statuses: Readonly<Record<AlertTab, readonly HealthAlertStatus[]>> = {
  open: ['OPEN'],
  seen: ['ACKNOWLEDGED'],
  mine: ['OPEN', 'ACKNOWLEDGED', 'SNOOZED'],
  snoozed: ['SNOOZED'],
  resolved: ['RESOLVED'],
};

interface Seat {
  /** The viewer's name. */
  readonly me: string;
  /** Now, milliseconds; rounded by who asks, so that a list is the same list for a while. */
  readonly now: number;
  /** The end of the past day that is looked at; null: now. */
  readonly until: string | null;
}

const dayMs = 86_400_000;

/** The conditions of a view, without those of the list: what the counts of the lists are counted under. */
export function conditionsOf(view: AlertView, { now, until }: Omit<Seat, 'me'>): HealthAlertFilter {
  const end = until === null ? now : Date.parse(until);
  return {
    ...(view.severities.length > 0 && { severities: [...view.severities] }),
    ...(view.kinds.length > 0 && { kinds: [...view.kinds] }),
    ...(view.customer !== null && { customerIds: [view.customer] }),
    ...(view.days !== null && { since: new Date(end - view.days * dayMs).toISOString() }),
    ...(until !== null && { until }),
    ...(view.who !== null && (view.who === '' ? { unassigned: true } : { assignee: view.who })),
  };
}

/** The conditions of a view's list. */
export function filterOf(view: AlertView, seat: Seat): HealthAlertFilter {
  const status = [...statuses[view.tab]];
  const conditions = conditionsOf(view, seat);
  return view.tab === 'mine' ? { ...conditions, unassigned: undefined, assignee: seat.me, status } : { ...conditions, status };
}

interface Raised {
  readonly customerId: string;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly status: HealthAlertStatus;
  readonly assignee: string | null;
}

/** Whether an alert that was just raised belongs into the list on show. */
export function belongs(alert: Raised, view: AlertView, me: string): boolean {
  const who = view.tab === 'mine' ? me : view.who;
  return (
    statuses[view.tab].includes(alert.status) &&
    (view.severities.length === 0 || view.severities.includes(alert.severity)) &&
    (view.kinds.length === 0 || view.kinds.includes(alert.kind)) &&
    (view.customer === null || view.customer === alert.customerId) &&
    (who === null || who === (alert.assignee ?? ''))
  );
}

/** Takes a name into a list or out of it. */
export function toggled<Name>(names: readonly Name[], name: Name): readonly Name[] {
  return names.includes(name) ? names.filter((other) => other !== name) : [...names, name];
}

/** The rows from one to another, both included, whichever comes first. */
export function between<Row>(rows: readonly Row[], one: number, other: number): readonly Row[] {
  return rows.slice(Math.min(one, other), Math.max(one, other) + 1);
}

/** Seconds in the two units that matter: 7,800 is 2 hours and 10 minutes. */
export function partsOfTime(seconds: number): { readonly days: number; readonly hours: number; readonly minutes: number } {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 24 * 60) return { days: 0, hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  const hours = Math.round(minutes / 60);
  return { days: Math.floor(hours / 24), hours: hours % 24, minutes: 0 };
}
