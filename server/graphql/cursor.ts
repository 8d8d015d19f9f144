import { createHash } from 'node:crypto';
import { badInput } from './errors.ts';
import { valueFault } from './limits/text.ts';

/** A change of what cursors hold is a new version: older ones are refused, not misread. */
const version = 1;
const checkBytes = 6;

function checkOf(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest().subarray(0, checkBytes);
}

/**
 * An opaque place in a list.
 * @param list names the list and its order: a cursor of another one is refused.
 */
export function cursorOf(list: string, place: readonly (string | number)[]): string {
  const body = Buffer.from(JSON.stringify([version, list, ...place]), 'utf8');
  return Buffer.concat([checkOf(body), body]).toString('base64url');
}

/** @throws GraphQLError BAD_USER_INPUT for a cursor of another list or order, and for a changed one. */
export function placeOf(list: string, cursor: string): readonly (string | number)[] {
  const place = readPlace(list, cursor);
  if (place === null)
    throw badInput('The cursor is not one of this list in this order; use one from a page of the same list and order');
  return place;
}

function readPlace(list: string, cursor: string): readonly (string | number)[] | null {
  const bytes = Buffer.from(cursor, 'base64url');
  const body = bytes.subarray(checkBytes);
  if (bytes.toString('base64url') !== cursor || !checkOf(body).equals(bytes.subarray(0, checkBytes))) return null;
  const parsed = parsedList(body.toString('utf8'));
  if (parsed === null || valueFault(parsed) !== null) return null;
  const [madeBy, madeFor, ...place] = parsed;
  if (madeBy !== version || madeFor !== list) return null;
  return place.every((part) => typeof part === 'string' || typeof part === 'number') ? place : null;
}

function parsedList(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
