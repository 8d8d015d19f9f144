/** The rows of erasures; units as in tables.ts. */

import type { ColumnType } from 'kysely';

/** A document: read as the parsed value, written as JSON text. */
type JsonDocument = ColumnType<unknown, string, string>;

/** A customer who was erased, named by a keyed hash only. */
export interface ErasureRow {
  erasure_id: string;
  customer_hash: Buffer;
  erased_at: Date;
  erased_by: string; // the principal
  erased_name: string;
  row_counts: JsonDocument; // rows by table
  receipt_hash: string; // SHA-256, hexadecimal
  replayed_at: Date | null; // null: it was not done again after a restore
}

/** What may not come back. */
export interface TombstoneRow {
  hash: Buffer;
  kind: string; // CUSTOMER, EMAIL, PHONE
  erasure_id: string;
}
