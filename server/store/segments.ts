import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { Filter } from '../engine/segments/filter.ts';
import { millis } from './guests.ts';

/** A named group of guests. */
export interface Segment {
  readonly id: string;
  /** From 1 on. */
  readonly version: number;
  readonly name: string;
  /** As it was sent. */
  readonly filter: unknown;
  readonly condition: Filter;
  /** The viewer's name. */
  readonly savedBy: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

export type SegmentVersion = Omit<Segment, 'condition'>;

const all = statement('segments/all', 'own', (kysely) =>
  kysely
    .selectFrom('segments')
    .orderBy(sql`lower(name)`)
    .orderBy('segment_id')
    .select([
      'segment_id as id',
      'version',
      'name',
      'filter',
      'condition',
      'saved_by as savedBy',
      millis('saved_at').as('savedAt'),
    ])
    .$castTo<Segment>(),
);

/** Every segment, by name. */
export function readSegments(db: Db): Promise<Segment[]> {
  return all(db);
}

const versions = statement('segments/versions', 'own', (kysely, id: string) =>
  kysely
    .selectFrom('segment_versions')
    .where('segment_id', '=', id)
    .orderBy('version', 'desc')
    .limit(sql<number>`100`)
    .select(['segment_id as id', 'version', 'name', 'filter', 'saved_by as savedBy', millis('saved_at').as('savedAt')])
    .$castTo<SegmentVersion>(),
);

/** The versions of a segment, newest first, 100 at most. */
export function readVersions(db: Db, id: string): Promise<SegmentVersion[]> {
  return versions(db, id);
}

const lock = statement('segments/lock', 'own', (kysely) =>
  kysely.selectNoFrom(sql<string>`pg_advisory_xact_lock(hashtext('segments'))::text`.as('held')),
);

/** One change of segments at a time, until the end of the transaction: so that no two of them make a circle together. */
export async function lockSegments(tx: Db): Promise<void> {
  await lock(tx);
}

const put = statement(
  'segments/put',
  'own',
  (kysely, id: string, version: number, name: string, filter: string, condition: string, savedBy: string, savedAt: Date) =>
    kysely
      .insertInto('segments')
      .values({ segment_id: id, version, name, filter, condition, saved_by: savedBy, saved_at: savedAt, counted_version: null })
      .onConflict((conflict) =>
        conflict.column('segment_id').doUpdateSet((values) => ({
          version: values.ref('excluded.version'),
          name: values.ref('excluded.name'),
          filter: values.ref('excluded.filter'),
          condition: values.ref('excluded.condition'),
          saved_by: values.ref('excluded.saved_by'),
          saved_at: values.ref('excluded.saved_at'),
        })),
      ),
);

const putVersion = statement(
  'segments/put-version',
  'own',
  (kysely, id: string, version: number, name: string, filter: string, savedBy: string, savedAt: Date) =>
    kysely.insertInto('segment_versions').values({ segment_id: id, version, name, filter, saved_by: savedBy, saved_at: savedAt }),
);

/** What is saved as the next version of a segment. */
export type SegmentDraft = Omit<Segment, 'id' | 'version'> & { readonly id: string | null };

/** Saves the next version; a segment without an id gets one. In a transaction that holds the lock. */
export async function writeSegment(tx: Db, draft: SegmentDraft): Promise<Segment> {
  const id = draft.id ?? randomUUID();
  const [newest] = await versions(tx, id);
  const segment = { ...draft, id, version: (newest?.version ?? 0) + 1 };
  const { version, name, savedBy, savedAt } = segment;
  const filter = JSON.stringify(segment.filter);
  await put(tx, id, version, name, filter, JSON.stringify(segment.condition), savedBy, new Date(savedAt));
  await putVersion(tx, id, version, name, filter, savedBy, new Date(savedAt));
  return segment;
}

const uncounted = statement('segments/uncounted', 'own', (kysely) =>
  kysely
    .selectFrom('segments')
    .where(sql<boolean>`counted_version is distinct from version`)
    .limit(sql<number>`1`)
    .select('segment_id as id'),
);

/** Whether there is a segment whose members nobody has taken stock of since it was saved. */
export async function isStockDue(db: Db): Promise<boolean> {
  return (await uncounted(db)).length > 0;
}

const remove = statement('segments/delete', 'own', (kysely, id: string) =>
  kysely.deleteFrom('segments').where('segment_id', '=', id).returning('segment_id'),
);
const removeDays = statement('segments/delete-days', 'own', (kysely, id: string) =>
  kysely.deleteFrom('segment_days').where('segment_id', '=', id),
);
const removeMembers = statement('segments/delete-members', 'population', (kysely, id: string) =>
  kysely.deleteFrom('segment_members').where('segment_id', '=', id),
);

/** Forgets a segment with its counts; its versions stay on record. In a transaction that holds the lock. */
export async function removeSegment(tx: Db, id: string): Promise<boolean> {
  const gone = await remove(tx, id);
  await removeDays(tx, id);
  await removeMembers(tx, id);
  return gone.length > 0;
}
