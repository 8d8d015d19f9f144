import type { Subject } from '../facts/assessor.ts';
import type { Guest } from '../store/guests.ts';
import type { KeptScore } from '../store/kept-scores.ts';
import type { Context } from './context.ts';
import { badInput, customerNotFound, refusal } from './errors.ts';
import { givesAgain, keptAnswer, loaderOfGuests } from './kept-answers.ts';
import type { InsightParent } from './parents.ts';

/** Starts a section's work for a subject; its result is remembered by the request's assessor. */
export type Preparation = (context: Context, subject: Subject) => unknown;

/** @throws GraphQLError BAD_USER_INPUT for an instant after now: what is not known yet cannot be answered. */
export function checkedAsOf(context: Context, asOf: number | null | undefined): number | null {
  if (asOf === null || asOf === undefined) return null;
  if (asOf <= context.now) return asOf;
  const [got, now] = [asOf, context.now].map((at) => new Date(at).toISOString());
  throw badInput(`asOf must be an instant up to now (${now}), got ${got}; leave it out for the newest answer`);
}

/**
 * A guest seen from an instant: the given one, else that of the last scoring, so that list, detail and nightly run agree, else now.
 * Waits for the prepared sections, so that their fields are then resolved without waiting. A failed one is reported by its field.
 * @param isKept whether all that is asked for stands in the row of a scoring: then nothing is prepared where that row still counts.
 */
export function subjectOf(
  context: Context,
  guest: Guest,
  asOf: number | null | undefined,
  preparations: readonly Preparation[],
  isKept = false,
): InsightParent | Promise<InsightParent> {
  const given = checkedAsOf(context, asOf);
  const isLast = isKept && given === null && givesAgain(context);
  const known = isLast && guest.kept !== undefined ? keptSubject(context, guest, guest.kept) : null;
  return known ?? preparedSubject(context, guest, given, preparations, isLast);
}

/** Null: the row does not count. */
function keptSubject(context: Context, guest: Guest, row: KeptScore | null): InsightParent | null {
  const kept = row === null ? null : keptAnswer(context, row);
  if (row === null || kept === null) return null;
  return { customerId: guest.customerId, asOf: row.scoredAt, guest, scored: row, version: row.version, kept };
}

async function preparedSubject(
  context: Context,
  guest: Guest,
  given: number | null,
  preparations: readonly Preparation[],
  isLast: boolean,
): Promise<InsightParent> {
  const { customerId } = guest;
  const { loaders, now } = context;
  if (isLast && guest.kept === undefined) {
    const known = keptSubject(context, guest, await loaders.kept.load(customerId));
    if (known !== null) return known;
  }
  const scored = given === null ? await loaders.scored.load(customerId) : undefined;
  const version = given === null ? (scored?.version ?? null) : null;
  const subject = { customerId, asOf: given ?? scored?.scoredAt ?? now, guest, scored, version };
  if (preparations.length > 0) await Promise.allSettled(preparations.map((prepare) => prepare(context, subject)));
  return subject;
}

/** @throws GraphQLError CUSTOMER_NOT_FOUND for an id that is unknown or out of reach. */
export async function findSubject(
  context: Context,
  customerId: string,
  asOf: number | null | undefined,
  preparations: readonly Preparation[],
  isKept = false,
): Promise<InsightParent> {
  checkedAsOf(context, asOf);
  const guest = await loaderOfGuests(context, isKept && !asOf).load(customerId);
  if (guest === null) throw customerNotFound();
  return await subjectOf(context, guest, asOf, preparations, isKept);
}

/**
 * Subjects in the order of the ids, all of them settled; a bad id is a rejection in its place, which spares its neighbours.
 * @throws GraphQLError BATCH_TOO_LARGE, BAD_USER_INPUT
 */
export async function findSubjects(
  context: Context,
  customerIds: readonly string[],
  asOf: number | null | undefined,
  preparations: readonly Preparation[],
  isKept = false,
): Promise<readonly Promise<InsightParent>[]> {
  const limit = context.serving.settings.ENHANCED_PROFILE_BATCH_SIZE;
  if (customerIds.length > limit) {
    const message = `At most ${limit} customers at once (ENHANCED_PROFILE_BATCH_SIZE), got ${customerIds.length}; ask in several requests`;
    throw refusal('BATCH_TOO_LARGE', message, { limit, got: customerIds.length });
  }
  checkedAsOf(context, asOf);
  const subjects = customerIds.map((id) => findSubject(context, id, asOf, preparations, isKept));
  await Promise.allSettled(subjects);
  return subjects;
}

/** `use` of a value that may still be on its way: at once when it is there, because a promise per field is what makes lists slow. */
export function whenKnown<Value, Result>(value: Value | Promise<Value>, use: (value: Value) => Result): Result | Promise<Result> {
  return value instanceof Promise ? value.then(use) : use(value);
}
