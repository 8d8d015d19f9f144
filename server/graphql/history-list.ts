import type { HistoryRequest } from '../store/history.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { badInput } from './errors.ts';
import { type PageArguments, type PageWish, pageWish } from './paging.ts';

type HistoryKind = 'visits' | 'feedback' | 'interventions';

/** Names one guest's list in its cursors: another guest's cursor is refused. */
function listOf(kind: HistoryKind, customerId: string): string {
  return `${kind} ${customerId}`;
}

export function historyCursor(kind: HistoryKind, customerId: string, at: number, id: string): string {
  return cursorOf(listOf(kind, customerId), [at, id]);
}

/** The milliseconds that JavaScript's Date holds. */
const furthestInstant = 8.64e15;

/** @throws GraphQLError BAD_USER_INPUT for a wrong page or cursor. */
export function historyWalk(
  kind: HistoryKind,
  customerId: string,
  args: PageArguments,
): { wish: PageWish; request: HistoryRequest } {
  const wish = pageWish(args);
  if (wish.cursor === null) return { wish, request: { count: wish.count, backward: wish.backward, from: null } };
  const [at, id] = placeOf(listOf(kind, customerId), wish.cursor);
  if (typeof at !== 'number' || typeof id !== 'string' || Math.abs(at) > furthestInstant) {
    throw badInput('The cursor is not one of this list; use one from a page of the same list');
  }
  return { wish, request: { count: wish.count, backward: wish.backward, from: { at, id } } };
}
