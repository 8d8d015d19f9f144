import { describe, expect, test } from 'vitest';
import { contactsNamed, expandFilter, segmentsNamed, within } from '../../../server/engine/segments/expand.ts';
import { everybody, type Filter } from '../../../server/engine/segments/filter.ts';

const scored: Filter = { kind: 'flag', field: 'hasScore', value: true };
const named = (...ids: readonly string[]): Filter => ({ kind: 'inSegments', ids });
const both = (...of: readonly Filter[]): Filter => ({ kind: 'and', of });

const lookup = (segments: Readonly<Record<string, Filter>>) => ({
  segment: (id: string) => segments[id] ?? null,
  contact: (text: string) => [`guest of ${text}`],
});

describe('a filter that names segments', () => {
  test('holds their conditions in their places', () => {
    const segments = lookup({ a: scored, b: { kind: 'not', of: named('a') } });
    expect(expandFilter(both(named('a', 'b')), segments)).toEqual({
      kind: 'and',
      of: [{ kind: 'or', of: [scored, { kind: 'not', of: { kind: 'or', of: [scored] } }] }],
    });
  });

  test('may name one twice, but never in a circle', () => {
    const diamond = lookup({ top: both(named('left'), named('right')), left: named('end'), right: named('end'), end: scored });
    expect(() => expandFilter(named('top'), diamond)).not.toThrow();
    const circle = lookup({ a: named('b'), b: both(scored, named('c')), c: { kind: 'not', of: named('a') } });
    expect(() => expandFilter(named('a'), circle)).toThrow('segment a → b → c → a would be part of itself');
    expect(() => expandFilter(named('me'), lookup({ me: scored }), 'me')).toThrow('segment me → me would be part of itself');
  });

  test('that is not there is told so', () => {
    expect(() => expandFilter(named('gone'), lookup({}))).toThrow('inSegments names "gone", which is no segment');
  });

  test('is stopped before it grows beyond measure', () => {
    const tower: Record<string, Filter> = { s0: scored };
    for (let level = 1; level <= 40; level += 1) tower[`s${level}`] = both(named(`s${level - 1}`), named(`s${level - 1}`));
    expect(() => expandFilter(named('s40'), lookup(tower))).toThrow('more than 200 conditions together');
  });
});

test('what a filter refers to is found wherever it stands', () => {
  const filter = both(named('a'), { kind: 'not', of: both({ kind: 'contact', text: 'x@y.example' }, named('b', 'c')) });
  expect(segmentsNamed(filter)).toEqual(['a', 'b', 'c']);
  expect(contactsNamed(filter)).toEqual(['x@y.example']);
  expect(expandFilter({ kind: 'contact', text: '7' }, lookup({}))).toEqual({ kind: 'customers', ids: ['guest of 7'] });
});

test('a reach of nobody keeps nobody, no reach keeps everybody', () => {
  expect(within(everybody, [])).toEqual({ kind: 'customers', ids: [] });
  expect(within(everybody, null)).toEqual(everybody);
});
