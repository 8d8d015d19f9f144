import { describe, expect, test } from 'vitest';
import { FilterFault } from '../../../server/engine/segments/filter.ts';
import { type FilterInput, parseFilter } from '../../../server/engine/segments/parse.ts';

const parse = (input: FilterInput) => parseFilter(input, 100);

function fault(input: FilterInput): string {
  try {
    parse(input);
  } catch (error) {
    if (error instanceof FilterFault) return error.message;
    throw error;
  }
  return '';
}

const nested = (depth: number): FilterInput => (depth === 0 ? { hasScore: true } : { and: [nested(depth - 1)] });

describe('a filter', () => {
  test('of nothing asks nothing', () => {
    expect(parse({})).toEqual({ kind: 'and', of: [] });
    expect(parse({ and: null, or: null, not: null, cities: null, churnProbability: null })).toEqual({ kind: 'and', of: [] });
  });

  test('of several conditions asks for all of them', () => {
    expect(parse({ minHealthScore: 40, cities: ['Graz'], not: { loyaltyMember: true } })).toEqual({
      kind: 'and',
      of: [
        { kind: 'range', field: 'healthScore', min: 40, max: null },
        { kind: 'oneOf', field: 'city', values: ['Graz'] },
        { kind: 'not', of: { kind: 'flag', field: 'loyaltyMember', value: true } },
      ],
    });
  });

  test('by segment looks at the CRM and at the RFM group', () => {
    expect(parse({ segments: ['VIP'] })).toEqual({
      kind: 'or',
      of: [
        { kind: 'oneOf', field: 'crmSegment', values: ['VIP'] },
        { kind: 'oneOf', field: 'rfmGroup', values: ['VIP'] },
      ],
    });
  });

  test('may name a thousand guests by their ids, each once', () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `G${index}`);
    expect(parse({ ids: ['G1', 'G2', 'G1'] })).toEqual({ kind: 'customers', ids: ['G1', 'G2'] });
    expect(parse({ or: [{ ids }, { cities: ['Graz'] }] })).toMatchObject({ kind: 'or', of: [{ kind: 'customers', ids }, {}] });
    expect(fault({ ids: [...ids, 'more'] })).toBe('filter.ids may name at most 1000, got 1001');
  });

  test('takes money as decimal text and holds it in minor units, exactly', () => {
    expect(parse({ lifetimeValue: { min: '19.99', max: '1000' } })).toEqual({
      kind: 'range',
      field: 'lifetimeValue',
      min: 1999,
      max: 100_000,
    });
  });

  test('may be five deep and no deeper', () => {
    expect(fault(nested(5))).toBe('');
    expect(fault(nested(6))).toContain('expected and, or and not at most 5 deep, got 6; save a part as a segment');
  });

  test('may have thirty conditions and no more', () => {
    const many = (count: number): FilterInput => ({ or: Array.from({ length: count }, () => ({ hasScore: true })) });
    expect(fault(many(30))).toBe('');
    expect(fault(many(31))).toContain('expected at most 30 conditions in a filter, got more');
  });

  test.each<[FilterInput, string]>([
    [{ maxHealthScore: 101 }, 'filter.maxHealthScore must be from 0 to 100, got 101'],
    [{ and: [{}, { churnProbability: { min: 50 } }] }, 'filter.and[1].churnProbability.min must be from 0 to 1, got 50'],
    [{ visitDays: { max: -1 } }, 'filter.visitDays.max must be 0 or more, got -1'],
    [{ percentileRank: {} }, 'filter.percentileRank must have a min, a max or both, got neither; leave it out'],
    [{ completeness: { min: 9, max: 8 } }, 'filter.completeness must have a min up to its max, got 9 and 8; swap them'],
    [
      { last12Months: { min: '1.005' } },
      'filter.last12Months.min must be an amount with the decimals of the currency, got "1.005"; round it',
    ],
    [{ or: [] }, 'filter.or: expected one filter at least, got none; leave it out'],
    [{ not: {} }, 'filter.not: expected a condition, got an empty filter; leave it out, or say what must not hold'],
    [{ cities: Array.from({ length: 101 }, String) }, 'filter.cities may name at most 100, got 101'],
    [{ nameContains: ' ' }, 'filter.nameContains must have 1 to 320 characters, got 0; leave it out'],
  ])('of %j says what was expected, what came and what to do', (input, message) => {
    expect(fault(input)).toBe(message);
  });
});
