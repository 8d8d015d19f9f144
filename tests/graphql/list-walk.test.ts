import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listPages } from '../../server/graphql/list-walk.ts';

type Ask = Parameters<typeof listPages>[0]['ask'];

const size = 3;
/** A list of so many numbers, whose cursors are the numbers. */
const pageOf = (length: number, after: string | null) => {
  const from = after === null ? 0 : Number(after) + 1;
  const nodes = Array.from({ length: Math.max(0, Math.min(size, length - from)) }, (_, index) => from + index);
  const endCursor = nodes.length === 0 ? null : String(nodes.at(-1));
  return { data: { list: { nodes, pageInfo: { hasNextPage: from + nodes.length < length, endCursor } } } };
};
const refusal = (extensions: Readonly<Record<string, unknown>>) => ({ data: null, errors: [{ message: 'No', extensions }] });

async function walked(ask: Ask, waits: number[] = []): Promise<unknown[]> {
  const found: unknown[] = [];
  const wait = async (seconds: number) => void waits.push(seconds);
  for await (const nodes of listPages({ ask, wait })) found.push(...nodes);
  return found;
}

test('a list is walked to its end, each item once, with as few pages as there are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(20), async (length) => {
      let asked = 0;
      const found = await walked(async (after) => {
        asked += 1;
        return pageOf(length, after);
      });
      expect(found).toEqual(Array.from({ length }, (_, index) => index));
      expect(asked).toBe(Math.max(1, Math.ceil(length / size)));
    }),
  );
});

test('nothing is asked before it is read, and nothing after the reader left', async () => {
  const asked: unknown[] = [];
  const ask: Ask = async (after) => {
    asked.push(after);
    return pageOf(20, after);
  };
  const pages = listPages({ ask, wait: async () => undefined });
  await pages.next();
  expect(asked).toEqual([null]);
  await pages.return();
  expect([await pages.next(), asked]).toEqual([{ done: true, value: undefined }, [null]]);
});

test('a page that is worth asking for again is asked for again, after the time that it said', async () => {
  const waits: number[] = [];
  let refusals = 3;
  const ask: Ask = async (after) => {
    if (after !== '2' || refusals === 0) return pageOf(7, after);
    refusals -= 1;
    return refusal({ code: 'RATE_LIMITED', retryAfter: 5 });
  };
  expect(await walked(ask, waits)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(waits).toEqual([5, 5, 5]);
});

test.each([
  ['the first page', null, { code: 'UNAVAILABLE', retryAfter: 5 }, 'UNAVAILABLE', 0],
  ['a page without a time to ask again', '2', { code: 'FORBIDDEN' }, 'FORBIDDEN', 0],
  ['a page that stays away', '2', { code: 'UNAVAILABLE', retryAfter: 5 }, 'UNAVAILABLE', 5],
  ['a page without a code', '2', {}, 'INTERNAL_SERVER_ERROR', 0],
] as const)('%s that is refused ends the walk', async (_what, at, extensions, code, waited) => {
  const waits: number[] = [];
  const ask: Ask = async (after) => (after === at ? refusal(extensions) : pageOf(9, after));
  await expect(walked(ask, waits)).rejects.toMatchObject({ name: 'ListRefused', message: 'No', code });
  expect(waits).toHaveLength(waited);
});

test('an item with an error ends the walk: half an answer is none', async () => {
  const ask: Ask = async (after) => ({ ...pageOf(9, after), errors: [{ message: 'No', extensions: { code: 'FORBIDDEN' } }] });
  await expect(walked(ask)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
