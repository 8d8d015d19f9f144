/** The rows of the tables of webhooks; units as in tables.ts. */

export interface WebhookRow {
  webhook_id: string;
  name: string;
  url: string;
  document: string;
  variables: string; // JSON
  field: string; // the subscription's root field
  enabled: boolean;
  stopped: string | null; // GONE, FAILING, OWNER_ENDED, REFUSED; null: it was not
  stopped_why: string | null;
  stopped_at: Date | null;
  owner_principal: string;
  owner_name: string;
  owner_role: string;
  created_at: Date;
  saved_at: Date;
  master_key_id: string;
  wrapped_key: Buffer;
  secret_sealed: Buffer;
  previous_sealed: Buffer | null; // null: the secret was not changed lately
  previous_until: Date | null;
  cursor_transaction: number;
  failures: number; // attempts since the last one that did not fail
  failing_since: Date | null;
  held_until: Date | null; // null: it need not wait
}

export interface WebhookDeliveryRow {
  customer_id: string;
  webhook_id: string;
  transaction_id: number;
  topic: string;
  subject: string;
  state: string; // WAITING, DELIVERED, SKIPPED, FAILED
  noticed_at: Date;
  attempts: number;
  next_attempt_at: Date;
  leased_until: Date | null; // null: nobody is sending it
  last_attempt_at: Date | null; // null: not tried yet, as the three below
  status: number | null; // of HTTP; null: no answer
  duration_ms: number | null;
  error: string | null;
}
