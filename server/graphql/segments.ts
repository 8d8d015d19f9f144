import { isDeepStrictEqual } from 'node:util';
import { contactsNamed, expandFilter, segmentsNamed, within } from '../engine/segments/expand.ts';
import { everybody, type Filter, type GuestFilter } from '../engine/segments/filter.ts';
import { matches } from '../engine/segments/matches.ts';
import { needsScoring } from '../engine/segments/scored.ts';
import { countOverlap } from '../store/filtered.ts';
import { readSegmentDays, type SegmentDay } from '../store/segment-days.ts';
import { lockSegments, readSegments, removeSegment, type Segment, writeSegment } from '../store/segments.ts';
import type { Context } from './context.ts';
import { badInput, refusal } from './errors.ts';
import { answerable, checkedFilter, lookupIn, reachOf, segmentFilter, told } from './filtering.ts';
import type { CustomerFilter, MutationSaveSegmentArgs } from './types.generated.ts';

const mostSegments = 50;
const longestName = 100;
const mostDays = 400;
const idForm = /^[A-Za-z0-9_-]{1,64}$/;

/** The guests of a segment in the viewer's reach. @throws GraphQLError FEATURE_DISABLED as `answerable`. */
export async function reachedFilter(context: Context, segment: Segment): Promise<GuestFilter> {
  const filter = segmentFilter(segment, await context.loaders.segments());
  return within(answerable(context, filter), reachOf(context));
}

/** Filters of all segments, made once for the list that a request has read. */
const expanded = new WeakMap<readonly Segment[], readonly (readonly [Segment, GuestFilter])[]>();

/** The segments that a guest is in; without those that cannot be told while health scoring is switched off. */
export async function segmentsOf({ loaders, serving }: Context, customerId: string): Promise<Segment[]> {
  const segments = await loaders.segments();
  const row = segments.length === 0 ? null : await loaders.filterRows.load(customerId);
  if (row === null) return [];
  const filters = expanded.get(segments) ?? segments.map((segment) => [segment, segmentFilter(segment, segments)] as const);
  expanded.set(segments, filters);
  const known = serving.settings.FEATURE_HEALTH_SCORING ? filters : filters.filter(([, filter]) => !needsScoring(filter));
  return known.filter(([, filter]) => matches(filter, row)).map(([segment]) => segment);
}

/** @throws GraphQLError BAD_USER_INPUT for an unknown other one. */
export async function overlapOf(context: Context, segment: Segment, otherId: string) {
  const segments = await context.loaders.segments();
  const other = segments.find(({ id }) => id === otherId);
  if (other === undefined)
    throw badInput(`with must be the id of a segment, got "${otherId.slice(0, 80)}"; take one of \`segments\``);
  const reach = within(everybody, reachOf(context));
  const [one, two] = [segment, other].map((each) => answerable(context, segmentFilter(each, segments)));
  const found = await countOverlap(context.db, one ?? everybody, two ?? everybody, reach);
  const either = found.one + found.other - found.both;
  return {
    segment: other,
    both: found.both,
    onlyThis: found.one - found.both,
    onlyOther: found.other - found.both,
    similarity: either === 0 ? null : found.both / either,
  };
}

/** @throws GraphQLError FORBIDDEN within a reach, BAD_USER_INPUT for too many days. */
export async function segmentHistory(context: Context, id: string, last: number): Promise<SegmentDay[]> {
  if (context.viewer.reach !== null)
    throw refusal('FORBIDDEN', 'Counts of the whole base are not for a reach that is part of it; ask for count instead');
  if (last < 1 || last > mostDays) throw badInput(`last must be from 1 to ${mostDays}, got ${last}`);
  return await readSegmentDays(context.db, id, last);
}

/** The filter as it would be sent again: what asks nothing left out, instants as text. */
function documentOf(filter: CustomerFilter): Record<string, unknown> {
  const given = Object.entries(filter).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]): [string, unknown] => {
      if (name === 'createdSince' || name === 'createdBefore') return [name, new Date(Number(value)).toISOString()];
      if (name === 'and' || name === 'or') return [name, (value as readonly CustomerFilter[]).map(documentOf)];
      return [name, name === 'not' ? documentOf(value as CustomerFilter) : value];
    }),
  );
}

function checkedName(name: string): string {
  const text = name.trim();
  if (text === '' || text.length > longestName)
    throw badInput(`name must have 1 to ${longestName} characters, got ${text.length}`);
  return text;
}

/** @throws GraphQLError BAD_USER_INPUT */
export async function saveSegment(context: Context, { id = null, name, filter }: MutationSaveSegmentArgs): Promise<Segment> {
  if (id !== null && !idForm.test(id))
    throw badInput(`id must be 1 to 64 letters, digits, - and _, got "${id.slice(0, 80)}"; leave it out for a new segment`);
  const condition = checkedFilter(context, filter);
  if (contactsNamed(condition).length > 0)
    throw badInput('filter.contact is contact data, which no segment keeps; take it out and filter by something else');
  const { viewer, now } = context;
  const draft = { id, name: checkedName(name), filter: documentOf(filter), condition, savedBy: viewer.name, savedAt: now };
  return await context.db.transaction(async (tx) => {
    await lockSegments(tx);
    const segments = await readSegments(tx);
    const existing = segments.find((segment) => segment.id === id);
    assertFits(segments, id, draft);
    if (existing !== undefined && existing.name === draft.name && isDeepStrictEqual(existing.filter, plain(draft.filter)))
      return existing;
    return await writeSegment(tx, draft);
  });
}

/** As it comes back from the database. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** @throws GraphQLError BAD_USER_INPUT when these segments and the new one cannot stand side by side. */
function assertFits(
  segments: readonly Segment[],
  id: string | null,
  { name, condition }: { readonly name: string; readonly condition: Filter },
): void {
  const others = segments.filter((segment) => segment.id !== id);
  const namesake = others.find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (namesake !== undefined)
    throw badInput(
      `name must be one that no other segment has, got that of segment "${namesake.id}"; choose another, or save that one`,
    );
  if (others.length >= mostSegments) throw badInput(`At most ${mostSegments} segments, got one more; delete one first`);
  const before = lookupIn(segments);
  const after = { ...before, segment: (wanted: string) => (wanted === id ? condition : before.segment(wanted)) };
  told(() => expandFilter(condition, after, id));
  for (const other of others) told(() => expandFilter(other.condition, after, other.id));
}

/** @throws GraphQLError BAD_USER_INPUT while another segment names it. */
export async function deleteSegment({ db }: Context, id: string): Promise<boolean> {
  return await db.transaction(async (tx) => {
    await lockSegments(tx);
    const user = (await readSegments(tx)).find((other) => other.id !== id && segmentsNamed(other.condition).includes(id));
    if (user !== undefined)
      throw badInput(`Segment "${user.name}" names this one in inSegments; take it out there or delete that segment first`);
    return await removeSegment(tx, id);
  });
}
