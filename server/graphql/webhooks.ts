import type { GraphQLSchema } from 'graphql';
import { mayReach } from '../access/viewer.ts';
import { type Delivery, type DeliveryState, replayDeliveries } from '../store/webhook-deliveries.ts';
import { countDeliveries, type DeliveryCounts, readDeliveries } from '../store/webhook-log.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  readWebhook,
  readWebhooks,
  rotateSecret,
  type Webhook,
  type WebhookDraft,
} from '../store/webhooks.ts';
import type { Context } from './context.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { badInput, refusal } from './errors.ts';
import { largestArguments } from './limits/largest.ts';
import { openKeptSubscriptions } from './live/kept-subscription.ts';
import type { DeliveryPage, SavedWebhookParent } from './parents.ts';
import type { QueryWebhookDeliveriesArgs, RequireFields, WebhookInput } from './types.generated.ts';
import { mayManage, webhookViewer } from './webhook-owner.ts';

const mostWebhooks = 50;
const longestName = 100;
const longestDocument = 20_000;
/** How long a secret that was replaced still signs, milliseconds. */
const oldSecretMs = 86_400_000;
const largestPage = 100;
const list = 'webhook-deliveries';

export async function webhooks({ db, viewer }: Context): Promise<Webhook[]> {
  return (await readWebhooks(db)).filter((webhook) => mayManage(viewer, webhook));
}

/** Null: there is none of this id that the viewer may manage. */
export async function webhook({ db, viewer }: Context, id: string): Promise<Webhook | null> {
  const found = await readWebhook(db, id);
  return found !== null && mayManage(viewer, found) ? found : null;
}

/** @throws GraphQLError BAD_USER_INPUT */
async function managed(context: Context, id: string): Promise<Webhook> {
  const found = await webhook(context, id);
  if (found === null) throw badInput('id must be that of a webhook of yours, got another one; take it from webhooks');
  return found;
}

/** @throws GraphQLError BAD_USER_INPUT; FORBIDDEN for fields that are not for its owner; what else a subscription is refused for. */
export async function saveWebhook(context: Context, input: WebhookInput, schema: GraphQLSchema): Promise<SavedWebhookParent> {
  const { db, viewer, now } = context;
  const existing = input.id === null || input.id === undefined ? null : await managed(context, input.id);
  const draft = await checkedDraft(context, input, existing, schema);
  if (existing !== null) {
    await changeWebhook(db, existing.id, draft, now);
    return { webhook: await managed(context, existing.id), secret: null };
  }
  if ((await readWebhooks(db)).length >= mostWebhooks)
    throw badInput(`At most ${mostWebhooks} webhooks, got one more; delete one first`);
  const { principal, name, role } = viewer;
  if (viewer.reach !== null && !principal.startsWith('key:'))
    throw refusal('FORBIDDEN', 'A webhook of a limited reach needs a key of its own; save it with that key');
  const { id, secret } = await createWebhook(db, draft, { principal, name, role }, now);
  return { webhook: await managed(context, id), secret };
}

async function checkedDraft(
  context: Context,
  { name, url, document, variables, enabled }: WebhookInput,
  existing: Webhook | null,
  schema: GraphQLSchema,
): Promise<WebhookDraft> {
  const shortName = name.trim();
  if (shortName === '' || shortName.length > longestName)
    throw badInput(`name must have 1 to ${longestName} characters, got ${shortName.length}`);
  const address = url.trim();
  const fault = outboundOf(context).fault(address);
  if (fault !== null) throw badInput(`url: ${fault}`);
  if (document.length > longestDocument)
    throw badInput(`document must have at most ${longestDocument} characters, got ${document.length}`);
  const values = checkedVariables(variables ?? '{}');
  const kept = openKeptSubscriptions(
    schema,
    context.serving,
    largestArguments(context.serving.settings.ENHANCED_PROFILE_BATCH_SIZE),
  );
  const owner = existing === null ? context.viewer : await webhookViewer(context.db, existing, context.now);
  if (owner === null) throw badInput('The key that this webhook belongs to has ended; delete it and save a new one');
  const facts = { viewer: owner, now: context.now, requestId: context.requestId };
  const { field } = await kept.examine(facts, { query: document, variables: values });
  return { name: shortName, url: address, document, variables: JSON.stringify(values), field, enabled: enabled ?? true };
}

/** @throws GraphQLError BAD_USER_INPUT */
function checkedVariables(text: string): Record<string, unknown> {
  let values: unknown = null;
  try {
    values = JSON.parse(text.trim() === '' ? '{}' : text);
  } catch {
    // said below
  }
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values as Record<string, unknown>;
  throw badInput('variables must be a JSON object, got another text; write {} for none');
}

