import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { beginRun, claimRange } from '../../server/store/ranges.ts';
import { requestRun } from '../../server/store/runs.ts';
import { beatHeart } from '../../server/store/workers.ts';
import { testDatabase } from '../support/database.ts';

/** The ranges of a run over so many guests, in order. */
async function rangesFor(db: Db, guests: number, asOf: number): Promise<{ first: number; last: number }[]> {
  const runId = await requestRun(db, { kind: 'COMMAND', asOf, configVersion: 1, now: asOf });
  await beginRun(db, runId, guests, asOf);
  return await db.runOnce(
    'test/ranges',
    'select first_bucket as first, last_bucket as last from scoring_ranges where run_id = $1 order by first_bucket',
    [runId],
  );
}

const firstHash = -(2 ** 31);

test('ranges cover every hash once, and never split a shard of a cluster in uneven parts', async () => {
  const db = await testDatabase();
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2_000_000_000 }), fc.integer({ min: 1, max: 7 }), async (guests, exponent) => {
      runs += 1;
      const ranges = await rangesFor(db, guests, Date.parse('2026-03-01T00:00:00Z') + runs * 1000);
      expect(ranges.map(({ first }) => first)).toEqual([firstHash, ...ranges.slice(0, -1).map(({ last }) => last + 1)]);
      expect(ranges.at(-1)?.last).toBe(2 ** 31 - 1);
      // Citus cuts the same hash into 2^exponent shards of equal width: each range is a part of one, or some of them whole.
      const width = 2 ** (32 - exponent);
      const shardOf = (hash: number) => Math.floor((hash - firstHash) / width);
      const whole = ({ first, last }: { first: number; last: number }) =>
        (first - firstHash) % width === 0 && (last + 1 - firstHash) % width === 0;
      expect(ranges.filter((range) => shardOf(range.first) !== shardOf(range.last) && !whole(range))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('a hand owns one range, also by the plan of a table that held one row when it was looked at last', async () => {
  const db = await testDatabase();
  const first = Date.parse('2026-03-01T00:00:00Z');
  await rangesFor(db, 1, first);
  await db.runOnce('test/one', 'delete from scoring_ranges where first_bucket <> $1', [firstHash]);
  await db.runOnce('test/look', 'vacuum analyze scoring_ranges', []);
  await rangesFor(db, 8_000, first + 1_000);
  const hands = ['hand 0', 'hand 1', 'hand 2'];
  for (const hand of hands) {
    await beatHeart(db, hand);
    expect(await claimRange(db, hand)).not.toBeNull();
  }
  const owned = await db.runOnce(
    'test/owned',
    'select owner, count(*)::int as ranges from scoring_ranges where owner is not null group by owner order by owner',
    [],
  );
  expect(owned).toEqual(hands.map((owner) => ({ owner, ranges: 1 })));
});
