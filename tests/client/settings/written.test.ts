import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationOf, durationText } from '../../../client/settings/duration.ts';
import { idsIn, keyVariables } from '../../../client/settings/key-form.ts';
import { fromField, shownAs, toField } from '../../../client/settings/units.ts';
import { shortWho } from '../../../client/settings/who.ts';

test('a probability is written as percent and seconds as days', () => {
  const probability = shownAs({ unit: 'probability', whole: false });
  expect(toField(1 / 3, probability)).toBe(33.33);
  expect(fromField(50, probability, false)).toBe(0.5);
  const seconds = shownAs({ unit: 'seconds', whole: true });
  expect(toField(604_800, seconds)).toBe(7);
  expect(fromField(2.5, seconds, true)).toBe(216_000);
});

test('what is typed comes back as it was typed', () => {
  const units = fc.constantFrom('probability', 'points', 'days');
  fc.assert(
    fc.property(units, fc.integer({ min: 0, max: 10_000 }), (unit, hundredths) => {
      const shown = shownAs({ unit, whole: false });
      expect(toField(fromField(hundredths / 100, shown, false), shown)).toBe(hundredths / 100);
    }),
  );
});

test.each([
  [0.0004, { value: 0.4, unit: 'millisecond' }],
  [0.34, { value: 340, unit: 'millisecond' }],
  [1.26, { value: 1.3, unit: 'second' }],
  [119, { value: 119, unit: 'second' }],
  [126, { value: 2.1, unit: 'minute' }],
  [7_800, { value: 2.2, unit: 'hour' }],
  [200_000, { value: 2.3, unit: 'day' }],
] as const)('%d seconds are written as %o', (seconds, expected) => {
  expect(durationOf(seconds)).toEqual(expected);
});

test('a length that nobody knows is no length', () => {
  expect(durationText(null, 'en-GB')).toBe('–');
  expect(durationText(0.34, 'en-GB')).toBe('340 ms');
});

test('of a session only the beginning of its id is told', () => {
  expect(shortWho('session:95a38c216822ba1e')).toBe('session:95a3');
  expect(shortWho('key:K1')).toBe('key:K1');
  expect(shortWho('admin-token')).toBe('admin-token');
});

test('ids are read from lines, commas and blanks, each once', () => {
  expect(idsIn(' G1, G2\nG1;;G3 ')).toEqual(['G1', 'G2', 'G3']);
});

test('a key is asked for with the one reach that was chosen', () => {
  const typed = { name: ' Till ', role: 'PARTNER', kind: 'segments', chosen: ['s1'], ids: 'G1', ends: '' } as const;
  const form = { ...typed, metrics: true, contact: false };
  const asked = { name: 'Till', role: 'PARTNER', scopes: ['METRICS'], segmentIds: ['s1'], customerIds: null, locationIds: null };
  expect(keyVariables(form, null)).toEqual({ ...asked, expiresAt: null });
  expect(keyVariables({ ...form, kind: 'customers' }, null)).toMatchObject({ customerIds: ['G1'], segmentIds: null });
  expect(keyVariables({ ...form, contact: true }, null).scopes).toEqual(['METRICS', 'CONTACT']);
  expect(keyVariables({ ...form, contact: true, role: 'ANALYST' }, null).scopes).toEqual(['METRICS']);
});
