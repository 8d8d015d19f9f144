import { isRole, titleOf } from './roles.ts';
import { type Viewer, viewerOf } from './viewer.ts';

/** Who holds ECX_ADMIN_TOKEN. */
export const adminTokenViewer: Viewer = { role: 'ADMIN', name: 'admin token', principal: 'admin-token', reach: null };

/** What of a session's digest names its principal, hexadecimal characters. */
export const sessionNameLength = 32;

/** Who is signed in by a session. @param digest of its token, hexadecimal. */
export function sessionViewer(
  { role, name }: { readonly role: string; readonly name: string | null },
  digest: string,
): Viewer | null {
  const principal = `session:${digest.slice(0, sessionNameLength)}`;
  return viewerOf({ role, name: name ?? (isRole(role) ? titleOf(role) : role), principal, reach: null });
}

/** Who uses a key. */
export function keyViewer(key: {
  readonly id: string;
  readonly role: string;
  readonly name: string;
  readonly reach: readonly string[] | null;
  readonly reachSegments: readonly string[] | null;
  readonly reachLocations: readonly string[] | null;
  readonly scopes: readonly string[];
}): Viewer | null {
  const { id, role, name, reach, reachSegments, reachLocations, scopes } = key;
  const reachFollows = reachSegments !== null || reachLocations !== null;
  return viewerOf({ role, name, principal: `key:${id}`, reach, reachFollows, scopes });
}
