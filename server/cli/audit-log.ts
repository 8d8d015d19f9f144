import type { Db } from '../db/open.ts';
import { type AuditLog, openAuditLog } from '../store/audit-log.ts';

const logs = new WeakMap<Db, AuditLog>();

/** Where what is read through a command's own API is kept. */
export function auditLogOf(db: Db): AuditLog {
  const log = logs.get(db) ?? openAuditLog(db);
  logs.set(db, log);
  return log;
}

/** Writes what is waiting. @throws Error: it cannot be written, and a command that is not on record has not ended well. */
export async function settleAudit(db: Db): Promise<void> {
  const log = logs.get(db);
  if (log === undefined) return;
  await log.stop();
  const { waiting, lost } = log.counts();
  if (waiting + lost > 0) throw new Error(`expected to put ${waiting + lost} reads on record, the database did not take them`);
}
