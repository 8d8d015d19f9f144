import { mayDo } from '../access/viewer.ts';
import { contactsNamed, expandFilter, segmentsNamed } from '../engine/segments/expand.ts';
import { everybody, type Filter, FilterFault, type GuestFilter } from '../engine/segments/filter.ts';
import { parseFilter } from '../engine/segments/parse.ts';
import { needsScoring } from '../engine/segments/scored.ts';
import { findByContact } from '../store/guests.ts';
import type { Segment } from '../store/segments.ts';
import type { Context } from './context.ts';
import { badInput, featureDisabled, refusal } from './errors.ts';
import type { CustomerFilter } from './types.generated.ts';

/** The customers that a viewer may see; null: all of them. */
export function reachOf({ viewer }: Pick<Context, 'viewer'>): readonly string[] | null {
  return viewer.reach === null ? null : [...viewer.reach];
}

/** What a filter could not be answered for is told to who sent it. */
export function told<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof FilterFault ? badInput(error.message) : error;
  }
}

/** A filter as it was sent, checked, with its references. @throws GraphQLError BAD_USER_INPUT */
export function checkedFilter({ serving }: Context, filter: CustomerFilter): Filter {
  return told(() => parseFilter(filter, serving.config.minorPerMajor));
}

/**
 * Which guests a filter asks for; the viewer's reach is not part of it.
 * @throws GraphQLError BAD_USER_INPUT, FORBIDDEN for contact data that the viewer may not read, FEATURE_DISABLED as `answerable`.
 */
export async function guestFilterOf(context: Context, filter: CustomerFilter | null | undefined): Promise<GuestFilter> {
  if (filter === null || filter === undefined) return everybody;
  const checked = checkedFilter(context, filter);
  const contacts = contactsNamed(checked);
  if (contacts.length > 0 && !mayDo(context.viewer, 'READ_CONTACT')) {
    throw refusal('FORBIDDEN', `filter.contact is not for your role (${context.viewer.role}); filter by something else`);
  }
  const found = new Map<string, readonly string[]>();
  for (const text of contacts) found.set(text, await findByContact(context.db, text));
  const segments = segmentsNamed(checked).length > 0 ? await context.loaders.segments() : [];
  return answerable(
    context,
    told(() => expandFilter(checked, { ...lookupIn(segments), contact: (text) => found.get(text) ?? [] })),
  );
}

/**
 * Rows of the last scoring are not kept up while health scoring is switched off.
 * @throws GraphQLError FEATURE_DISABLED for a filter that looks at them then.
 */
export function answerable({ serving }: Pick<Context, 'serving'>, filter: GuestFilter): GuestFilter {
  if (!serving.settings.FEATURE_HEALTH_SCORING && needsScoring(filter)) throw featureDisabled('FEATURE_HEALTH_SCORING');
  return filter;
}

/** The guests of a saved segment. @throws GraphQLError BAD_USER_INPUT when a segment that it names is gone. */
export function segmentFilter(segment: Segment, segments: readonly Segment[]): GuestFilter {
  return told(() => expandFilter(segment.condition, lookupIn(segments), segment.id));
}

/** Segments by id; no contact data, because none is ever saved. */
export function lookupIn(segments: readonly Segment[]) {
  const byId = new Map(segments.map((segment) => [segment.id, segment.condition]));
  return { segment: (id: string) => byId.get(id) ?? null, contact: () => [] };
}
