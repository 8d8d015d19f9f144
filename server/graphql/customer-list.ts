import { mayDo } from '../access/viewer.ts';
import { type GuestConditions, type GuestOrderField, type GuestPlace, readGuestPage } from '../store/guest-list.ts';
import { findByContact } from '../store/guests.ts';
import type { Context } from './context.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { badInput } from './errors.ts';
import { bordersOf, pageWish } from './paging.ts';
import type { CustomerConnectionParent } from './parents.ts';
import type { CustomerFilter, QueryCustomersArgs } from './types.generated.ts';

const longestSearch = 320; // an e-mail address
const mostSegments = 100;

/** What a key looks like in a cursor of each order: whatever else comes would be a fault in the database. */
const keyForms: Readonly<Record<GuestOrderField, RegExp>> = {
  NAME: /^/,
  HEALTH_SCORE: /^\d{1,3}$/,
  LAST_VISIT: /^-?\d{1,16}$/,
  LIFETIME_VALUE: /^-?\d{1,16}$/,
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

function scoreBound(name: string, score: number | null | undefined): number | null {
  if (score === null || score === undefined) return null;
  if (score < 0 || score > 100) throw badInput(`${name} must be from 0 to 100, got ${score}`);
  return score;
}

function filterConditions(filter: CustomerFilter | null | undefined) {
  const segments = filter?.segments ?? null;
  if (segments !== null && segments.length > mostSegments) {
    throw badInput(`segments may name at most ${mostSegments}, got ${segments.length}`);
  }
  return {
    segments,
    healthLevels: filter?.healthLevels ?? null,
    minHealthScore: scoreBound('minHealthScore', filter?.minHealthScore),
    maxHealthScore: scoreBound('maxHealthScore', filter?.maxHealthScore),
  };
}

/**
 * A search is a whole e-mail address or phone number of somebody in reach, if the viewer may read contact data, else part of a name.
 * Who may not read contact data finds by it exactly the guests so named: nobody.
 */
async function searchConditions({ db, viewer }: Context, search: string | null | undefined) {
  const reach = viewer.reach === null ? null : [...viewer.reach];
  const text = search?.trim() ?? '';
  if (text === '') return { namePart: null, ids: reach };
  if (text.length > longestSearch) throw badInput(`search may have at most ${longestSearch} characters, got ${text.length}`);
  const ids = mayDo(viewer, 'READ_CONTACT') ? await findByContact(db, text) : [];
  const found = ids.filter((id) => viewer.reach === null || viewer.reach.has(id));
  return found.length > 0 ? { namePart: null, ids: found } : { namePart: text, ids: reach };
}

/** @throws GraphQLError BAD_USER_INPUT for a wrong page, cursor, filter or search. */
export async function customerPage(context: Context, args: QueryCustomersArgs): Promise<CustomerConnectionParent> {
  const wish = pageWish(args);
  const field = args.orderBy?.field ?? 'NAME';
  const descending = args.orderBy?.direction === 'DESC';
  const order = `customers ${field} ${descending ? 'DESC' : 'ASC'}`;
  const from = wish.cursor === null ? null : guestPlace(order, field, wish.cursor);
  const filter = filterConditions(args.filter);
  const conditions: GuestConditions = { ...filter, ...(await searchConditions(context, args.search)) };
  const { guests, more } = await readGuestPage(context.db, {
    field,
    descending,
    backward: wish.backward,
    count: wish.count,
    from,
    conditions,
  });
  for (const guest of guests) context.loaders.guests.prime(guest.customerId, guest);
  const narrowed = Object.values(filter).some((condition) => condition !== null) || (args.search?.trim() ?? '') !== '';
  return { guests, order, narrowed, ...bordersOf(wish, more) };
}
