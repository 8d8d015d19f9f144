import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '../access/roles.ts';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { ms, msOrNull } from './instants.ts';
import { liveHorizon } from './live-events.ts';
import { restartDeliveries } from './webhook-deliveries.ts';

/** Why nothing is sent any more: the receiver says it is gone, it failed for days, its owner's key ended, or its document is refused. */
export type WebhookStop = 'GONE' | 'FAILING' | 'OWNER_ENDED' | 'REFUSED';

/** Where somebody is told of what happens. Instants are milliseconds since 1970. */
export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** A subscription, and its variables as JSON. */
  readonly document: string;
  readonly variables: string;
  /** The subscription's root field: the type of what is sent. */
  readonly field: string;
  readonly enabled: boolean;
  /** Null: it was not stopped. */
  readonly stopped: WebhookStop | null;
  readonly stoppedWhy: string | null;
  readonly stoppedAt: number | null;
  readonly ownerPrincipal: string;
  readonly ownerName: string;
  readonly ownerRole: Role;
  readonly createdAt: number;
  readonly savedAt: number;
  readonly masterKeyId: string;
  readonly wrappedKey: Buffer;
  readonly secretSealed: Buffer;
  readonly previousSealed: Buffer | null;
  /** Until when what is sent is signed with the previous secret, too; null: the secret was not changed. */
  readonly previousUntil: number | null;
  /** Attempts that failed since the last one that did not. */
  readonly failures: number;
  readonly failingSince: number | null;
  readonly heldUntil: number | null;
}

const shown = [
  'webhook_id as id',
  'name',
  'url',
  'document',
  'variables',
  'field',
  'enabled',
  sql<WebhookStop | null>`stopped`.as('stopped'),
  'stopped_why as stoppedWhy',
  msOrNull('stopped_at').as('stoppedAt'),
  'owner_principal as ownerPrincipal',
  'owner_name as ownerName',
  sql<Role>`owner_role`.as('ownerRole'),
  ms('created_at').as('createdAt'),
  ms('saved_at').as('savedAt'),
  'master_key_id as masterKeyId',
  'wrapped_key as wrappedKey',
  'secret_sealed as secretSealed',
  'previous_sealed as previousSealed',
  msOrNull('previous_until').as('previousUntil'),
  'failures',
  msOrNull('failing_since').as('failingSince'),
  msOrNull('held_until').as('heldUntil'),
] as const;

const all = statement('webhooks/all', 'own', (kysely) =>
  kysely.selectFrom('webhooks').orderBy('created_at').orderBy('webhook_id').select(shown),
);
const one = statement('webhooks/one', 'own', (kysely, id: string) =>
  kysely.selectFrom('webhooks').where('webhook_id', '=', id).select(shown),
);

/** Every webhook, oldest first. */
export function readWebhooks(db: Db): Promise<Webhook[]> {
  return all(db);
}

/** Null: there is none of this id. */
export async function readWebhook(db: Db, id: string): Promise<Webhook | null> {
  return (await one(db, id))[0] ?? null;
}

const insert = statement(
  'webhooks/insert',
  'own',
  (
    kysely,
    id: string,
    name: string,
    url: string,
    document: string,
    variables: string,
    field: string,
    enabled: boolean,
    principal: string,
    owner: string,
    role: string,
    now: Date,
    masterKeyId: string,
    wrappedKey: Buffer,
    secret: Buffer,
  ) =>
    kysely.insertInto('webhooks').values({
      webhook_id: id,
      name,
      url,
      document,
      variables,
      field,
      enabled,
      owner_principal: principal,
      owner_name: owner,
      owner_role: role,
      created_at: now,
      saved_at: now,
      master_key_id: masterKeyId,
      wrapped_key: wrappedKey,
      secret_sealed: secret,
      failures: 0,
      cursor_transaction: liveHorizon,
    }),
);

const update = statement(
  'webhooks/update',
  'own',
  (
    kysely,
    id: string,
    name: string,
    url: string,
    document: string,
    variables: string,
    field: string,
    enabled: boolean,
    now: Date,
  ) =>
    kysely
      .updateTable('webhooks')
      .set({ name, url, document, variables, field, enabled, saved_at: now })
      .set({ stopped: null, stopped_why: null, stopped_at: null, failures: 0, failing_since: null, held_until: null })
      .where('webhook_id', '=', id)
      .returning('webhook_id'),
);

/** What somebody wants to be told, and where. */
export interface WebhookDraft {
  readonly name: string;
  readonly url: string;
  readonly document: string;
  readonly variables: string;
  readonly field: string;
  readonly enabled: boolean;
}

/** Who saves it. */
export interface WebhookOwner {
  readonly principal: string;
  readonly name: string;
  readonly role: Role;
}

/** Whose key the secrets of a webhook are sealed under, where keys of customers name a customer. */
const holderOf = (id: string): string => `webhook ${id}`;
const placeOf = (id: string) => ({ table: 'webhooks', column: 'secret', customerId: holderOf(id) });

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** A new webhook, told of what happens from now on. @returns its id, and its secret at the only time that it is shown. */
export async function createWebhook(
  db: Db,
  draft: WebhookDraft,
  owner: WebhookOwner,
  now: number,
): Promise<{ readonly id: string; readonly secret: string }> {
  const id = randomBytes(8).toString('hex');
  const secret = newSecret();
  const { key, masterKeyId, wrappedKey } = db.sealer.newDataKey(holderOf(id));
  const { name, url, document, variables, field, enabled } = draft;
  const what = [id, name, url, document, variables, field, enabled] as const;
  const who = [owner.principal, owner.name, owner.role, new Date(now)] as const;
  await insert(db, ...what, ...who, masterKeyId, wrappedKey, db.sealer.seal(key, placeOf(id), secret));
  return { id, secret };
}

