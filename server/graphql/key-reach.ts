import { mayReach, type Viewer } from '../access/viewer.ts';
import type { Db } from '../db/open.ts';
import { within } from '../engine/segments/expand.ts';
import type { GuestFilter } from '../engine/segments/filter.ts';
import { readLocations } from '../facts/venue.ts';
import { readMatching } from '../store/filtered.ts';
import { type KeyRecord, type Keys, openKeys } from '../store/keys.ts';
import { readSegments } from '../store/segments.ts';
import type { Context } from './context.ts';
import { segmentFilter } from './filtering.ts';
import { openLoaders } from './loaders.ts';

/** How long whom a key sees is remembered, milliseconds: a guest who leaves a segment is out of reach so soon. */
const rememberedMs = 1_000;
/** Keys remembered at once. */
const mostKeys = 1_000;

/** What a key's reach is named by, beside customers. */
export interface NamedReach {
  readonly segments: readonly string[] | null;
  readonly locations: readonly string[] | null;
}

type Ids = readonly string[];
type Following = Pick<KeyRecord, 'reachSegments' | 'reachLocations'>;

/** Who is in one of the segments that a key names, or has visited one of its locations. */
async function reachFilter(db: Db, { reachSegments, reachLocations }: Following): Promise<GuestFilter> {
  const segments = reachSegments === null ? [] : await readSegments(db);
  const named = segments.filter(({ id }) => reachSegments?.includes(id)); // a deleted one has nobody in it
  const of: GuestFilter[] = named.map((segment) => segmentFilter(segment, segments));
  if (reachLocations !== null) of.push({ kind: 'visitedAt', locations: reachLocations });
  return { kind: 'or', of };
}

async function guestsOf(db: Db, key: Following): Promise<Ids> {
  return await readMatching(db, await reachFilter(db, key));
}

/**
 * Whom an answer about one guest is for: that guest alone is looked up now, whatever is remembered of the reach.
 * @returns the context under the reach of this moment; null: the guest is out of it, or the key has ended.
 */
export async function reachingNow(context: Context, customerId: string): Promise<Context | null> {
  const { db, viewer, now } = context;
  if (viewer.reachFollows !== true) return mayReach(viewer, customerId) ? context : null;
  const key = await openKeys(db).current(viewer.principal.replace(/^key:/, ''), now);
  if (key === null || !(await readMatching(db, within(await reachFilter(db, key), [customerId]))).includes(customerId))
    return null;
  if (mayReach(viewer, customerId)) return context;
  const met: Viewer = { ...viewer, reach: new Set([...(viewer.reach ?? []), customerId]) };
  return { ...context, viewer: met, loaders: openLoaders(db, met, context.seen) };
}

/** Whom segments and locations mean, at most a second old, under a name of that reach. */
export function openReach(db: Db): (name: string, named: Following, now: number) => Promise<Ids> {
  const known = new Map<string, { readonly at: number; readonly ids: Promise<Ids> }>();
  return (name, named, now) => {
    const remembered = known.get(name);
    if (remembered !== undefined && Math.abs(now - remembered.at) < rememberedMs) return remembered.ids;
    const ids = guestsOf(db, named);
    if (known.size >= mostKeys) known.clear();
    known.set(name, { at: now, ids });
    ids.catch(() => known.delete(name));
    return ids;
  };
}

/** Keys whose reach by segments and locations is that of now, at most a second old. */
export function followingKeys(keys: Keys, db: Db): Keys {
  const reachOf = openReach(db);
  const reaching = async (key: KeyRecord | null, now: number): Promise<KeyRecord | null> =>
    key === null || !isFollowing(key) ? key : { ...key, reach: [...(key.reach ?? []), ...(await reachOf(key.id, key, now))] };
  return {
    ...keys,
    check: async (token, now) => reaching(await keys.check(token, now), now),
    current: async (id, now) => reaching(await keys.current(id, now), now),
  };
}

/** Whether whom a key sees changes with segments and visits. */
function isFollowing({ reachSegments, reachLocations }: Following): boolean {
  return reachSegments !== null || reachLocations !== null;
}

/** What is wrong with a reach that a new key is to have; null: nothing. */
export async function wrongReach(db: Db, { segments, locations }: NamedReach): Promise<string | null> {
  const segmentIds = segments === null ? [] : (await readSegments(db)).map(({ id }) => id);
  const noSegment = segments?.find((id) => !segmentIds.includes(id));
  if (noSegment !== undefined)
    return `expected ids of segments, got "${noSegment.slice(0, 80)}"; those that there are: ${listed(segmentIds)}`;
  const locationIds = locations === null ? [] : (await readLocations(db)).map(({ id }) => id);
  const noLocation = locations?.find((id) => !locationIds.includes(id));
  return noLocation === undefined
    ? null
    : `expected ids of locations, got "${noLocation.slice(0, 80)}"; those that there are: ${listed(locationIds)}`;
}

function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, 20).join(', ');
  return ids.length === 0 ? 'none' : ids.length > 20 ? `${shown}, …` : shown;
}
