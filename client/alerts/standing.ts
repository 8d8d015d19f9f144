import { useFormat } from '../ui/format.ts';
import { useWords } from '../ui/words.ts';
import type { AlertRow } from './row.ts';
import { alertWords } from './words.ts';

/** Where an alert stands, in words: who saw it, who has it, until when it rests. */
export function useStanding(alert: AlertRow): readonly string[] {
  const words = useWords(alertWords);
  const format = useFormat();
  const { status, acknowledgedAt, acknowledgedBy, assignee, snoozedUntil, escalatedAt, resolvedAt, resolvedBy } = alert;
  const parts = [
    resolvedAt !== null && (resolvedBy === null ? words('cleared') : words('resolvedBy', { who: resolvedBy })),
    status === 'SNOOZED' && words('snoozedUntil', { time: format.time(snoozedUntil) }),
    acknowledgedAt !== null && (acknowledgedBy === null ? words('seenSomebody') : words('seenBy', { who: acknowledgedBy })),
    assignee !== null && words('assignedTo', { who: assignee }),
    escalatedAt !== null && acknowledgedAt === null && resolvedAt === null && words('escalated'),
  ];
  return parts.filter((part) => part !== false);
}
