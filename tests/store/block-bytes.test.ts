import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter, type Piece } from '../../server/db/bytes.ts';
import { beginOfPart } from '../../server/facts/walk.ts';
import { type BlockParts, type BlockValue, blockValues, GuestPart, partsIn, valuesOf } from '../../server/store/block-bytes.ts';
import { blockCountFor } from '../../server/store/guest-blocks.ts';

const empty: Readonly<Record<BlockValue, Buffer>> = {
  guests: Buffer.alloc(0),
  facts: Buffer.alloc(0),
  facts_later: Buffer.alloc(0),
  found: Buffer.alloc(0),
  found_later: Buffer.alloc(0),
};

const whole = (bytes: Buffer): Piece => ({ bytes, from: 0, to: bytes.length });

/** As facts begin: with the id. */
function factsOf(id: string, text: string): Piece {
  const writer = new ByteWriter();
  writer.text(id);
  writer.text(text);
  return whole(writer.all());
}

const textOf = ({ bytes, from, to }: Piece) => bytes.toString('hex', from, to);
const plain = (part: GuestPart) => ({ id: part.id, version: part.version, facts: textOf(part.facts), found: textOf(part.found) });

/** What the next reader finds: a value that is null stays as it was. */
function written(
  before: Readonly<Record<BlockValue, Buffer>>,
  values: Readonly<Record<BlockValue, Buffer | null>>,
): Readonly<Record<BlockValue, Buffer>> {
  const after = blockValues.map((name) => [name, Buffer.from(values[name] ?? before[name])]);
  return Object.fromEntries(after) as Record<BlockValue, Buffer>;
}

type Change = { readonly id: string; readonly facts: string | null; readonly found: string | null; readonly goes: boolean };

const change: fc.Arbitrary<Change> = fc.record({
  id: fc.constantFrom(...Array.from({ length: 24 }, (_unused, index) => `g${index}`), 'ü', '😀'),
  facts: fc.option(fc.string()),
  found: fc.option(fc.string()),
  goes: fc.boolean().map((value) => value),
});

describe('a block of guests', () => {
  test('holds what was written last, whatever was written before, and values that say nothing new are left alone', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 12 }), { minLength: 1, maxLength: 12 }), (renewals) => {
        let stands: Readonly<Record<BlockValue, Buffer>> = empty;
        let read: BlockParts | null = null;
        for (const [round, changes] of renewals.entries()) {
          const parts: Map<string, GuestPart> = new Map((read?.parts ?? []).map((part) => [part.id, part]));
          for (const { id, facts, found, goes } of changes) {
            const known = parts.get(id);
            if (goes && known !== undefined && round % 3 === 2) parts.delete(id);
            else {
              const [nextFacts, nextFound] = [
                facts === null ? known?.facts : undefined,
                found === null ? known?.found : undefined,
              ];
              const [newFacts, newFound] = [factsOf(id, facts ?? ''), whole(Buffer.from(found ?? ''))];
              parts.set(id, new GuestPart(id, round, nextFacts ?? newFacts, nextFound ?? newFound));
            }
          }
          const list = [...parts.values()];
          const versions = list.map((_part, index) => 1_700_000_000_000 + round * 1_000 + index);
          const values = valuesOf(list, versions, read);
          if (changes.length === 0 && read !== null) {
            const { guests: _guests, ...others } = values;
            expect(Object.values(others)).toEqual([null, null, null, null]);
          }
          stands = written(stands, values);
          read = partsIn(stands);
          expect(read.parts.map(plain)).toEqual(list.map((part, index) => ({ ...plain(part), version: versions[index] })));
        }
      }),
    );
  });

  test('writes one guest in a short value, many in the long one, and keeps nothing of who has gone', () => {
    const parts = Array.from(
      { length: 40 },
      (_unused, index) => new GuestPart(`g${index}`, 1, factsOf(`g${index}`, 'x'), whole(Buffer.from('old'))),
    );
    const versions = parts.map(() => 1);
    const first = written(empty, valuesOf(parts, versions, null));
    const read = partsIn(first);
    const renewed = (count: number) =>
      read.parts.map((part, index) => (index < count ? new GuestPart(part.id, 2, part.facts, whole(Buffer.from('new'))) : part));
    expect(valuesOf(renewed(1), versions, read)).toMatchObject({ facts: null, facts_later: null, found: null });
    expect(valuesOf(renewed(40), versions, read)).toMatchObject({ facts: null, facts_later: null, found_later: Buffer.alloc(0) });
    const others = read.parts.filter(({ id }) => id !== 'g7');
    const without = written(first, valuesOf(others, versions.slice(1), read));
    expect(without.facts.includes('g7')).toBe(false);
    expect(partsIn(without).parts.map(({ id }) => id)).toEqual(others.map(({ id }) => id));
  });
});

test('every hash lies in one block, and blocks stay of the same size as a base grows', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 200_000_000 }), (bucket, guests) => {
      const count = blockCountFor(guests);
      const first = beginOfPart(bucket, count);
      expect(first).toBeLessThanOrEqual(bucket);
      expect(first + 2 ** 32 / count).toBeGreaterThan(bucket);
      expect(beginOfPart(first, count)).toBe(first);
      if (guests >= 128 && guests <= 60_000_000) expect(guests / count).toBeLessThan(100);
      expect(Math.log2(count)).toBe(Math.round(Math.log2(count)));
    }),
  );
});
