import { mayReach, type Viewer } from '../access/viewer.ts';
import type { AlertKey } from '../store/alert-events.ts';
import { type AlertConditions, type AlertPlace, type AlertRecord, readAlertPage } from '../store/alert-list.ts';
import type { Context } from './context.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { badInput } from './errors.ts';
import { bordersOf, pageWish } from './paging.ts';
import type { AlertPageParent } from './parents.ts';
import type { HealthAlertFilter, QueryHealthAlertsArgs } from './types.generated.ts';

const list = 'alerts';
const mostCustomers = 1000;
const longestAssignee = 200;

export function alertCursor({ raisedAt, customerId, alertId }: AlertRecord): string {
  return cursorOf(list, [raisedAt, customerId, alertId]);
}

function alertPlace(cursor: string): AlertPlace {
  const [raisedAt, customerId, alertId] = placeOf(list, cursor);
  if (typeof raisedAt === 'number' && typeof customerId === 'string' && typeof alertId === 'string') {
    return { raisedAt, customerId, alertId };
  }
  throw badInput('The cursor is not one of this list; use one from a page of the same list');
}

/** What may be seen of what was asked for; null: everybody. */
function inReach(viewer: Viewer, asked: readonly string[] | null): readonly string[] | null {
  if (asked !== null) return asked.filter((id) => mayReach(viewer, id));
  return viewer.reach === null ? null : [...viewer.reach];
}

function conditionsOf(viewer: Viewer, filter: HealthAlertFilter | null | undefined): AlertConditions {
  const asked = filter?.customerIds ?? null;
  if (asked !== null && asked.length > mostCustomers) {
    throw badInput(`customerIds may name at most ${mostCustomers}, got ${asked.length}`);
  }
  const assignee = filter?.assignee ?? null;
  if (assignee !== null && assignee.length > longestAssignee) {
    throw badInput(`assignee may have at most ${longestAssignee} characters, got ${assignee.length}`);
  }
  return {
    statuses: filter?.status ?? null,
    kinds: filter?.kinds ?? null,
    severities: filter?.severities ?? null,
    assignee,
    since: filter?.since ?? null,
    until: filter?.until ?? null,
    customerIds: inReach(viewer, asked),
  };
}

/** @throws GraphQLError BAD_USER_INPUT for a wrong page, cursor or filter. */
export async function alertPage(context: Context, { filter, first, after }: QueryHealthAlertsArgs): Promise<AlertPageParent> {
  const wish = pageWish({ first, after });
  const from = wish.cursor === null ? null : alertPlace(wish.cursor);
  const conditions = conditionsOf(context.viewer, filter);
  const { alerts, more } = await readAlertPage(context.db, conditions, { count: wish.count, from, now: context.now });
  return { alerts, conditions, ...bordersOf(wish, more) };
}

const prefix = 'HealthAlert:';

/** Opaque: the guest's id and the alert's, which is unique within the guest. */
export function alertIdOf({ customerId, alertId }: AlertKey): string {
  return Buffer.from(`${prefix}${alertId}:${customerId}`, 'utf8').toString('base64url');
}

/** @returns null when this is no id of an alert. */
export function alertKeyOf(id: string): AlertKey | null {
  const found = /^HealthAlert:([A-Z0-9_]+-\d+):([^\0]+)$/s.exec(Buffer.from(id, 'base64url').toString('utf8'));
  const [, alertId, customerId] = found ?? [];
  if (alertId === undefined || customerId === undefined) return null;
  return alertIdOf({ customerId, alertId }) === id ? { customerId, alertId } : null; // one id for each alert
}
