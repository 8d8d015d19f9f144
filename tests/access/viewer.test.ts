import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roles } from '../../server/access/roles.ts';
import { mayDo, mayReach, permissionsOfViewer, type Viewer, viewerOf } from '../../server/access/viewer.ts';

const stored = { name: 'Delivery partner', principal: 'key:k1' };

test('a partner without a reach sees nobody', () => {
  const partner = viewerOf({ ...stored, role: 'PARTNER', reach: null });
  expect(partner?.reach).toEqual(new Set());
  fc.assert(fc.property(fc.string(), (id) => partner !== null && !mayReach(partner, id)));
});

test('a partner sees exactly the customers of its reach', () => {
  const partner = viewerOf({ ...stored, role: 'PARTNER', reach: ['C1', 'C2'] });
  expect(partner === null ? [] : ['C1', 'C2', 'C3', 'c1', ''].map((id) => mayReach(partner, id))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('a partner whose reach was lost on the way still sees nobody', () => {
  const partner: Viewer = { ...stored, role: 'PARTNER', reach: null };
  expect(mayReach(partner, 'C1')).toBe(false);
});

test('every other role without a reach sees everybody', () => {
  for (const role of roles.filter((name) => name !== 'PARTNER')) {
    const viewer = viewerOf({ ...stored, role, reach: null });
    expect(viewer !== null && mayReach(viewer, 'anybody')).toBe(true);
  }
});

test('a reach narrows every role, an administrator as well', () => {
  for (const role of roles) {
    const viewer = viewerOf({ ...stored, role, reach: ['C1'] });
    expect(viewer !== null && mayReach(viewer, 'C1') && !mayReach(viewer, 'C2')).toBe(true);
  }
});

test('contact data is for a partner to whom it is granted, and the grant gives nothing else to nobody else', () => {
  for (const role of roles) {
    const [plain, granted] = [[], ['contact', 'metrics']].map((scopes) => viewerOf({ ...stored, role, reach: ['C1'], scopes }));
    if (plain == null || granted == null) throw new Error('expected two viewers');
    const more = [...permissionsOfViewer(granted)].filter((permission) => !mayDo(plain, permission));
    expect(more, role).toEqual(role === 'PARTNER' ? ['READ_CONTACT'] : []);
    expect(mayReach(granted, 'C2')).toBe(false);
  }
});

test('an unknown role makes no viewer, and a forged one may do nothing', () => {
  expect(viewerOf({ ...stored, role: 'OWNER', reach: null })).toBeNull();
  const forged = { ...stored, role: 'OWNER', reach: null } as unknown as Viewer;
  expect([mayDo(forged, 'SIGNED_IN'), mayReach(forged, 'C1')]).toEqual([false, false]);
});
