import { mayDo } from '../access/viewer.ts';
import { allOf, isEverybody, within } from '../engine/segments/expand.ts';
import { everybody, type GuestFilter } from '../engine/segments/filter.ts';
import { type GuestOrderField, type GuestPlace, type PlacedGuest, readGuestPage } from '../store/guest-list.ts';
import { findByContact } from '../store/guests.ts';
import type { Context } from './context.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { badInput, featureDisabled } from './errors.ts';
import { guestFilterOf, reachOf } from './filtering.ts';
import { bordersOf, pageWish } from './paging.ts';
import type { CustomerConnectionParent } from './parents.ts';
import type { QueryCustomersArgs } from './types.generated.ts';

const longestSearch = 320; // an e-mail address

/** What a key looks like in a cursor of each order: whatever else comes would be a fault in the database. */
const keyForms: Readonly<Record<GuestOrderField, RegExp>> = {
  NAME: /^/,
  HEALTH_SCORE: /^\d{1,3}$/,
  LAST_VISIT: /^-?\d{1,16}$/,
  LIFETIME_VALUE: /^-?\d{1,16}$/,
  VALUE_AT_RISK: /^-?\d{1,17}(\.\d{1,17})?(e[+-]\d{1,3})?$/,
};

export function guestCursor(order: string, { part, key, id }: GuestPlace): string {
  return cursorOf(order, [part, key, id]);
}

function guestPlace(order: string, field: GuestOrderField, cursor: string): GuestPlace {
  const [part, key, id] = placeOf(order, cursor);
  const known = typeof key === 'string' && typeof id === 'string';
  if (known && part === 'unvalued') return { part, key, id };
  if (known && part === 'valued' && keyForms[field].test(key)) return { part, key, id };
  throw badInput('The cursor is not one of this list; use one from a page of the same list and order');
}

/**
 * A search is a whole e-mail address or phone number of somebody in reach, if the viewer may read contact data, else part of a name.
 * Who may not read contact data finds by it exactly the guests so named: nobody.
 */
async function searchFilter({ db, viewer, seen }: Context, search: string | null | undefined): Promise<GuestFilter> {
  const text = search?.trim() ?? '';
  if (text === '') return everybody;
  if (text.length > longestSearch) throw badInput(`search may have at most ${longestSearch} characters, got ${text.length}`);
  const ids = mayDo(viewer, 'READ_CONTACT') ? await findByContact(db, text) : [];
  const found = ids.filter((id) => viewer.reach === null || viewer.reach.has(id));
  if (found.length > 0) seen.fields.add('contactSearch');
  return found.length > 0 ? { kind: 'customers', ids: found } : { kind: 'name', part: text };
}

/** The guests of a page, put on record as seen: whoever asks only how many there are sees nobody. */
export function guestsOf({ guests }: CustomerConnectionParent, { seen }: Context): readonly PlacedGuest[] {
  for (const { customerId } of guests) seen.customers.add(customerId);
  return guests;
}

const failures = new WeakMap<Context['loaders'], unknown>();

/** Another try of the same request fails at once: where the database is away, it would only make the wait longer. */
export function pageFailed({ loaders }: Context, error: unknown): null {
  failures.set(loaders, error);
  return null;
}

/** @throws GraphQLError BAD_USER_INPUT for a wrong page, cursor, filter or search. */
export async function customerPage(
  context: Context,
  args: QueryCustomersArgs,
  withKept = false,
): Promise<CustomerConnectionParent> {
  const failed = failures.get(context.loaders);
  if (failed !== undefined) throw failed;
  const filter = await guestFilterOf(context, args.filter);
  return await guestPage(context, args, allOf([filter, await searchFilter(context, args.search)]), withKept);
}

/**
 * A page of the guests in reach who meet a filter.
 * @throws GraphQLError BAD_USER_INPUT for a wrong page or cursor, FEATURE_DISABLED for an order by what is not kept up.
 */
export async function guestPage(
  context: Context,
  args: Pick<QueryCustomersArgs, 'first' | 'after' | 'last' | 'before' | 'orderBy'>,
  filter: GuestFilter,
  withKept = false,
): Promise<CustomerConnectionParent> {
  const wish = pageWish(args);
  const field = args.orderBy?.field ?? 'NAME';
  if (field !== 'NAME' && !context.serving.settings.FEATURE_HEALTH_SCORING) throw featureDisabled('FEATURE_HEALTH_SCORING');
  const descending = args.orderBy?.direction === 'DESC';
  const order = `customers ${field} ${descending ? 'DESC' : 'ASC'}`;
  const from = wish.cursor === null ? null : guestPlace(order, field, wish.cursor);
  const reached = within(filter, reachOf(context));
  const { guests, more } = await readGuestPage(context.db, {
    field,
    descending,
    backward: wish.backward,
    count: wish.count,
    from,
    filter: isEverybody(reached) ? null : reached,
    withKept,
  });
  for (const guest of guests) context.loaders.guests.prime(guest.customerId, guest);
  return { guests, order, filter: reached, ...bordersOf(wish, more) };
}
