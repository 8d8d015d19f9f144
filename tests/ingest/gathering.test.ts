import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GroupSizes } from '../../server/ingest/formats/gathering.ts';
import type { Group } from '../../server/ingest/formats/scope.ts';

const linesOf = ({ key, rows }: Group) => [key, [...rows.values()].flat().map(({ cells }) => cells.join())] as const;

/** Walks through a file of rows that are named by their group, one block for every `block` rows. */
function walked(keys: readonly string[], most: number, block: number) {
  const sizes = new GroupSizes();
  for (const key of keys) sizes.count(key);
  const again = (): { groups: Map<string, string[]>; order: string[]; passes: number } => {
    const walk = sizes.walk(most);
    const groups = new Map<string, string[]>();
    const order: string[] = [];
    let passes = 0;
    for (let more = true; more; passes += 1) {
      keys.forEach((key, line) => {
        const complete = walk.add(key, 'sheet', { line, file: 0, cells: [key, String(line).padStart(4, '0')] });
        if (complete !== null) {
          order.push(key);
          groups.set(...(linesOf(complete) as [string, string[]]));
        }
        if (line % block === 0) walk.detach();
      });
      const end = walk.end();
      expect(end.rest).toEqual([]);
      more = end.more;
    }
    return { groups, order, passes };
  };
  const first = again();
  expect(again()).toEqual(first); // the next table walks through the same groups
  return first;
}

describe('rows of one group that lie apart', () => {
  test('a group goes on with its last row, not at the end of the file', () => {
    const { order, passes } = walked(['A', 'B', 'B', 'C', 'A', 'D'], 100, 2);
    expect([order, passes]).toEqual([['B', 'C', 'A', 'D'], 1]);
  });

  test('what does not fit into memory comes in a further pass', () => {
    const { order, passes } = walked(['A', 'B', 'C', 'A', 'B', 'C'], 4, 1);
    expect([order, passes]).toEqual([['A', 'B', 'C'], 2]);
    expect(walked(['A', 'B', 'A', 'B', 'B'], 3, 1)).toMatchObject({ order: ['A', 'B'], passes: 2 }); // no half of B in the first
  });

  test('a group that is larger than the bound comes nevertheless', () => {
    expect(walked(['A', 'A', 'A', 'B'], 1, 1).groups.get('A')).toEqual(['A,0000', 'A,0001', 'A,0002']);
  });

  test('every row comes once, whatever the order, the bound and the blocks', () => {
    const keys = fc.array(fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G'), { maxLength: 60 });
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9 }), (file, most, block) => {
        const expected = new Map<string, string[]>();
        file.forEach((key, line) => {
          expected.set(key, [...(expected.get(key) ?? []), `${key},${String(line).padStart(4, '0')}`]);
        });
        expect(new Map([...walked(file, most, block).groups].sort())).toEqual(new Map([...expected].sort()));
      }),
    );
  });
});
