import { mayReach } from '../access/viewer.ts';
import { type AuditConditions, type AuditRecord, countAudit, readAuditPage } from '../store/audit-reading.ts';
import type { Context } from './context.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { badInput, refusal } from './errors.ts';
import { bordersOf, type PageArguments, pageWish } from './paging.ts';
import type { AuditEntryParent, AuditPageParent } from './parents.ts';
import type { AuditFilter, QueryAuditArgs, Role } from './types.generated.ts';

const list = 'audit';
const longestPrincipal = 100;

const everything: AuditConditions = {
  kinds: null,
  doors: null,
  principal: null,
  customerId: null,
  refused: null,
  from: null,
  to: null,
};

/** The entry before which a page begins. */
function placeAt(cursor: string): number {
  const [no] = placeOf(list, cursor);
  if (typeof no === 'number' && Number.isSafeInteger(no)) return no;
  throw badInput('The cursor is not one of this list; use one from a page of the same list');
}

function conditionsOf(filter: AuditFilter | null | undefined): AuditConditions {
  const {
    kinds = null,
    doors = null,
    principal = null,
    customerId = null,
    refused = null,
    from = null,
    to = null,
  } = filter ?? {};
  if ((principal?.length ?? 0) > longestPrincipal)
    throw badInput(`principal may have at most ${longestPrincipal} characters, got ${principal?.length}`);
  return { kinds, doors, principal, customerId, refused, from, to };
}

async function pageOf(context: Context, conditions: AuditConditions, args: PageArguments): Promise<AuditPageParent> {
  const wish = pageWish(args);
  const before = wish.cursor === null ? null : placeAt(wish.cursor);
  const { items, more } = await readAuditPage(context.db, conditions, wish.count, before);
  context.seen.fields.add('audit');
  const { viewer } = context;
  const entry = ({ no, role, customerIds, ...record }: AuditRecord): AuditEntryParent => ({
    ...record,
    id: String(no),
    role: role as Role | null,
    customerIds: viewer.reach === null ? customerIds : customerIds.filter((id) => mayReach(viewer, id)),
  });
  return {
    items: items.map(entry),
    cursorOf: ({ id }: AuditEntryParent) => cursorOf(list, [Number(id)]),
    total: () => countAudit(context.db, conditions),
    ...bordersOf(wish, more),
  };
}

/** @throws GraphQLError BAD_USER_INPUT for a wrong page, cursor or filter, FORBIDDEN for a limited reach. */
export function auditPage(context: Context, { filter, first, after }: QueryAuditArgs): Promise<AuditPageParent> {
  if (context.viewer.reach !== null)
    throw refusal('FORBIDDEN', 'The audit log is about everybody, your key is not; ask with one without a limited reach');
  return pageOf(context, conditionsOf(filter), { first, after });
}

/** Who read or changed something of a customer. @throws GraphQLError BAD_USER_INPUT for a wrong page or cursor. */
export function accessLogOf(context: Context, customerId: string, args: PageArguments): Promise<AuditPageParent> {
  return pageOf(context, { ...everything, customerId }, args);
}
