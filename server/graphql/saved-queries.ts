import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLSchema, Kind, OperationTypeNode } from 'graphql';
import { mayDo, type Viewer } from '../access/viewer.ts';
import {
  countOwnQueries,
  findSavedQuery,
  readSavedQueries,
  removeSavedQuery,
  type SavedQueryRecord,
  writeSavedQuery,
} from '../store/saved-queries.ts';
import type { Context } from './context.ts';
import { badInput, refusal } from './errors.ts';
import { validDocument, variablesOf } from './operation-cost.ts';
import type { MutationSaveQueryArgs, SavedQuery } from './types.generated.ts';

const mostOwn = 200;
const longest = { name: 100, description: 500, document: 20_000, variables: 20_000 } as const;

/**
 * Whose a saved query is. A key is itself; a browser signs in anew now and then, so its person goes by role and name, which only who makes
 * sign-in links gives.
 */
function ownerOf({ principal, role, name }: Viewer): string {
  return principal.startsWith('session:') ? `person:${role}:${name}` : principal;
}

/** One's own and the shared ones, by name. */
export async function savedQueries({ db, viewer }: Context): Promise<SavedQuery[]> {
  const owner = ownerOf(viewer);
  return (await readSavedQueries(db, owner)).map((record) => shown(record, owner));
}

function shown({ ownerName, updatedAt, owner: whose, ...record }: SavedQueryRecord, owner: string): SavedQuery {
  return { ...record, savedBy: ownerName, savedAt: updatedAt, isMine: whose === owner };
}

/** @throws GraphQLError BAD_USER_INPUT, CONFLICT, FORBIDDEN */
export async function saveQuery(context: Context, schema: GraphQLSchema, args: MutationSaveQueryArgs): Promise<SavedQuery> {
  const { db, viewer, now } = context;
  const owner = ownerOf(viewer);
  const draft = checked(schema, args);
  const existing = args.id ? await visible(context, args.id) : null;
  if (args.id && existing === null)
    throw badInput('id must be that of a saved query of yours, got another; leave it out for a new one');
  if (existing !== null && existing.owner !== owner)
    throw refusal('FORBIDDEN', 'Only who saved a query changes it; leave id out to save a copy of your own');
  if (existing === null && (await countOwnQueries(db, owner)) >= mostOwn)
    throw refusal('CONFLICT', `Expected at most ${mostOwn} saved queries of yours, got one more; delete one first`);
  const record = { ...draft, id: existing?.id ?? randomUUID(), owner, ownerName: viewer.name, updatedAt: now };
  await writeSavedQuery(db, record);
  return shown(record, owner);
}

type Draft = Pick<SavedQueryRecord, 'name' | 'description' | 'document' | 'variables' | 'isShared'>;

function checked(schema: GraphQLSchema, { name, description, document, variables, isShared }: MutationSaveQueryArgs): Draft {
  const draft = {
    name: name.trim(),
    description: description?.trim() || null,
    document,
    variables: variables?.trim() || null,
    isShared: isShared ?? false,
  };
  for (const [field, most] of Object.entries(longest)) {
    const { length } = draft[field as keyof typeof longest] ?? '';
    if (length > most) throw badInput(`${field} may have at most ${most} characters, got ${length}; shorten it`);
  }
  if (draft.name === '') throw badInput(`name must have 1 to ${longest.name} characters, got none`);
  try {
    const { definitions } = validDocument(schema, document);
    const other = definitions.find(
      (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation !== OperationTypeNode.QUERY,
    );
    if (other !== undefined) throw badInput('document must hold queries only: what others open must not change anything');
    variablesOf(variables ?? '');
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw badInput(error.message);
  }
  return draft;
}

async function visible({ db, viewer }: Context, id: string): Promise<SavedQueryRecord | null> {
  const found = await findSavedQuery(db, id);
  return found !== null && (found.isShared || found.owner === ownerOf(viewer)) ? found : null;
}

/** Its owner, and for shared ones an administrator. @throws GraphQLError FORBIDDEN */
export async function deleteSavedQuery(context: Context, id: string): Promise<boolean> {
  const found = await visible(context, id);
  if (found === null) return false;
  if (found.owner !== ownerOf(context.viewer) && !mayDo(context.viewer, 'ADMINISTER'))
    throw refusal('FORBIDDEN', 'Only who saved a query, or an administrator, deletes it; ask one of them');
  return await removeSavedQuery(context.db, id);
}