/** Changes a webhook, and lets one that was stopped go on with what waits. @returns false: there is none of this id. */
export async function changeWebhook(db: Db, id: string, draft: WebhookDraft, now: number): Promise<boolean> {
  const { name, url, document, variables, field, enabled } = draft;
  await restartDeliveries(db, id, now);
  return (await update(db, id, name, url, document, variables, field, enabled, new Date(now))).length > 0;
}

const rotate = statement('webhooks/rotate', 'own', (kysely, id: string, secret: Buffer, until: Date) =>
  kysely
    .updateTable('webhooks')
    .set({ previous_sealed: sql<Buffer>`secret_sealed`, previous_until: until, secret_sealed: secret })
    .where('webhook_id', '=', id)
    .returning('webhook_id'),
);

/** A new secret; until `until`, milliseconds since 1970, what is sent is signed with the old one, too. */
export async function rotateSecret(db: Db, webhook: Webhook, until: number): Promise<string> {
  const { id, masterKeyId, wrappedKey } = webhook;
  const secret = newSecret();
  const key = db.sealer.openDataKey(holderOf(id), masterKeyId, wrappedKey);
  await rotate(db, id, db.sealer.seal(key, placeOf(id), secret), new Date(until));
  return secret;
}

/** What is sent at `now` is signed with: the newest first. */
export function secretsOf(db: Db, webhook: Webhook, now: number): string[] {
  const { id, masterKeyId, wrappedKey, secretSealed, previousSealed, previousUntil } = webhook;
  const key = db.sealer.openDataKey(holderOf(id), masterKeyId, wrappedKey);
  const sealed = previousSealed !== null && (previousUntil ?? 0) > now ? [secretSealed, previousSealed] : [secretSealed];
  return sealed.map((bytes) => db.sealer.unseal(key, placeOf(id), bytes));
}

const remove = statement('webhooks/delete', 'own', (kysely, id: string) =>
  kysely.deleteFrom('webhooks').where('webhook_id', '=', id).returning('webhook_id'),
);
const removeLog = statement('webhooks/delete-log', 'population', (kysely, id: string) =>
  kysely.deleteFrom('webhook_deliveries').where('webhook_id', '=', id),
);

/** Forgets a webhook with its log. @returns false: there is none. */
export async function deleteWebhook(db: Db, id: string): Promise<boolean> {
  return await db.transaction(async (tx) => {
    const gone = await remove(tx, id);
    await removeLog(tx, id);
    return gone.length > 0;
  });
}

const stop = statement('webhooks/stop', 'own', (kysely, id: string, stopped: string, why: string, now: Date) =>
  kysely
    .updateTable('webhooks')
    .set({ stopped, stopped_why: why, stopped_at: now })
    .where('webhook_id', '=', id)
    .where('stopped', 'is', null),
);

/** Sends nothing more until it is saved again. */
export async function stopWebhook(db: Db, id: string, stopped: WebhookStop, why: string, now: number): Promise<void> {
  await stop(db, id, stopped, why, new Date(now));
}

const worked = statement('webhooks/worked', 'own', (kysely, id: string) =>
  kysely
    .updateTable('webhooks')
    .set({ failures: 0, failing_since: null, held_until: null })
    .where('webhook_id', '=', id)
    .where('failures', '>', 0),
);
const wasDown = statement('webhooks/was-down', 'own', (kysely, id: string, failures: number, since: Date) =>
  kysely
    .selectFrom('webhooks')
    .where('webhook_id', '=', id)
    .where('failures', '>=', failures)
    .where('failing_since', '<=', since)
    .select('webhook_id'),
);
const failed = statement('webhooks/failed', 'own', (kysely, id: string, now: Date) =>
  kysely
    .updateTable('webhooks')
    .set({ failures: sql<number>`failures + 1`, failing_since: sql<Date>`coalesce(failing_since, ${now}::timestamptz)` })
    .where('webhook_id', '=', id)
    .returning(['failures', ms('failing_since').as('failingSince')]),
);
const hold = statement('webhooks/hold', 'own', (kysely, id: string, until: Date) =>
  kysely.updateTable('webhooks').set({ held_until: until }).where('webhook_id', '=', id).where('failures', '>', 0),
);

/** Notes that the receiver took something. @returns whether it had failed so often in a row, since before `since`. */
export async function noteWorked(db: Db, id: string, failures: number, since: number): Promise<boolean> {
  const down = await wasDown(db, id, failures, new Date(since));
  await worked(db, id);
  return down.length > 0;
}

/** Notes that it did not. @returns how many times in a row, and since when; null: the webhook was deleted. */
export async function noteFailed(
  db: Db,
  id: string,
  now: number,
): Promise<{ readonly failures: number; readonly failingSince: number } | null> {
  return (await failed(db, id, new Date(now)))[0] ?? null;
}

/** Sends nothing before `until`. */
export async function holdWebhook(db: Db, id: string, until: number): Promise<void> {
  await hold(db, id, new Date(until));
}
