import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { type ImportTable, type IngestContext, importConnections, importTable } from '../../server/ingest/import.ts';
import { takeMarks } from '../../server/store/marks.ts';
import { testDatabase, testDatabaseUrl } from '../support/database.ts';

const context: IngestContext = {
  now: Date.parse('2026-03-01T12:00:00Z'),
  timeZone: 'UTC',
  dayStartMinutes: 240,
  currency: 'EUR',
  createCustomers: true,
};

type Values = Readonly<Record<string, string>>;

async function load(db: Db, table: ImportTable, rows: readonly Values[], chunkRows: number, dryRun = false) {
  const refused: number[] = [];
  const records = rows.map((values, index) => ({ line: index + 2, values }));
  const report = await importTable(db, context, table, records, {
    chunkRows,
    dryRun,
    onReject: ({ line }) => refused.push(line),
  });
  return { ...report, refused: refused.sort((a, b) => a - b) };
}

/** What is on record, without the instants of recording. */
async function held(db: Db) {
  const of = async (text: string) => (await sql.raw<Record<string, unknown>>(text).execute(db.kysely)).rows;
  return [
    await of('select customer_id, created_at from customers order by 1'),
    await of('select customer_id, visit_id, visited_at, total_minor, location_id, seating from visits order by 1, 2'),
    await of('select location_id, name from locations order by 1'),
    await of('select customer_id from rescore_marks order by 1'),
    await of('select week, stale from population_facts order by 1'),
  ];
}

async function emptied(db: Db): Promise<void> {
  for (const table of ['customers', 'locations', 'population_facts'])
    await sql`delete from ${sql.table(table)}`.execute(db.kysely);
  await sql`insert into population_facts values ('2026-01-05', 1, '{}', false, now()), ('2026-01-19', 1, '{}', false, now())`.execute(
    db.kysely,
  );
}

const visit = fc.record({
  customer_id: fc.constantFrom('A', 'B', 'C', 'D'),
  visit_id: fc.nat({ max: 30 }).map((id) => `V${id}`),
  visited_at: fc.integer({ min: 1, max: 28 }).map((day) => `2026-01-${String(day).padStart(2, '0')} 19:30:00`),
  total: fc.constantFrom('10', '20', ''),
  location_id: fc.constantFrom('L1', 'L2', 'L3', ''),
  seating: fc.constantFrom('', 'bar', 'tab\there', 'back\\slash', 'café “1”', '😀'),
});

test('however a file is divided, and whatever of it is on record, the same comes of it', async () => {
  const [db, other] = [await testDatabase(), await testDatabase()];
  await fc.assert(
    fc.asyncProperty(
      fc.array(visit, { minLength: 1, maxLength: 40 }),
      fc.array(visit, { maxLength: 10 }),
      fc.integer({ min: 1, max: 6 }),
      async (rows, before, chunkRows) => {
        for (const each of [db, other]) await emptied(each);
        expect(await load(other, 'visits', before, chunkRows)).toEqual(await load(db, 'visits', before, 1_000));
        const untouched = await held(other);
        const trial = await load(other, 'visits', rows, chunkRows, true);
        expect(await held(other)).toEqual(untouched);
        const done = await load(other, 'visits', rows, chunkRows);
        expect(done).toEqual(await load(db, 'visits', rows, 1_000));
        expect(trial).toEqual(done);
        expect(await held(other)).toEqual(await held(db));
        expect(await load(other, 'visits', rows, chunkRows)).toMatchObject({ inserted: 0, createdCustomers: 0 });
        expect(await held(other)).toEqual(await held(db));
      },
    ),
    { numRuns: 20 },
  );
});

