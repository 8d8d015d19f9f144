import type { AlertSeverity } from './alerts.ts';

/** Alerts of one status, urgency and assignee (of resolved ones nobody asks whose they were). */
export interface AlertGroup {
  readonly status: 'OPEN' | 'ACKNOWLEDGED' | 'SNOOZED' | 'RESOLVED';
  readonly severity: AlertSeverity;
  readonly assignee: string | null;
  readonly alerts: number;
}

export interface AlertCounts {
  readonly open: number;
  readonly acknowledged: number;
  readonly snoozed: number;
  readonly resolved: number;
  /** Of those that are open: all four, most urgent first. */
  readonly severities: readonly { readonly severity: AlertSeverity; readonly alerts: number }[];
  /** Of those that are not resolved: most alerts first. Null: nobody's. */
  readonly assignees: readonly { readonly assignee: string | null; readonly alerts: number }[];
}

const severities: readonly AlertSeverity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];
const mostAssignees = 100;

const total = (groups: readonly AlertGroup[]): number => groups.reduce((sum, { alerts }) => sum + alerts, 0);

/** How many alerts stand where, how urgent and whose they are. */
export function alertCounts(groups: readonly AlertGroup[]): AlertCounts {
  const at = (status: AlertGroup['status']) => groups.filter((group) => group.status === status);
  const unresolved = groups.filter(({ status }) => status !== 'RESOLVED');
  const assignees = [...new Set(unresolved.map(({ assignee }) => assignee))]
    .map((assignee) => ({ assignee, alerts: total(unresolved.filter((group) => group.assignee === assignee)) }))
    .sort((a, b) => b.alerts - a.alerts || ((a.assignee ?? '') < (b.assignee ?? '') ? -1 : 1));
  return {
    open: total(at('OPEN')),
    acknowledged: total(at('ACKNOWLEDGED')),
    snoozed: total(at('SNOOZED')),
    resolved: total(at('RESOLVED')),
    severities: severities.map((severity) => ({
      severity,
      alerts: total(at('OPEN').filter((group) => group.severity === severity)),
    })),
    assignees: assignees.slice(0, mostAssignees),
  };
}
