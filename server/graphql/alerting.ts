import { mayReach } from '../access/viewer.ts';
import type { Db } from '../db/open.ts';
import { guidance } from '../engine/insights/guidance.ts';
import { dataKeys } from '../ingest/data-keys.ts';
import {
  acknowledgeAlerts,
  assignAlerts,
  type Doing,
  noteAlerts,
  reopenAlerts,
  resolveAlerts,
  snoozeAlerts,
} from '../store/alert-acts.ts';
import type { AlertEventRecord, AlertKey } from '../store/alert-events.ts';
import { type AlertRecord, readAlerts } from '../store/alert-list.ts';
import { KeyReused, once, requestHash } from '../store/idempotency.ts';
import { alertKeyOf } from './alert-page.ts';
import type { Context } from './context.ts';
import { alertNotFound, badInput, refusal } from './errors.ts';
import { findSubject, whenKnown } from './subjects.ts';

const mostAlerts = 100;
const longestNote = 2000;
const longestAssignee = 200;
const longestSnoozeMs = 366 * 86_400_000;

const same = (a: AlertKey, b: AlertKey): boolean => a.customerId === b.customerId && a.alertId === b.alertId;

/** Alerts in reach in the order of the ids; null: there is none, or not for this viewer. */
async function findAlerts({ db, viewer, seen }: Context, ids: readonly string[]): Promise<(AlertRecord | null)[]> {
  const keys = ids.map(alertKeyOf);
  const allowed = keys.filter((key): key is AlertKey => key !== null && mayReach(viewer, key.customerId));
  const found = await readAlerts(db, allowed);
  for (const { customerId } of found) seen.customers.add(customerId);
  return keys.map((key) => found.find((alert) => key !== null && same(alert, key)) ?? null);
}

export async function findAlert(context: Context, id: string): Promise<AlertRecord | null> {
  return (await findAlerts(context, [id]))[0] ?? null;
}

function checkedNote(note: string | null | undefined): string | null {
  if (note === null || note === undefined || note.trim() === '') return null;
  if (note.length > longestNote) throw badInput(`note may have at most ${longestNote} characters, got ${note.length}`);
  return note;
}

/** Words are sealed under the guests' own keys, as all free text. */
async function doingOf(tx: Db, { viewer, now }: Context, alerts: readonly AlertKey[], text: string | null): Promise<Doing> {
  const ids = [...new Set(alerts.map(({ customerId }) => customerId))].sort();
  const note = text === null ? null : { text, keys: await dataKeys(tx, ids) };
  return { actor: { principal: viewer.principal, name: viewer.name }, now, note };
}

type Act = (tx: Db, alerts: readonly AlertKey[], doing: Doing) => Promise<void>;

/** Does something with the alerts of these ids that are in reach, and answers all as they are then. */
async function actOn(
  context: Context,
  ids: readonly string[],
  note: string | null | undefined,
  act: Act,
): Promise<(AlertRecord | null)[]> {
  const words = checkedNote(note);
  const alerts = (await findAlerts(context, [...new Set(ids)])).filter((alert) => alert !== null);
  if (alerts.length > 0) {
    await context.db.transaction(async (tx) => act(tx, alerts, await doingOf(tx, context, alerts, words)));
  }
  return await findAlerts(context, ids);
}

async function actOnOne(context: Context, id: string, note: string | null | undefined, act: Act): Promise<AlertRecord> {
  const [alert] = await actOn(context, [id], note, act);
  if (alert === null || alert === undefined) throw alertNotFound();
  return alert;
}

type Noted = { readonly id: string; readonly note?: string | null | undefined };

export const acknowledge = (context: Context, { id, note }: Noted) => actOnOne(context, id, note, acknowledgeAlerts);
export const resolve = (context: Context, { id, note }: Noted) => actOnOne(context, id, note, resolveAlerts);

