/** Row types of exports in the background; see own-tables.ts. */

/** A query over all customers that is run in the background. */
export interface BulkExportRow {
  export_id: string;
  state: string; // QUEUED, RUNNING, DONE, FAILED, CANCELLED, EXPIRED
  format: string; // JSON_LINES, CSV
  requested_at: Date;
  requested_by: string; // the principal
  requested_name: string;
  master_key_id: string;
  wrapped_key: Buffer | null; // null: what was sealed is forgotten
  order_sealed: Buffer | null;
  attempt: number;
  started_at: Date | null; // null: not yet, as the two below
  finished_at: Date | null;
  expires_at: Date | null;
  cursor_sealed: Buffer | null;
  pieces: number;
  rows_done: number;
  rows_total: number | null; // null: not counted yet
  bytes: number;
  checksum: string | null; // null: not finished
  problem: string | null;
}

export interface BulkExportPieceRow {
  export_id: string;
  piece_no: number; // from 0
  begins_at: number; // bytes of the file before it
  bytes: number;
  bytes_sealed: Buffer;
}
