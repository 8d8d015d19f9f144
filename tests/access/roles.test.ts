import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRole, permissionsOf, roles } from '../../server/access/roles.ts';

test('each role holds exactly the permissions that the manual names', () => {
  expect(Object.fromEntries(roles.map((role) => [role, [...permissionsOf(role)]]))).toEqual({
    ADMIN: ['SIGNED_IN', 'READ_CUSTOMERS', 'READ_VENUE', 'READ_CONTACT', 'RECORD', 'ADMINISTER'],
    MANAGER: ['SIGNED_IN', 'READ_CUSTOMERS', 'READ_VENUE', 'READ_CONTACT', 'RECORD'],
    ANALYST: ['SIGNED_IN', 'READ_CUSTOMERS', 'READ_VENUE'],
    PARTNER: ['SIGNED_IN', 'READ_CUSTOMERS'],
  });
});

test('any other text is no role and may do nothing', () => {
  const strangers = fc.oneof(fc.string(), fc.constantFrom('admin', 'ADMIN ', 'ROOT', 'toString', '__proto__', 'constructor', ''));
  fc.assert(
    fc.property(strangers, (role) => {
      fc.pre(!(roles as readonly string[]).includes(role));
      return !isRole(role) && permissionsOf(role).size === 0;
    }),
  );
});
