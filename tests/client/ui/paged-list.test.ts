import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AskPage, type ListState, PagedList, type PageWish, pageSize } from '../../../client/ui/paged-list.ts';

/** A list of the numbers from 0, whose cursors are the numbers. */
function numbers(total: number, wishes: PageWish[] = []): AskPage<number> {
  return async (wish) => {
    wishes.push(wish);
    const end = wish.cursor === null ? total : Number(wish.cursor);
    const start = wish.from === 'start' ? (wish.cursor === null ? 0 : Number(wish.cursor) + 1) : Math.max(0, end - wish.size);
    const rows = Array.from({ length: Math.max(0, Math.min(wish.size, total - start)) }, (_, at) => start + at);
    return {
      rows: wish.isPassed ? [] : rows,
      startCursor: rows.length === 0 ? null : String(rows[0]),
      endCursor: rows.length === 0 ? null : String(rows.at(-1)),
      total: wish.counts ? total : null,
    };
  };
}

/** Waits until a list says so. */
async function until<Row>(list: PagedList<Row>, holds: (state: ListState) => boolean): Promise<void> {
  if (holds(list.state())) return;
  await new Promise<void>((resolve) => {
    const stop = list.subscribe(() => {
      if (!holds(list.state())) return;
      stop();
      resolve();
    });
  });
}

const shown = (list: PagedList<number>, first: number, last: number) =>
  until(list, () => list.row(first) !== null && list.row(last) !== null);

describe('a list by pages', () => {
  test('wherever the view goes, each row stands at its place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4000 }),
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 4 }),
        async (total, places) => {
          const list = new PagedList(numbers(total));
          list.show(0, 0);
          await until(list, ({ total: known }) => known !== null);
          expect(list.state().total).toBe(total);
          for (const place of places) {
            const first = Math.floor(place * total);
            const last = Math.min(total - 1, first + 30);
            list.show(first, last);
            await shown(list, first, last);
            for (let row = first; row <= last; row += 1) expect(list.row(row)).toBe(row);
          }
          for (const [at, row] of list.rows()) expect(row).toBe(at);
          list.close();
        },
      ),
      { numRuns: 12 },
    );
  });

  test('the end is reached from the end, and a known way is not gone twice', async () => {
    const wishes: PageWish[] = [];
    const list = new PagedList(numbers(50_000, wishes));
    list.show(0, 20);
    await shown(list, 0, 20);
    list.show(49_980, 49_999);
    await shown(list, 49_980, 49_999);
    expect(wishes.filter(({ isPassed }) => isPassed)).toEqual([]);
    list.show(2_000, 2_020);
    await shown(list, 2_000, 2_020);
    const passed = wishes.filter(({ isPassed }) => isPassed).length;
    expect(passed).toBeGreaterThan(10);
    list.show(0, 20);
    list.show(2_000, 2_020);
    await shown(list, 2_000, 2_020);
    expect(wishes.filter(({ isPassed }) => isPassed)).toHaveLength(passed);
    list.close();
  });

  test('no more than thirty pages stay in memory', async () => {
    const list = new PagedList(numbers(6_000));
    list.show(0, 10);
    for (let first = 0; first < 6_000; first += pageSize) {
      list.show(first, first + 50);
      await shown(list, first, first + 50);
    }
    expect([...list.rows()].length).toBeLessThanOrEqual(30 * pageSize);
    list.close();
  });

  test('a fault is told and can be tried again', async () => {
    let isBroken = true;
    const ask = numbers(10);
    const list = new PagedList<number>((wish, signal) => (isBroken ? Promise.reject(new Error('no')) : ask(wish, signal)));
    list.show(0, 9);
    await until(list, ({ error }) => error?.message === 'no');
    isBroken = false;
    list.retry();
    await shown(list, 0, 9);
    expect(list.state().error).toBeNull();
    list.close();
  });
});
