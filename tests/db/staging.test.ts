import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ColumnKind, TypedCell } from '../../server/db/binary-copy.ts';
import { RowWriter, roomOf } from '../../server/db/binary-copy.ts';
import { stage, stageBytes, stageTyped } from '../../server/db/staging.ts';
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

const orNull = <Value extends TypedCell>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: null });
const instant = fc.integer({ min: Date.parse('1700-01-01'), max: Date.parse('2254-12-31') });
const longText = fc.constantFrom('', '\\N', 'HIGH', 'a\tb\n', 'café', '€'.repeat(30_000), 'x'.repeat(80_000));
const kinds = {
  customer_id: 'text',
  week: 'date',
  config_version: 'int4',
  health_score: 'int2',
  exact_score: 'float8',
  lifetime_value_minor: 'int8',
  last_visit_at: 'timestamptz',
  method: 'text',
} as const satisfies Readonly<Record<string, ColumnKind>>;
const typedCells = fc.tuple(
  orNull(instant.map((at) => new Date(at).toISOString().slice(0, 10))),
  orNull(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  orNull(fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 })),
  orNull(fc.double({ noNaN: true })),
  orNull(fc.maxSafeInteger()),
  orNull(instant),
  orNull(
    fc.oneof(
      longText,
      fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\0', '')),
    ),
  ),
);

type Row = Readonly<Record<keyof typeof kinds, TypedCell>>;
const rowOf = (cells: readonly TypedCell[]) =>
  Object.fromEntries(Object.keys(kinds).map((name, index) => [name, cells[index] ?? null])) as Row;

test('whatever typed cells are staged are what comes out', async () => {
  const db = await testDatabase();
  const read = `select week::text, config_version, health_score, exact_score::text as exact_score, lifetime_value_minor::text as value,
      (extract(epoch from last_visit_at) * 1000)::text as at, method from staging_current_scores order by customer_id::int`;
  await fc.assert(
    fc.asyncProperty(fc.array(typedCells, { maxLength: 400 }), async (rows) => {
      const found = await db.transaction(async (tx) => {
        await stageTyped(
          tx,
          'current_scores',
          kinds,
          rows.map((cells, index) => rowOf([String(index), ...cells])),
        );
        return await tx.runOnce<Record<string, TypedCell>>('staged', read, []);
      });
      const numberOf = (text: TypedCell | undefined) => (typeof text === 'string' ? Number(text) : null);
      expect(found.map((row) => [row.week, row.config_version, row.health_score, row.method])).toEqual(
        rows.map(([week, version, score, , , , method]) => [week, version, score, method]),
      );
      expect(found.map((row) => [row.exact_score, row.value, row.at].map(numberOf))).toEqual(
        rows.map(([, , , exact, value, at]) => [exact === null ? null : exact + 0, value, at]),
      );
    }),
    { numRuns: 60 },
  );
});

test('rows that are bytes already are what comes out, each with its number behind', async () => {
  const db = await testDatabase();
  const read = `select method, exact_score::text as exact_score, version::text from staging_current_scores order by customer_id::int`;
  const writer = new RowWriter(Object.values(kinds));
  const bytesOf = (cells: readonly TypedCell[]) => {
    const bytes = Buffer.alloc(roomOf(cells));
    writer.open(bytes, 0);
    writer.write(cells);
    return bytes.subarray(0, writer.at);
  };
  const version = fc.integer({ min: 0, max: 2 ** 52 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(typedCells, version), { maxLength: 400 }), async (rows) => {
      const found = await db.transaction(async (tx) => {
        const ready = rows.map(([cells, more], index) => ({ bytes: bytesOf([String(index), ...cells]), more }));
        await stageBytes(tx, 'current_scores', [...Object.keys(kinds), 'version'], ready);
        return await tx.runOnce<Record<string, string | null>>('staged', read, []);
      });
      expect(
        found.map((row) => [row.method, row.exact_score === null ? null : Number(row.exact_score), Number(row.version)]),
      ).toEqual(rows.map(([[, , , exact, , , method], more]) => [method, exact === null ? null : exact + 0, more]));
    }),
    { numRuns: 40 },
  );
});

test('a cell that is not of its column is refused, and nothing is staged', async () => {
  const db = await testDatabase();
  const staged = (cells: readonly TypedCell[]) => db.transaction((tx) => stageTyped(tx, 'current_scores', kinds, [rowOf(cells)]));
  await expect(staged(['C', '2024-01-01', 1.5])).rejects.toThrow('expected a whole number below 2147483648, got 1.5');
  await expect(staged(['C', null, 'two'])).rejects.toThrow('expected a number for a column of int4, got "two"');
  await expect(staged([7])).rejects.toThrow('expected a text for a column of text, got 7');
  await expect(staged(['C', 'soon'])).rejects.toThrow('expected a whole number below 9007199254740992, got NaN');
  await expect(staged(['C', null, null, 40_000])).rejects.toThrow('expected a whole number below 32768, got 40000');
});