test.each([
  ['loyalty_transactions', (id: number) => ({ transaction_id: `T${id}`, at: '2026-01-11', kind: 'EARN', points: '5' })],
  ['feedback', (id: number) => ({ feedback_id: `F${id}`, at: '2026-01-11', rating: '4', comment: `good ${id}` })],
  ['campaign_sends', (id: number) => ({ campaign_id: `K${id}`, sent_at: '2026-01-11' })],
  ['interventions', (id: number) => ({ intervention_id: `I${id}`, at: '2026-01-11' })],
  ['loyalty_accounts', () => ({ joined_at: '2026-01-11', tier: 'GOLD' })],
] as const)('new rows of %s that are copied straight in are marked and make their weeks stale', async (table, values) => {
  const db = await testDatabase();
  const rows = Array.from({ length: 20 }, (_, index) => ({ customer_id: `C${index}`, ...values(index) }));
  await load(db, table, rows.slice(0, 1), 1);
  await emptied(db);
  expect(await load(db, table, rows, 4)).toMatchObject({ inserted: 20, createdCustomers: 20, rejected: 0 });
  const [guests, , , marks, weeks] = await held(db);
  expect(guests).toHaveLength(20);
  expect(marks).toHaveLength(20);
  const rests = table !== 'interventions' && table !== 'loyalty_accounts';
  expect(weeks?.map(({ stale }) => stale)).toEqual([false, rests]);
  expect(await load(db, table, rows, 4)).toMatchObject({ inserted: 0, updated: 0, unchanged: 20 });
});

test('who is scored while new visits come in is marked again when they are there', async () => {
  const db = await testDatabase();
  const rows = (from: number) =>
    Array.from({ length: 4 }, (_, index) => ({ customer_id: 'A', visit_id: `V${from + index}`, visited_at: '2026-01-11' }));
  await load(db, 'visits', rows(0), 1);
  let arrived: Promise<unknown> = Promise.resolve();
  await db.transaction(async (tx) => {
    expect(await takeMarks(tx, ['A'], null)).toMatchObject({ taken: ['A'] });
    arrived = load(db, 'visits', rows(10), 1); // waits at the mark that is being taken
    await expect
      .poll(
        async () =>
          (
            await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
              db.kysely,
            )
          ).rows.length,
        { timeout: 60_000 },
      )
      .toBeGreaterThan(0);
  });
  await arrived;
  expect((await held(db))[3]).toEqual([{ customer_id: 'A' }]);
});

test('a run waits for events that an import has marked and not yet committed', async () => {
  const db = await testDatabase();
  await load(db, 'visits', [{ customer_id: 'A', visit_id: 'V1', visited_at: '2026-01-11' }], 1);
  let taken: Promise<readonly string[]> = Promise.resolve([]);
  await db.transaction(async (tx) => {
    await load(tx, 'visits', [{ customer_id: 'A', visit_id: 'V2', visited_at: '2026-01-12' }], 10);
    taken = db.transaction(async (other) => (await takeMarks(other, ['A'], null)).taken);
    const first = await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, 300, 'waiting'))]);
    expect(first).toBe('waiting');
  });
  expect(await taken).toEqual(['A']);
});

test('a chunk that waits does not keep the next one from the database', async () => {
  const url = await testDatabaseUrl();
  const [db, other] = [await testDatabase({ url, maxConnections: importConnections }), await testDatabase({ url })];
  const rows = (id: string) => ['A', 'B'].map((guest) => ({ customer_id: guest, visit_id: id, visited_at: '2026-01-11' }));
  await load(db, 'visits', rows('V1'), 10);
  let arrived: Promise<{ readonly inserted: number }> = Promise.resolve({ inserted: 0 });
  await other.transaction(async (tx) => {
    await sql`update rescore_marks set marked_at = marked_at where customer_id = 'A'`.execute(tx.kysely);
    arrived = load(db, 'visits', rows('V2'), 1);
    const second = async () => (await sql`select customer_id from visits where visit_id = 'V2'`.execute(other.kysely)).rows;
    await expect.poll(second, { timeout: 60_000 }).toEqual([{ customer_id: 'B' }]);
  });
  expect((await arrived).inserted).toBe(2);
});
