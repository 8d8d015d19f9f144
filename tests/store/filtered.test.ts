import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { allOf, within } from '../../server/engine/segments/expand.ts';
import { everybody, type GuestFilter } from '../../server/engine/segments/filter.ts';
import { type FilterRow, matches } from '../../server/engine/segments/matches.ts';
import { countMatching, countOverlap, readFilterRows } from '../../server/store/filtered.ts';
import { readGuestPage } from '../../server/store/guest-list.ts';
import { anyFilter } from '../engine/segments/any-filter.ts';
import { testDatabase } from '../support/database.ts';
import { loadFilterGuests } from './filter-guests.ts';

const db = await testDatabase({ maxConnections: 1 });
await loadFilterGuests(db, 600);
const ids = await db.kysely.selectFrom('customers').select('customer_id').orderBy('customer_id').execute();
const rows: FilterRow[] = [
  ...(
    await readFilterRows(
      db,
      ids.map((row) => row.customer_id),
    )
  ).values(),
];

const bruteForce = (filter: GuestFilter): string[] =>
  rows
    .filter((row) => matches(filter, row))
    .map(({ customerId }) => customerId)
    .toSorted();

test('a guest has a row whether scored or not', () => {
  expect(rows).toHaveLength(600);
  expect(rows.some(({ completeness }) => completeness === null)).toBe(true);
  expect(rows.some(({ healthScore, completeness }) => healthScore === null && completeness !== null)).toBe(true);
});

test('the count of a filter is that of looking at every guest, whatever the filter', async () => {
  await fc.assert(
    fc.asyncProperty(anyFilter, async (filter) => {
      expect(await countMatching(db, filter)).toBe(bruteForce(filter).length);
    }),
    { numRuns: 400 },
  );
});

test('the list of a filter holds exactly its guests, and its opposite exactly the others', async () => {
  const listed = async (filter: GuestFilter) => {
    const found: string[] = [];
    for (let from = null; ; ) {
      const page: Awaited<ReturnType<typeof readGuestPage>> = await readGuestPage(db, {
        field: 'HEALTH_SCORE',
        descending: true,
        backward: false,
        count: 100,
        from,
        filter,
      });
      found.push(...page.guests.map(({ customerId }) => customerId));
      from = page.guests.at(-1)?.place ?? null;
      if (!page.more) return found.toSorted();
    }
  };
  await fc.assert(
    fc.asyncProperty(anyFilter, async (filter) => {
      const found = await listed(filter);
      expect(found).toEqual(bruteForce(filter));
      expect([...found, ...(await listed({ kind: 'not', of: filter }))].toSorted()).toEqual(bruteForce(everybody));
    }),
    { numRuns: 40 },
  );
});

test('a reach is always part of the question, whatever the filter', async () => {
  const reach = rows.filter((_row, index) => index % 3 === 0).map(({ customerId }) => customerId);
  await fc.assert(
    fc.asyncProperty(anyFilter, async (filter) => {
      const expected = bruteForce(filter).filter((id) => reach.includes(id));
      expect(await countMatching(db, within(filter, reach))).toBe(expected.length);
    }),
    { numRuns: 50 },
  );
});

test('the overlap of two filters is what both let pass', async () => {
  await fc.assert(
    fc.asyncProperty(anyFilter, anyFilter, async (one, other) => {
      expect(await countOverlap(db, one, other, everybody)).toEqual({
        one: bruteForce(one).length,
        other: bruteForce(other).length,
        both: bruteForce(allOf([one, other])).length,
      });
    }),
    { numRuns: 50 },
  );
});

test('no number of different filters leaves prepared statements behind', async () => {
  const prepared = async () =>
    (await sql<{ count: number }>`select count(*)::int as count from pg_prepared_statements`.execute(db.kysely)).rows[0]?.count;
  const before = await prepared();
  for (let score = 0; score < 20; score += 1)
    await countMatching(db, { kind: 'range', field: 'healthScore', min: score, max: null });
  expect(await prepared()).toBe(before);
});
