import type { Role } from '../access/roles.ts';
import { isKeyScope, type KeyScope, wrongScopes } from '../access/scopes.ts';
import { mayReach, type Viewer } from '../access/viewer.ts';
import { type KeyRecord, type Keys, openKeys } from '../store/keys.ts';
import type { Context } from './context.ts';
import { badInput, refusal } from './errors.ts';
import { type NamedReach, wrongReach } from './key-reach.ts';
import type { ApiKey, ApiKeyScope, CreatedApiKey, MutationCreateApiKeyArgs } from './types.generated.ts';

const longestName = 100;
const longestId = 255;
const mostCustomers = 1000;

/** The scopes as the schema spells them. */
function scopeName(scope: KeyScope): ApiKeyScope {
  return scope.toUpperCase() as Uppercase<KeyScope>;
}

/** What is shown of a key: everything but its secret, which nobody has any more. */
function shown(key: KeyRecord): ApiKey {
  return {
    id: key.id,
    name: key.name,
    role: key.role as Role,
    scopes: key.scopes.filter(isKeyScope).map(scopeName),
    reach: {
      everybody: key.reach === null && key.role !== 'PARTNER',
      customers: key.reach?.length ?? 0,
      segments: key.reachSegments ?? [],
      locations: key.reachLocations ?? [],
    },
    createdAt: key.createdAt.getTime(),
    createdBy: key.createdByName ?? key.createdBy,
    lastUsedAt: key.lastUsedAt?.getTime() ?? null,
    expiresAt: key.expiresAt?.getTime() ?? null,
    revokedAt: key.revokedAt?.getTime() ?? null,
  };
}

export async function apiKeys({ db }: Context): Promise<ApiKey[]> {
  return (await openKeys(db).list()).map(shown);
}

/** @throws GraphQLError BAD_USER_INPUT */
function checkedName(text: string): string {
  const name = text.trim();
  if (name.length >= 1 && name.length <= longestName) return name;
  throw badInput(`name must have 1 to ${longestName} characters, got ${name.length}; say what the key is for`);
}

/** @throws GraphQLError BAD_USER_INPUT; FORBIDDEN for a reach beyond the viewer's own: nobody gives what he does not have. */
function checkedReach(viewer: Viewer, customerIds: readonly string[] | null | undefined): readonly string[] | null {
  if (customerIds === null || customerIds === undefined) {
    if (viewer.reach === null) return null;
    throw refusal('FORBIDDEN', 'A key may see no more than you do: expected customerIds, got none; name customers in your reach');
  }
  const ids = [...new Set(customerIds)];
  if (ids.length < 1 || ids.length > mostCustomers) {
    throw badInput(`customerIds must have 1 to ${mostCustomers} ids, got ${ids.length}; leave it out for every customer`);
  }
  const wrong = ids.find((id) => id.trim() === '' || id.length > longestId);
  if (wrong !== undefined) throw badInput(`An id of customerIds must have 1 to ${longestId} characters, got ${wrong.length}`);
  if (ids.some((id) => !mayReach(viewer, id))) {
    throw refusal('FORBIDDEN', 'A key may see no more than you do: expected customers in your reach, got others; leave them out');
  }
  return ids;
}

const mostNamed = 100;

function unique(ids: readonly string[] | null | undefined): readonly string[] | null {
  return ids === null || ids === undefined ? null : [...new Set(ids)];
}

/** @throws GraphQLError BAD_USER_INPUT for ids of nothing, or beside other ids; FORBIDDEN for a viewer with a limited reach. */
async function namedReach({ db, viewer }: Context, args: MutationCreateApiKeyArgs): Promise<NamedReach> {
  const segments = unique(args.segmentIds);
  const locations = unique(args.locationIds);
  const given = { customerIds: args.customerIds ?? null, segmentIds: segments, locationIds: locations };
  const names = Object.entries(given).flatMap(([name, ids]) => (ids === null ? [] : [name]));
  if (names.length > 1) throw badInput(`Expected one of customerIds, segmentIds and locationIds, got ${names.join(' and ')}`);
  if (segments === null && locations === null) return { segments, locations };
  if (viewer.reach !== null) {
    const message = `A key may see no more than you do: expected customerIds, got ${names.join()}; name customers in your reach`;
    throw refusal('FORBIDDEN', message);
  }
  const count = (segments ?? locations ?? []).length;
  if (count < 1 || count > mostNamed) throw badInput(`${names.join()} must have 1 to ${mostNamed} ids, got ${count}`);
  const wrong = await wrongReach(db, { segments, locations });
  if (wrong !== null) throw badInput(`${names.join()}: ${wrong}`);
  return { segments, locations };
}

/** @throws GraphQLError BAD_USER_INPUT */
function checkedExpiry(now: number, expiresAt: number | null | undefined): Date | null {
  if (expiresAt === null || expiresAt === undefined) return null;
  if (expiresAt > now) return new Date(expiresAt);
  throw badInput(
    `expiresAt must be in the future, got ${new Date(expiresAt).toISOString()}; leave it out for a key that does not expire`,
  );
}

/** @throws GraphQLError BAD_USER_INPUT */
function checkedScopes({ role, scopes }: MutationCreateApiKeyArgs): string[] {
  const asked = [...new Set(scopes ?? [])].map((scope) => scope.toLowerCase());
  const wrong = wrongScopes(role, asked);
  if (wrong !== null) throw badInput(`scopes: ${wrong}`);
  return asked;
}

/** @throws GraphQLError BAD_USER_INPUT, FORBIDDEN */
export async function createApiKey(context: Context, args: MutationCreateApiKeyArgs): Promise<CreatedApiKey> {
  const { db, viewer, now } = context;
  const keys = openKeys(db);
  const { segments, locations } = await namedReach(context, args);
  const given = {
    name: checkedName(args.name),
    role: args.role,
    reach: segments === null && locations === null ? checkedReach(viewer, args.customerIds) : null,
    reachSegments: segments,
    reachLocations: locations,
    scopes: checkedScopes(args),
    createdBy: viewer.principal,
    createdByName: viewer.name,
    expiresAt: checkedExpiry(now, args.expiresAt),
  };
  const { id, key } = await keys.create(given, now);
  return { key, apiKey: await found(keys, id) };
}

/** @throws GraphQLError BAD_USER_INPUT for an unknown id. */
export async function revokeApiKey({ db, now }: Context, id: string): Promise<ApiKey> {
  const keys = openKeys(db);
  await keys.revoke(id, now);
  return await found(keys, id);
}

/** @throws GraphQLError BAD_USER_INPUT for an unknown id. */
async function found(keys: Keys, id: string): Promise<ApiKey> {
  const key = await keys.find(id);
  if (key === null) throw badInput('id must be that of a key, got another one; take it from apiKeys');
  return shown(key);
}
