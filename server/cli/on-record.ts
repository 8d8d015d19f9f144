import type { Db } from '../db/open.ts';
import { appendAudit } from '../store/audit-append.ts';
import type { AuditKind, AuditNote } from '../store/audit-chain.ts';
import { commandLine } from './command-line.ts';

/** What a command did. */
interface Done {
  /** As the command is called, such as `key create`. */
  readonly act: string;
  /** Absent: CHANGE. */
  readonly kind?: AuditKind;
  /** Ids of what it acted on, other than customers. */
  readonly targets?: readonly string[];
  readonly customerIds?: readonly string[];
}

/** Puts on record what a command did, before it says so. */
export async function onRecord(db: Db, { act, kind = 'CHANGE', targets = [], customerIds = [] }: Done): Promise<void> {
  const { principal, role } = commandLine;
  const note: AuditNote = {
    at: Date.now(),
    kind,
    door: 'COMMAND_LINE',
    principal,
    role,
    requestId: null,
    operation: null,
    acts: [act],
    targets,
    fields: [],
    codes: [],
    customerIds,
  };
  await appendAudit(db, [note]);
}
