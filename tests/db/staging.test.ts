import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stage } from '../../server/db/staging.ts';
import { testDatabase } from '../support/database.ts';

const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\0', '')),
  fc.constantFrom('', '\\N', '\\.', '\t', 'a\nb\r', 'café', '€'.repeat(30_000), 'x'.repeat(70_000), '\\'.repeat(40_000)),
  fc.constantFrom(null, undefined),
);

test('whatever text is staged is what comes out, and nothing is null', async () => {
  const db = await testDatabase();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 60 }), async (rows) => {
      const staged = rows.map((cells, index) => [String(index), ...cells]);
      const found = await db.transaction(async (tx) => {
        const table = await stage(tx, 'locations', ['location_id', 'name', 'time_zone'], staged);
        return await tx.runOnce('staged', `select name, time_zone from ${table} order by location_id::int`, []);
      });
      expect(found).toEqual(rows.map(([name, zone]) => ({ name: name ?? null, time_zone: zone ?? null })));
    }),
    { numRuns: 40 },
  );
});
