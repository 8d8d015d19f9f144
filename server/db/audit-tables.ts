/** The rows of what is kept about callers: the audit log, and who names something deprecated; units as in tables.ts. */

/** Who read or changed what. Only customer_ids ever changes: the id of an erased customer becomes its keyed hash, which the chain knows. */
export interface AuditEntryRow {
  entry_no: number; // from 1, without gaps
  at: Date;
  kind: string; // READ, CHANGE, ACCESS
  door: string; // where it came in
  principal: string;
  role: string | null; // null: nobody was recognised
  request_id: string | null;
  operation: string | null; // as the caller's document names it
  acts: string[]; // mutations, commands, sign-ins
  targets: string[]; // ids of what was acted on, other than customers
  fields: string[]; // sealed data that was answered
  codes: string[]; // of refusals and failures
  customer_ids: string[]; // or erased:<keyed hash>
  hash: Buffer; // HMAC over the one before and all of this
}

/** The end of the chain, and its beginning since the oldest entries were removed. One row. */
export interface AuditHeadRow {
  head_id: string; // head
  entry_no: number; // of the newest entry; 0: none
  hash: Buffer;
  removed_no: number; // of the newest entry that was removed; 0: none
  removed_hash: Buffer;
  removed_mac: Buffer | null; // of the two; null: nothing was removed
}

/** What people call a caller. */
export interface AuditNameRow {
  principal: string;
  name: string;
  mac: Buffer; // of the two
}

/** Keyed hashes of erased customers' ids: entries that are written later name them by it, too. */
export interface AuditErasedRow {
  pseudonym: string;
}

/** How often a caller named something deprecated on a day. */
export interface DeprecatedUseRow {
  used_on: string; // date, UTC
  principal: string; // key:<id>, session, admin-token
  client: string; // what the program calls itself; empty: nothing
  field: string; // a schema coordinate
  operations: number;
}
