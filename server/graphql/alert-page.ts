import { mayReach, type Viewer } from '../access/viewer.ts';
import { type AlertCounts, alertCounts } from '../engine/alerts/counts.ts';
import { isEverybody, within } from '../engine/segments/expand.ts';
import { readAlertGroups } from '../store/alert-counts.ts';
import type { AlertKey } from '../store/alert-events.ts';
import { type AlertConditions, type AlertPlace, type AlertRecord, readAlertPage } from '../store/alert-list.ts';
import type { Context } from './context.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { badInput } from './errors.ts';
import { guestFilterOf } from './filtering.ts';
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

/** Whom the alerts are about: by a filter where there is one, else by their ids. */
async function whom(
  context: Context,
  filter: HealthAlertFilter | null | undefined,
): Promise<Pick<AlertConditions, 'customerIds' | 'guests'>> {
  const asked = filter?.customerIds ?? null;
  if (asked !== null && asked.length > mostCustomers) {
    throw badInput(`customerIds may name at most ${mostCustomers}, got ${asked.length}`);
  }
  const guests = await guestFilterOf(context, filter?.customer);
  const ids = inReach(context.viewer, asked);
  return isEverybody(guests) ? { customerIds: ids, guests: null } : { customerIds: null, guests: within(guests, ids) };
}

async function conditionsOf(context: Context, filter: HealthAlertFilter | null | undefined): Promise<AlertConditions> {
  const assignee = filter?.assignee ?? null;
  if (assignee !== null && assignee.length > longestAssignee) {
    throw badInput(`assignee may have at most ${longestAssignee} characters, got ${assignee.length}`);
  }
  return {
    statuses: filter?.status ?? null,
    kinds: filter?.kinds ?? null,
    severities: filter?.severities ?? null,
    assignee,
    unassigned: filter?.unassigned ?? null,
    since: filter?.since ?? null,
    until: filter?.until ?? null,
    ...(await whom(context, filter)),
  };
}

/** @throws GraphQLError BAD_USER_INPUT for a wrong page, cursor or filter. */
export async function alertPage(context: Context, { filter, first, after }: QueryHealthAlertsArgs): Promise<AlertPageParent> {
  const wish = pageWish({ first, after });
  const from = wish.cursor === null ? null : alertPlace(wish.cursor);
  const conditions = await conditionsOf(context, filter);
  const { alerts, more } = await readAlertPage(context.db, conditions, { count: wish.count, from, now: context.now });
  for (const { customerId } of alerts) context.seen.customers.add(customerId);
  return { alerts, conditions, ...bordersOf(wish, more) };
}

/** @throws GraphQLError BAD_USER_INPUT for a wrong filter. */
export async function alertCountsOf(context: Context, filter: HealthAlertFilter | null | undefined): Promise<AlertCounts> {
  return alertCounts(await readAlertGroups(context.db, await conditionsOf(context, filter), context.now));
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
