import { expect, test } from 'vitest';
import { expandFilter } from '../../../server/engine/segments/expand.ts';
import { everybody } from '../../../server/engine/segments/filter.ts';
import { needsScoring } from '../../../server/engine/segments/scored.ts';
import { textColumns } from '../../../server/store/filter-sql.ts';

const inSegment = { segment: () => ({ kind: 'flag', field: 'hasScore', value: true }) as const, contact: () => [] };

test('a filter needs the scoring when any of its conditions looks at it, however deep', () => {
  expect(needsScoring(everybody)).toBe(false);
  expect(needsScoring({ kind: 'name', part: 'ada' })).toBe(false);
  expect(needsScoring({ kind: 'flag', field: 'loyaltyMember', value: true })).toBe(false);
  expect(needsScoring({ kind: 'flag', field: 'hasScore', value: false })).toBe(true);
  expect(needsScoring({ kind: 'range', field: 'lifetimeValue', min: 1, max: null })).toBe(true);
  const deep = { kind: 'range', field: 'healthScore', min: null, max: 40 } as const;
  expect(needsScoring({ kind: 'and', of: [everybody, { kind: 'not', of: { kind: 'or', of: [deep] } }] })).toBe(true);
  expect(needsScoring(expandFilter({ kind: 'inSegments', ids: ['s'] }, inSegment))).toBe(true);
});

test('texts need the scoring exactly where they are columns of its rows', () => {
  for (const field of Object.keys(textColumns) as (keyof typeof textColumns)[]) {
    const { sqlFragments } = textColumns[field].toOperationNode() as unknown as { readonly sqlFragments: readonly string[] };
    expect([field, needsScoring({ kind: 'oneOf', field, values: ['x'] })]).toEqual([field, sqlFragments[0]?.startsWith('s.')]);
  }
});
