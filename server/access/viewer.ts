import { isRole, type Permission, permissionsOf, type Role } from './roles.ts';

/** Who is asking, as far as decisions need it. */
export interface Viewer {
  readonly role: Role;
  /** Who it is, for people: the name of the sign-in link, else the role in words; the name of the key; "admin token". */
  readonly name: string;
  /** The same caller under the same text every time, and no other: `key:<id>`, `session:<digest's beginning>`, `admin-token`. */
  readonly principal: string;
  /** The customers the viewer may see; null: all of them (never for a PARTNER). */
  readonly reach: ReadonlySet<string> | null;
  /** True: the reach changes with segments and visits, so whoever listens asks anew at each event. */
  readonly reachFollows?: true;
  /** What the key may do beyond its role, such as `metrics` or `contact`; absent: nothing. */
  readonly scopes?: readonly string[];
}

/**
 * The viewer for a role and a reach as they were stored.
 *
 * @returns null for an unknown role: it is refused, not weakened. A PARTNER without a reach gets the empty one and sees nobody.
 */
export function viewerOf(given: {
  readonly role: string;
  readonly name: string;
  readonly principal: string;
  readonly reach: readonly string[] | null;
  readonly reachFollows?: boolean;
  readonly scopes?: readonly string[];
}): Viewer | null {
  const { role, name, principal, reach, reachFollows = false, scopes = [] } = given;
  if (!isRole(role)) return null;
  const beyond = { ...(scopes.length === 0 ? {} : { scopes }), ...(reachFollows ? { reachFollows: true as const } : {}) };
  if (reach === null) return { role, name, principal, reach: role === 'PARTNER' ? new Set() : null, ...beyond };
  return { role, name, principal, reach: new Set(reach), ...beyond };
}

/** What the viewer may do: what its role holds; for a PARTNER whose key has the scope `contact` also to read contact data. */
export function permissionsOfViewer({ role, scopes }: Pick<Viewer, 'role' | 'scopes'>): ReadonlySet<Permission> {
  const held = permissionsOf(role);
  return role === 'PARTNER' && scopes?.includes('contact') === true ? new Set([...held, 'READ_CONTACT']) : held;
}

/** Whether the viewer holds this permission. */
export function mayDo(viewer: Viewer, permission: Permission): boolean {
  return permissionsOfViewer(viewer).has(permission);
}

/** Whether the viewer may see this customer. A PARTNER sees only its reach, even if that was left out. */
export function mayReach(viewer: Viewer, customerId: string): boolean {
  if (!permissionsOf(viewer.role).has('READ_CUSTOMERS')) return false;
  if (viewer.reach === null) return viewer.role !== 'PARTNER';
  return viewer.reach.has(customerId);
}
