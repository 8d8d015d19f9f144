import { expect, test } from 'vitest';
import { auditVariables, whatOf } from '../../../client/settings/audit-view.ts';

test('only what was chosen narrows the log', () => {
  expect(auditVariables({ kind: null, onlyRefused: false }, null)).toEqual({ filter: {} });
  expect(auditVariables({ kind: 'READ', onlyRefused: true }, 'G-1')).toEqual({
    filter: { kinds: ['READ'], refused: true, customerId: 'G-1' },
  });
});

test('an entry is named by what was done, else by the operation', () => {
  expect(whatOf({ acts: ['saveWebhook', 'saveSegment'], operation: 'Save' })).toBe('saveWebhook, saveSegment');
  expect(whatOf({ acts: [], operation: 'Guests' })).toBe('Guests');
  expect(whatOf({ acts: [], operation: null })).toBeNull();
});
