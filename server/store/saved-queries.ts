import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { millis } from './guests.ts';

/** A query that somebody keeps for himself or for everybody. */
export interface SavedQueryRecord {
  readonly id: string;
  /** Whose it is: the same text for the same person or key. */
  readonly owner: string;
  /** The same for people. */
  readonly ownerName: string;
  readonly name: string;
  readonly description: string | null;
  readonly document: string;
  /** Text of a JSON object. */
  readonly variables: string | null;
  readonly isShared: boolean;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
}

const columns = [
  'query_id as id',
  'owner',
  'owner_name as ownerName',
  'name',
  'description',
  'document',
  'variables',
  'is_shared as isShared',
] as const;

const visible = statement('saved-queries/visible', 'own', (kysely, owner: string) =>
  kysely
    .selectFrom('saved_queries')
    .where((where) => where.or([where('owner', '=', owner), where('is_shared', '=', sql<boolean>`true`)]))
    .orderBy(sql`lower(name)`)
    .orderBy('query_id')
    .limit(sql<number>`1000`)
    .select([...columns, millis('updated_at').as('updatedAt')])
    .$castTo<SavedQueryRecord>(),
);

/** The owner's own and all shared ones, by name; 1,000 at most. */
export function readSavedQueries(db: Db, owner: string): Promise<SavedQueryRecord[]> {
  return visible(db, owner);
}

const byId = statement('saved-queries/find', 'own', (kysely, id: string) =>
  kysely
    .selectFrom('saved_queries')
    .where('query_id', '=', id)
    .select([...columns, millis('updated_at').as('updatedAt')])
    .$castTo<SavedQueryRecord>(),
);

export async function findSavedQuery(db: Db, id: string): Promise<SavedQueryRecord | null> {
  return (await byId(db, id))[0] ?? null;
}

const owned = statement('saved-queries/count', 'own', (kysely, owner: string) =>
  kysely.selectFrom('saved_queries').where('owner', '=', owner).select(sql<number>`count(*)::int`.as('count')),
);

export async function countOwnQueries(db: Db, owner: string): Promise<number> {
  return (await owned(db, owner))[0]?.count ?? 0;
}

const put = statement(
  'saved-queries/put',
  'own',
  (
    kysely,
    id: string,
    owner: string,
    ownerName: string,
    name: string,
    description: string | null,
    document: string,
    variables: string | null,
    isShared: boolean,
    updatedAt: Date,
  ) =>
    kysely
      .insertInto('saved_queries')
      .values({
        query_id: id,
        owner,
        owner_name: ownerName,
        name,
        description,
        document,
        variables,
        is_shared: isShared,
        updated_at: updatedAt,
      })
      .onConflict((conflict) =>
        conflict.column('query_id').doUpdateSet((values) => ({
          owner_name: values.ref('excluded.owner_name'),
          name: values.ref('excluded.name'),
          description: values.ref('excluded.description'),
          document: values.ref('excluded.document'),
          variables: values.ref('excluded.variables'),
          is_shared: values.ref('excluded.is_shared'),
          updated_at: values.ref('excluded.updated_at'),
        })),
      ),
);

/** Saves it under its id. */
export async function writeSavedQuery(db: Db, record: SavedQueryRecord): Promise<void> {
  const { id, owner, ownerName, name, description, document, variables, isShared, updatedAt } = record;
  await put(db, id, owner, ownerName, name, description, document, variables, isShared, new Date(updatedAt));
}

const remove = statement('saved-queries/remove', 'own', (kysely, id: string) =>
  kysely.deleteFrom('saved_queries').where('query_id', '=', id).returning('query_id as id'),
);

/** @returns whether there was one. */
export async function removeSavedQuery(db: Db, id: string): Promise<boolean> {
  return (await remove(db, id)).length > 0;
}