function outboundOf({ serving }: Context) {
  if (serving.outbound === undefined) throw refusal('UNAVAILABLE', 'Nothing is sent from here; ask a running server');
  return serving.outbound;
}

/** @returns false: there is none of this id that the viewer may manage. */
export async function removeWebhook(context: Context, id: string): Promise<boolean> {
  const found = await webhook(context, id);
  return found !== null && (await deleteWebhook(context.db, found.id));
}

/** @throws GraphQLError BAD_USER_INPUT for an unknown id. */
export async function rotateWebhookSecret(context: Context, id: string): Promise<SavedWebhookParent> {
  const secret = await rotateSecret(context.db, await managed(context, id), context.now + oldSecretMs);
  return { webhook: await managed(context, id), secret };
}

/** @throws GraphQLError BAD_USER_INPUT for an unknown id. */
export async function testWebhook(context: Context, id: string) {
  const { status, durationMs, error } = await outboundOf(context).test(await managed(context, id));
  return { status, durationMs, error, delivered: error === null };
}

/** @throws GraphQLError BAD_USER_INPUT for an unknown id and a wrong cursor. */
export async function replayWebhook(context: Context, id: string, after: string): Promise<number> {
  const { id: known } = await managed(context, id);
  const [transaction] = placeOf('live', after);
  if (!Number.isSafeInteger(transaction)) throw badInput('after must be the cursor of a delivery, got another one');
  return await replayDeliveries(context.db, known, Number(transaction), context.now);
}

/** @throws GraphQLError BAD_USER_INPUT for an unknown id, a wrong number and a wrong cursor. */
export async function webhookDeliveries(
  context: Context,
  args: RequireFields<QueryWebhookDeliveriesArgs, 'first'>,
): Promise<DeliveryPage> {
  const hook = await managed(context, args.webhookId);
  const { first } = args;
  if (first < 1 || first > largestPage) throw badInput(`first must be from 1 to ${largestPage}, got ${first}`);
  const behind = args.after === null || args.after === undefined ? null : lineOf(args.after);
  const state = (args.state ?? null) as DeliveryState | null;
  const found = await readDeliveries(context.db, hook.id, { state, behind, most: first + 1 });
  const total = async () => inState(await countsOf(context, hook), state);
  return { deliveries: found.slice(0, first), more: found.length > first, total };
}

function inState(
  { waiting, delivered, skipped, failed }: Omit<DeliveryCounts, 'webhookId'>,
  state: DeliveryState | null,
): number {
  if (state === null) return waiting + delivered + skipped + failed;
  return { WAITING: waiting, DELIVERED: delivered, SKIPPED: skipped, FAILED: failed }[state];
}

/** Where a line stands in the log. */
export function lineCursor({ noticedAt, transaction, customerId, topic, subject }: Delivery): string {
  return cursorOf(list, [noticedAt, transaction, customerId, topic, subject]);
}

function lineOf(cursor: string) {
  const [noticedAt, transaction, customerId, topic, subject] = placeOf(list, cursor);
  return {
    noticedAt: Number(noticedAt),
    transaction: Number(transaction),
    customerId: String(customerId),
    topic: topic as Delivery['topic'],
    subject: String(subject),
  };
}

/** The customer that a delivery is about; null: no longer in the viewer's reach. */
export function customerOf({ viewer, seen }: Context, { customerId }: Delivery): string | null {
  if (!mayReach(viewer, customerId)) return null;
  seen.customers.add(customerId);
  return customerId;
}

const nothingSent = { waiting: 0, delivered: 0, skipped: 0, failed: 0, oldestWaiting: null, lastDelivered: null };
const counted = new WeakMap<Context, Promise<DeliveryCounts[]>>();

/** What was and is to be sent, counted once a request for all webhooks. */
export async function countsOf(context: Context, { id }: Webhook): Promise<Omit<DeliveryCounts, 'webhookId'>> {
  const counts = counted.get(context) ?? countDeliveries(context.db);
  counted.set(context, counts);
  return (await counts).find(({ webhookId }) => webhookId === id) ?? nothingSent;
}

/** What became of a webhook. */
export function stateOf({ enabled, stopped, failingSince }: Webhook): 'ACTIVE' | 'DISABLED' | 'FAILING' | 'STOPPED' {
  if (stopped !== null) return 'STOPPED';
  if (!enabled) return 'DISABLED';
  return failingSince === null ? 'ACTIVE' : 'FAILING';
}