/** @throws GraphQLError BAD_USER_INPUT for an alert that the program has ended. */
export async function reopen(
  context: Context,
  { id, note, keepAcknowledged }: Noted & { readonly keepAcknowledged: boolean },
): Promise<AlertRecord> {
  const alert = await actOnOne(context, id, note, (tx, alerts, doing) => reopenAlerts(tx, alerts, keepAcknowledged, doing));
  if (alert.resolvedAt === null) return alert;
  throw badInput(
    'expected an alert whose cause still holds, got one that is over; if its cause comes back, a new alert is raised by itself',
  );
}

/** An error in the place of one item of a list. */
function refused(): Promise<AlertRecord> {
  const refusal = Promise.reject(alertNotFound());
  refusal.catch(() => undefined); // it is read a moment later
  return refusal;
}

/** @throws GraphQLError BATCH_TOO_LARGE; a bad id is an error in its place, which spares its neighbours. */
export async function acknowledgeMany(context: Context, ids: readonly string[], note: string | null | undefined) {
  if (ids.length > mostAlerts) {
    const message = `At most ${mostAlerts} alerts at once, got ${ids.length}; acknowledge them in several requests`;
    throw refusal('BATCH_TOO_LARGE', message, { limit: mostAlerts, got: ids.length });
  }
  const alerts = await actOn(context, ids, note, acknowledgeAlerts);
  return alerts.map((alert) => (alert === null ? refused() : alert));
}

export function snooze(context: Context, { id, until, note }: Noted & { readonly until: number }): Promise<AlertRecord> {
  if (until <= context.now || until > context.now + longestSnoozeMs) {
    throw badInput(`until must be after now and within a year, got ${new Date(until).toISOString()}`);
  }
  return actOnOne(context, id, note, (tx, alerts, doing) => snoozeAlerts(tx, alerts, until, doing));
}

type Assignment = Noted & { readonly assignee?: string | null | undefined };

export function assign(context: Context, { id, assignee, note }: Assignment): Promise<AlertRecord> {
  const name = assignee?.trim() ?? null;
  if (name !== null && (name.length < 1 || name.length > longestAssignee)) {
    throw badInput(`assignee must have 1 to ${longestAssignee} characters, got ${name.length}; null for nobody`);
  }
  return actOnOne(context, id, note, (tx, alerts, doing) => assignAlerts(tx, alerts, name, doing));
}

type KeyedNote = { readonly id: string; readonly note: string; readonly idempotencyKey?: string | null | undefined };

export function addNote(context: Context, { id, note, idempotencyKey }: KeyedNote): Promise<AlertRecord> {
  if (checkedNote(note) === null) throw badInput('note must have at least one character that shows');
  const key = idempotencyKey ?? null;
  if (key !== null && (key.length < 1 || key.length > 255)) {
    throw badInput(`idempotencyKey must have 1 to 255 characters, got ${key.length}`);
  }
  return actOnOne(context, id, note, async (tx, alerts, doing) => {
    if (key === null) return await noteAlerts(tx, alerts, doing);
    const { viewer, now } = context;
    try {
      const request = { principal: viewer.principal, key, hash: requestHash('noteAlert', { id, note }), now };
      await once(tx, request, async (inner) => {
        await noteAlerts(inner, alerts, doing);
        return true;
      });
    } catch (error) {
      if (!(error instanceof KeyReused)) throw error;
      throw refusal(
        'CONFLICT',
        'This idempotencyKey came with another request within 24 hours; send a new key with a new request',
      );
    }
  });
}

/** What happened to an alert: those of one list in one statement. */
export async function historyOf({ loaders }: Context, alert: AlertKey): Promise<readonly AlertEventRecord[]> {
  return await loaders.alertEvents.load(alert);
}

/** The best action against it as of the guest's last scoring. */
export async function answerTo(context: Context, { customerId, kind }: AlertRecord) {
  const subject = await findSubject(context, customerId, null, []);
  return whenKnown(context.assessor.assess(guidance, subject), ({ answers }) => answers[kind]);
}
