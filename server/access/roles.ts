/** What a caller is, by the exact names of the schema's enum `Role`. */
export type Role = 'ADMIN' | 'MANAGER' | 'ANALYST' | 'PARTNER';

/** A right that roles hold, by the exact names of the schema's enum `Permission`. */
export type Permission = 'SIGNED_IN' | 'READ_CUSTOMERS' | 'READ_VENUE' | 'READ_CONTACT' | 'RECORD' | 'ADMINISTER';

const permissions: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  ADMIN: new Set<Permission>(['SIGNED_IN', 'READ_CUSTOMERS', 'READ_VENUE', 'READ_CONTACT', 'RECORD', 'ADMINISTER']),
  MANAGER: new Set<Permission>(['SIGNED_IN', 'READ_CUSTOMERS', 'READ_VENUE', 'READ_CONTACT', 'RECORD']),
  ANALYST: new Set<Permission>(['SIGNED_IN', 'READ_CUSTOMERS', 'READ_VENUE']),
  PARTNER: new Set<Permission>(['SIGNED_IN', 'READ_CUSTOMERS']),
};

const nothing: ReadonlySet<Permission> = new Set();

const titles: Readonly<Record<Role, string>> = {
  ADMIN: 'Administrator',
  MANAGER: 'Manager',
  ANALYST: 'Analyst',
  PARTNER: 'Partner',
};

/** A role in words: the name of who signed in without one. */
export function titleOf(role: Role): string {
  return titles[role];
}

/** The four roles, most powerful first. */
export const roles: readonly Role[] = ['ADMIN', 'MANAGER', 'ANALYST', 'PARTNER'];

/** Whether this is one of the four roles, spelled exactly: `admin` and `toString` are not. */
export function isRole(value: unknown): value is Role {
  return typeof value === 'string' && Object.hasOwn(permissions, value);
}

/** What a role may do. An unknown role, whatever it claims to be, may do nothing. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return isRole(role) ? permissions[role] : nothing;
}
