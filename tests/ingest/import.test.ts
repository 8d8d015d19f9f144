import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { type ImportTable, shapeOf } from '../../server/ingest/columns.ts';
import { type IngestContext, importTable, type Reject } from '../../server/ingest/import.ts';
import { openSource } from '../../server/ingest/source.ts';
import { testDatabase } from '../support/database.ts';

const context: IngestContext = {
  now: Date.parse('2026-03-01T12:00:00Z'),
  timeZone: 'Europe/Berlin',
  dayStartMinutes: 240,
  currency: 'EUR',
  createCustomers: true,
};

interface Options {
  readonly chunkRows?: number;
  readonly dryRun?: boolean;
  readonly map?: Record<string, string>;
  readonly context?: Partial<IngestContext>;
}
async function load(
  db: Db,
  table: ImportTable,
  csv: string | Buffer,
  { map = {}, context: changes = {}, ...options }: Options = {},
) {
  const rejects: Reject[] = [];
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(csv);
  }
  const source = await openSource(bytes(), shapeOf(table), new Map(Object.entries(map)));
  const report = await importTable(db, { ...context, ...changes }, table, source.records, {
    ...options,
    onReject: (reject) => rejects.push(reject),
  });
  return { ...report, rejects, reasons: rejects.map(({ reason }) => reason) };
}
const rowsOf = async (db: Db, table: string) =>
  (await sql<Record<string, unknown>>`select * from ${sql.table(table)} order by 1, 2`.execute(db.kysely)).rows;

test('nobody waits for a trial: other events of its guests are recorded while it runs', async () => {
  const db = await testDatabase({ statementTimeoutMs: 2_000 });
  await load(db, 'visits', 'customer_id,visit_id,visited_at\nA,1,2026-01-05\n');
  await sql`delete from rescore_marks`.execute(db.kysely);
  async function* rows() {
    yield { line: 2, values: { customer_id: 'A', visit_id: '2', visited_at: '2026-01-06' } };
    yield { line: 3, values: { customer_id: 'A', visit_id: '3', visited_at: '2026-01-07' } };
    // By now the first row is merged in the trial's transaction.
    expect(await load(db, 'visits', 'customer_id,visit_id,visited_at\nA,4,2026-01-08\n')).toMatchObject({ inserted: 1 });
    expect(await rowsOf(db, 'rescore_marks')).toHaveLength(1);
  }
  const options = { dryRun: true, chunkRows: 1, onReject: () => undefined };
  expect(await importTable(db, context, 'visits', rows(), options)).toMatchObject({ inserted: 2 });
  expect((await rowsOf(db, 'visits')).map((row) => row.visit_id)).toEqual(['1', '4']);
});

describe('visits', () => {
  test('a second import of the same file changes nothing and marks nobody', async () => {
    const db = await testDatabase();
    const csv =
      'customer_id,visited_at,location_id,gross,discount,refund\nA,2026-01-05 20:00,L,20,5,1\nA,2026-01-05 20:00,L,20,5,1\nB,2026-01-06,,,,\n';
    expect(await load(db, 'visits', csv)).toMatchObject({ read: 3, inserted: 3, createdCustomers: 2, rejected: 0 });
    const before = await rowsOf(db, 'visits');
    expect(before[0]).toMatchObject({
      customer_id: 'A',
      total_minor: 1500,
      refund_minor: 100,
      business_day: '2026-01-05',
      location_id: 'L',
    });
    expect(before[2]).toMatchObject({ customer_id: 'B', total_minor: null, visited_at: new Date('2026-01-06T11:00:00Z') });
    await sql`delete from rescore_marks`.execute(db.kysely);
    expect(await load(db, 'visits', csv)).toMatchObject({ read: 3, inserted: 0, updated: 0, unchanged: 3, createdCustomers: 0 });
    expect(await rowsOf(db, 'visits')).toEqual(before);
    expect(await rowsOf(db, 'rescore_marks')).toEqual([]);
  });
  test('a row that says something else in a later run is an update, and what it does not say stays', async () => {
    const db = await testDatabase();
    await load(db, 'visits', 'customer_id,visit_id,visited_at,total,seating\nA,1,2026-01-05 20:00,10,bar\n');
    expect(await load(db, 'visits', 'customer_id,visit_id,visited_at,total\nA,1,2026-01-05 20:00,12\n')).toMatchObject({
      updated: 1,
    });
    expect(await rowsOf(db, 'visits')).toMatchObject([{ total_minor: 1200, seating: 'bar' }]);
  });
  test('a key twice in one file: the same content is unchanged, another is refused and names the first line', async () => {
    const db = await testDatabase();
    const csv = 'customer_id,visit_id,visited_at,total\nA,1,2026-01-05,10\nA,1,2026-01-05,10\nA,1,2026-01-05,11\n';
    const report = await load(db, 'visits', csv);
    expect(report).toMatchObject({ inserted: 1, unchanged: 1, rejected: 1 });
    expect(report.rejects[0]).toMatchObject({ line: 4, column: 'visit_id' });
    expect(report.reasons[0]).toContain(
      'expected one row for customer_id A, visit_id 1, got another with different content in line 2',
    );
  });
  test('bad rows are refused with line, column and reason; the others are kept', async () => {
    const db = await testDatabase();
    const rows = [
      ['A,v1,01.02.2026,5,', 'visited_at', 'expected an ISO 8601 time'],
      ['A,v2,2026-03-02,5,', 'visited_at', 'expected a time up to now (2026-03-01T12:00:00.000Z), got "2026-03-02"'],
      ['A,v3,2026-03-01T12:00:01Z,5,', 'visited_at', 'what has not happened yet is not recorded'],
      ['A,v4,1890-01-01,5,', 'visited_at', 'expected a time from 1900 on'],
      ['A,v5,2026-01-01,-5,', 'total', 'expected an amount of 0 or more, got "-5"'],
      ['A,v6,2026-01-01,99999999999,', 'total', 'is a decimal point missing?'],
      ['A,v7,2026-01-01,5,6', 'refund', 'expected a refund up to the total 5.00, got 6.00'],
      ['A,v\u00008,2026-01-01,5,', 'visit_id', 'got a NUL character'],
      ['A,v9,,5,', 'visited_at', 'expected a value in visited_at, got an empty cell'],
      [`A,${'v'.repeat(201)},2026-01-01,5,`, 'visit_id', 'expected at most 200 characters, got 201'],
    ] as const;
    const csv = `customer_id,visit_id,visited_at,total,refund\n${rows.map(([row]) => `${row}\n`).join('')}A,ok,2026-03-01,0,\n,nobody,2026-01-01,5,\n`;
    const report = await load(db, 'visits', csv);
    expect(report).toMatchObject({ read: 12, inserted: 1, anonymous: 1, rejected: 10 });
    for (const [index, [, column, reason]] of rows.entries()) {
      expect(report.rejects[index]).toMatchObject({ table: 'visits', line: index + 2, column });
      expect(report.reasons[index]).toContain(reason);
    }
  });
  test('an event of an unknown customer is refused and says what to do, its repetition too', async () => {
    const db = await testDatabase();
    const csv = 'customer_id,visit_id,visited_at\nX,1,2026-01-01\nX,1,2026-01-01\n';
    const report = await load(db, 'visits', csv, { context: { createCustomers: false } });
    expect(report).toMatchObject({ inserted: 0, unchanged: 0, rejected: 2 });
    expect(report.reasons[0]).toBe(
      'expected a customer on record, got "X": import the customers first, or make them from events with --create-customers',
    );
    expect(await rowsOf(db, 'customers')).toEqual([]);
  });
  test('a customer made from events is on record since the first event, also when it arrives last; a given created_at stays', async () => {
    const db = await testDatabase();
    await load(db, 'customers', 'customer_id,created_at\nGiven,2026-02-10\n');
    await load(db, 'visits', 'customer_id,visited_at\nMade,2026-02-03\nMade,2026-02-01\nGiven,2026-02-20\n', { chunkRows: 1 });
    await load(db, 'visits', 'customer_id,visited_at\nMade,2026-01-07\nGiven,2026-02-01\n');
    const created = async () =>
      Object.fromEntries((await rowsOf(db, 'customers')).map((row) => [row.customer_id, row.created_at]));
    expect(await created()).toEqual({ Made: new Date('2026-01-07T11:00:00Z'), Given: new Date('2026-02-10T11:00:00Z') });
  });
  test('a customer without created_at is on record since the recording, or since an earlier event', async () => {
    const db = await testDatabase();
    await load(db, 'customers', 'customer_id,name\nA,Ada\nB,Bo\n');
    await load(db, 'visits', 'customer_id,visited_at\nA,2026-02-03\n');
    expect((await rowsOf(db, 'customers')).map(({ created_at }) => created_at)).toEqual([
      new Date('2026-02-03T11:00:00Z'),
      new Date(context.now),
    ]);
  });
  test('a trial reports the same counts and leaves no trace', async () => {
    const db = await testDatabase();
    const csv = 'customer_id,visited_at,location_id\nA,2026-01-01,L\nA,x,L\nA,2026-01-02,L\nB,2026-01-03,M\n';
    for (const chunkRows of [1, 2, 100])
      expect(await load(db, 'visits', csv, { dryRun: true, chunkRows })).toMatchObject({
        inserted: 3,
        rejected: 1,
        createdCustomers: 2,
      });
    for (const table of ['customers', 'visits', 'locations', 'rescore_marks']) expect(await rowsOf(db, table)).toEqual([]);
  });
  test('an id that a spreadsheet marked as text is the id without the mark', async () => {
    const db = await testDatabase();
    await load(db, 'locations', 'location_id,time_zone\n007,America/New_York\n');
    await load(db, 'visits', "customer_id,visit_id,visited_at,location_id\n'001,1,2026-01-05 19:00,'007\n");
    expect(await rowsOf(db, 'visits')).toMatchObject([
      { customer_id: '001', location_id: '007', visited_at: new Date('2026-01-06T00:00:00Z') },
    ]);
  });
  test('weeks of population facts after the oldest changed visit become stale, older ones stay', async () => {
    const db = await testDatabase();
    await sql`insert into population_facts values ('2026-01-05', 1, '{}', false, now()), ('2026-01-12', 1, '{}', false, now())`.execute(
      db.kysely,
    );
    const stale = async () => (await rowsOf(db, 'population_facts')).map((row) => row.stale);
    await load(db, 'visits', 'customer_id,visit_id,visited_at\nA,1,2026-01-13\n');
    expect(await stale()).toEqual([false, false]);
    await load(db, 'visits', 'customer_id,visit_id,visited_at\nA,2,2026-01-11\n');
    expect(await stale()).toEqual([false, true]);
    await sql`update population_facts set stale = false`.execute(db.kysely);
    await load(db, 'visits', 'customer_id,visit_id,visited_at\nA,2,2026-01-20\n');
    expect(await stale()).toEqual([false, true]);
  });
  test('feedback, loyalty transactions and sends of former weeks make the weeks after them stale', async () => {
    const db = await testDatabase();
    await sql`insert into population_facts values ('2026-01-05', 1, '{}', false, now()), ('2026-01-12', 1, '{}', false, now())`.execute(
      db.kysely,
    );
    const stale = async () => {
      const before = (await rowsOf(db, 'population_facts')).map((row) => row.stale);
      await sql`update population_facts set stale = false`.execute(db.kysely);
      return before;
    };
    const feedback = (day: string) => load(db, 'feedback', `customer_id,feedback_id,at,rating\nA,1,2026-01-${day},5\n`);
    await feedback('13');
    expect(await stale()).toEqual([false, false]);
    await feedback('11'); // it moved
    expect(await stale()).toEqual([false, true]);
    await feedback('14'); // and away from where it was
    expect(await stale()).toEqual([false, true]);
    await load(db, 'loyalty_transactions', 'customer_id,transaction_id,at,kind,points\nA,1,2026-01-11,EARN,5\n');
    expect(await stale()).toEqual([false, true]);
    await load(db, 'campaign_sends', 'customer_id,campaign_id,sent_at\nA,C,2026-01-02T10:00:00Z\n');
    expect(await stale()).toEqual([true, true]);
    await load(db, 'campaigns', 'campaign_id,channel\nC,EMAIL\n');
    expect(await stale()).toEqual([true, true]);
  });
  test('items of former visits and the type of a location make the weeks that rest on them stale', async () => {
    const db = await testDatabase();
    const fresh = () => sql`update population_facts set stale = false`.execute(db.kysely);
    const stale = async () => (await rowsOf(db, 'population_facts')).map((row) => row.stale);
    await sql`insert into population_facts values ('2026-01-05', 1, '{}', false, now()), ('2026-01-12', 1, '{}', false, now())`.execute(
      db.kysely,
    );
    await load(db, 'visits', 'customer_id,visit_id,visited_at\nA,1,2026-01-06\nA,2,2026-01-13\n');
    await fresh();
    await load(db, 'visit_items', 'customer_id,visit_id,line,menu_item_id\nA,2,1,tea\n');
    expect(await stale()).toEqual([false, false]);
    await load(db, 'visit_items', 'customer_id,visit_id,line,menu_item_id\nA,1,1,tea\nA,2,1,tea\n');
    expect(await stale()).toEqual([false, true]);
    await fresh();
    await load(db, 'locations', 'location_id,venue_type\nL,CAFE\n');
    expect(await stale()).toEqual([true, true]);
    await fresh();
    await load(db, 'locations', 'location_id,venue_type\nL,CAFE\n');
    expect(await stale()).toEqual([false, false]);
  });
});

test('neither the order of the file nor the size of chunks changes the resulting tables', async () => {
  const db = await testDatabase();
  const empty = async () => void (await sql`truncate customers, visits, locations, rescore_marks cascade`.execute(db.kysely));
  const row = fc.record({
    customer: fc.constantFrom('A', 'B', 'C'),
    time: fc.constantFrom('2026-01-01', '2026-01-01 19:00', '2025-12-31T23:30:00Z', '2026-02-02 01:00'),
    location: fc.constantFrom('', 'L1', 'L2'),
    total: fc.constantFrom('', '5', '5.00', '7.25'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc
        .array(row, { minLength: 1, maxLength: 12 })
        .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
      fc.integer({ min: 1, max: 5 }),
      async ([rows, shuffled], chunkRows) => {
        const csv = (list: typeof rows) =>
          `customer_id,visited_at,location_id,total\n${list.map(({ customer, time, location, total }) => `${customer},${time},${location},${total}\n`).join('')}`;
        const tables = async (db: Db) =>
          await Promise.all(['customers', 'visits', 'locations', 'rescore_marks'].map((table) => rowsOf(db, table)));
        await empty();
        await load(db, 'visits', csv(rows));
        const expected = await tables(db);
        await empty();
        await load(db, 'visits', csv(shuffled), { chunkRows });
        expect(await tables(db)).toEqual(expected);
        expect(await load(db, 'visits', csv(rows))).toMatchObject({ inserted: 0, updated: 0, unchanged: rows.length });
      },
    ),
    { numRuns: 40 },
  );
});

describe('customers', () => {
  test('contact data are sealed, found by their blind index, and the same again is unchanged', async () => {
    const db = await testDatabase();
    const csv =
      'customer_id,name,email,phone,birth_date,dietary,consent_email\nA,Ada,Ada@Example.com ,+49 (0)30 123,1990-05-17,nuts,yes\nB,,not an address,,,,\n';
    expect(await load(db, 'customers', csv)).toMatchObject({ inserted: 2, rejected: 0 });
    const [ada] = await db.kysely.selectFrom('customers').selectAll().where('customer_id', '=', 'A').execute();
    expect(JSON.stringify(ada)).not.toContain('xample');
    expect(ada?.email_index?.equals(db.sealer.blindIndex('email', 'ada@example.com'))).toBe(true);
    const [key] = await db.kysely.selectFrom('customer_keys').selectAll().where('customer_id', '=', 'A').execute();
    if (key === undefined || ada?.birth_date_sealed == null) throw new Error('expected a key and a sealed birth date');
    const dataKey = db.sealer.openDataKey('A', key.master_key_id, key.wrapped_key);
    expect(
      db.sealer.unseal(dataKey, { table: 'customers', column: 'birth_date_sealed', customerId: 'A' }, ada.birth_date_sealed),
    ).toBe('1990-05-17');
    expect(await load(db, 'customers', csv)).toMatchObject({ unchanged: 2, updated: 0 });
    expect(await rowsOf(db, 'customer_versions')).toEqual([]);
  });
  test('a day of birth is one of the calendar, from 1900 to today, or its row is refused', async () => {
    const db = await testDatabase();
    const today = new Date(context.now).toISOString().slice(0, 10);
    const wrong = ['1850-01-01', '1850-99-99', '1990-02-30', '1990', '05-17', '17.5.1990', '1990-05-17 10:00', '2999-01-01'];
    const days = ['1900-01-01', '2004-02-29', today, ...wrong];
    const csv = `customer_id,birth_date\n${days.map((day, index) => `C${index},${day}\n`).join('')}`;
    const { rejects, ...report } = await load(db, 'customers', csv);
    expect(report).toMatchObject({ inserted: 3, rejected: wrong.length });
    expect(new Set(rejects.map(({ column }) => column))).toEqual(new Set(['birth_date']));
    expect(rejects.at(-1)?.reason).toBe(
      'expected a day of birth such as 1980-02-29, from 1900-01-01 to today, got a day to come: leave it empty where the year is not known',
    );
    expect(rejects[0]?.reason).not.toContain('1850');
  });
  test('a change leaves the former version behind; an empty cell keeps what is on record', async () => {
    const db = await testDatabase();
    const later = { context: { now: context.now + 60_000 } };
    await load(db, 'customers', 'customer_id,name,email,segment\nA,Ada,ada@example.com,VIP\n');
    expect(await load(db, 'customers', 'customer_id,name,email,segment\nA,,ada@example.org,\n', later)).toMatchObject({
      updated: 1,
    });
    expect(await rowsOf(db, 'customers')).toMatchObject([
      { name: 'Ada', segment: 'VIP', recorded_at: new Date(context.now + 60_000) },
    ]);
    const [version] = await db.kysely.selectFrom('customer_versions').selectAll().execute();
    expect(version).toMatchObject({ name: 'Ada', segment: 'VIP', recorded_at: new Date(context.now) });
    const [key] = await db.kysely.selectFrom('customer_keys').selectAll().execute();
    if (key === undefined || version?.email_sealed == null) throw new Error('expected a key and a sealed address');
    const dataKey = db.sealer.openDataKey('A', key.master_key_id, key.wrapped_key);
    expect(db.sealer.unseal(dataKey, { table: 'customers', column: 'email_sealed', customerId: 'A' }, version.email_sealed)).toBe(
      'ada@example.com',
    );
  });
  test('what only events had made is no version of its own', async () => {
    const db = await testDatabase();
    await load(db, 'visits', 'customer_id,visited_at\nA,2026-01-01\n');
    expect(await load(db, 'customers', 'customer_id,name\nA,Ada\n', { context: { now: context.now + 1 } })).toMatchObject({
      updated: 1,
    });
    expect(await rowsOf(db, 'customer_versions')).toEqual([]);
    expect(await rowsOf(db, 'customers')).toMatchObject([{ name: 'Ada', created_at: new Date('2026-01-01T11:00:00Z') }]);
  });
  test('two imports of the same new customers at once leave each once, with a key that opens', async () => {
    const db = await testDatabase({ maxConnections: 6 });
    const csv = `customer_id,name,email\n${Array.from({ length: 300 }, (_, index) => `C${index},N${index},n${index}@example.com\n`).join('')}`;
    const reports = await Promise.all([1, 2, 3].map((part) => load(db, 'customers', csv, { chunkRows: 40 + part })));
    expect(reports.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(300);
    expect(await load(db, 'customers', csv)).toMatchObject({ unchanged: 300 });
  });
});

describe('the other tables', () => {
  test('a location that gets its zone moves the business days of its visits', async () => {
    const db = await testDatabase();
    await load(db, 'visits', 'customer_id,visit_id,visited_at,location_id\nA,1,2026-01-05T10:00:00Z,NY\n');
    await load(db, 'visits', 'customer_id,visit_id,visited_at,location_id\nA,2,2026-01-06T08:30:00Z,NY\n');
    await sql`delete from rescore_marks`.execute(db.kysely);
    expect(await load(db, 'locations', 'location_id,name,time_zone\nNY,Bronx,America/New_York\n')).toMatchObject({ updated: 1 });
    expect((await rowsOf(db, 'visits')).map((row) => row.business_day)).toEqual(['2026-01-05', '2026-01-05']);
    expect(await rowsOf(db, 'rescore_marks')).toHaveLength(1);
    await load(db, 'visits', 'customer_id,visit_id,visited_at,location_id\nA,3,2026-01-07 19:00,NY\n');
    expect((await rowsOf(db, 'visits'))[2]).toMatchObject({
      visited_at: new Date('2026-01-08T00:00:00Z'),
      business_day: '2026-01-07',
    });
    expect(await load(db, 'locations', 'location_id\nNY\n')).toMatchObject({ unchanged: 1 });
    expect(await rowsOf(db, 'locations')).toMatchObject([{ name: 'Bronx', time_zone: 'America/New_York' }]);
  });
  test("a send without a channel takes its campaign's, also when the campaign arrives later", async () => {
    const db = await testDatabase();
    const sends = 'customer_id,campaign_id,sent_at,opened_at\nA,spring,2026-02-01 10:00,\n';
    await load(db, 'campaign_sends', sends);
    expect(await rowsOf(db, 'campaign_sends')).toMatchObject([{ channel: 'OTHER' }]);
    await load(db, 'campaigns', 'campaign_id,name,channel\nspring,Spring,email\n');
    expect(await load(db, 'campaign_sends', sends)).toMatchObject({ unchanged: 1, inserted: 0 });
    expect(await load(db, 'campaign_sends', sends.replace(',\n', ',2026-02-02 11:00\n'))).toMatchObject({ updated: 1 });
    expect(await rowsOf(db, 'campaign_sends')).toMatchObject([{ channel: 'EMAIL', opened_at: new Date('2026-02-02T10:00:00Z') }]);
  });
  test('lines of a visit are numbered in their order; lines of an unknown visit are refused', async () => {
    const db = await testDatabase();
    await load(db, 'visits', 'customer_id,visit_id,visited_at\nA,1,2026-01-05\n');
    const csv =
      'customer_id,visit_id,menu_item_id,quantity,unit_price\nA,1,soup,,4.50\nA,1,soup,2,4.50\nA,2,soup,1,4.50\nZ,1,soup,1,4.50\n,9,soup,1,1\n';
    const report = await load(db, 'visit_items', csv);
    expect(report).toMatchObject({ inserted: 2, anonymous: 1, rejected: 2, createdCustomers: 0 });
    expect(report.reasons[0]).toBe('expected a visit on record, got "2" of customer "A": import the visits first');
    expect(await rowsOf(db, 'visit_items')).toMatchObject([
      { line: 1, quantity: '1.000' },
      { line: 2, quantity: '2.000' },
    ]);
    expect(await load(db, 'visit_items', csv)).toMatchObject({ unchanged: 2 });
  });
  test('free text of feedback is sealed and the same again is unchanged', async () => {
    const db = await testDatabase();
    const csv =
      'customer_id,feedback_id,at,nps,rating,comment\nA,1,2026-01-05,9,4.5,"Good soup, ""cold"" wine"\nA,2,2026-01-05,11,,\n';
    const report = await load(db, 'feedback', csv);
    expect(report).toMatchObject({ inserted: 1, rejected: 1 });
    expect(report.reasons[0]).toBe('expected a whole number from 0 to 10, got "11"');
    expect(JSON.stringify((await rowsOf(db, 'feedback'))[0])).not.toContain('soup');
    expect(await load(db, 'feedback', csv)).toMatchObject({ unchanged: 1, updated: 0 });
    expect(await load(db, 'feedback', csv.replace('soup', 'fish'))).toMatchObject({ updated: 1 });
  });
  test('loyalty and interventions are kept, the direction of points is said by the kind', async () => {
    const db = await testDatabase();
    expect(await load(db, 'loyalty_accounts', 'customer_id,tier,joined_at\nA,Gold,2025-01-01\nB,,\n')).toMatchObject({
      inserted: 2,
      createdCustomers: 2,
    });
    const points = await load(
      db,
      'loyalty_transactions',
      'customer_id,transaction_id,at,kind,points\nA,1,2026-01-05,earn,10\nA,2,2026-01-05,redeem,-5\n',
    );
    expect(points).toMatchObject({ inserted: 1, rejected: 1 });
    expect(points.reasons[0]).toContain('the kind REDEEM says the direction');
    expect(await load(db, 'interventions', 'customer_id,intervention_id,at\nA,1,2026-01-05\n')).toMatchObject({ inserted: 1 });
    expect(await rowsOf(db, 'interventions')).toMatchObject([{ action: 'OTHER', arm: 'TREATMENT' }]);
  });
  test('menu items named by a visit first are completed by their file', async () => {
    const db = await testDatabase();
    await load(db, 'visits', 'customer_id,visit_id,visited_at\nA,1,2026-01-05\n');
    await load(db, 'visit_items', 'customer_id,visit_id,menu_item_id\nA,1,soup\n');
    expect(await rowsOf(db, 'menu_items')).toMatchObject([{ menu_item_id: 'soup', name: 'soup', category: null }]);
    expect(await load(db, 'menu_items', 'menu_item_id,name,category,price\nsoup,Soup of the day,Starters,4.50\n')).toMatchObject({
      updated: 1,
    });
    expect(await rowsOf(db, 'menu_items')).toMatchObject([{ name: 'Soup of the day', category: 'Starters', price_minor: 450 }]);
  });
});

const data = new URL('../../../shared/data/', import.meta.url);
const cdnow = new URL('cdnow/cdnow_sample.csv.gz', data);
const coffee = new URL('coffee/coffee_sales.csv.gz', data);
const real = (name: string, file: URL, body: () => Promise<void>) => {
  if (existsSync(file)) test(name, body);
  else test.skip(`skipped: ${name} (needs ${file.pathname})`, body);
};

describe('real data', () => {
  real('all 6,919 rows of CDNOW go in, and a second time nothing changes', cdnow, async () => {
    const db = await testDatabase();
    const map = { visited_at: 'date', item_count: 'quantity', total: 'amount' };
    const csv = gunzipSync(readFileSync(cdnow));
    expect(await load(db, 'visits', csv, { map })).toMatchObject({
      read: 6919,
      inserted: 6919,
      rejected: 0,
      createdCustomers: 2357,
    });
    expect(await load(db, 'visits', csv, { map })).toMatchObject({
      read: 6919,
      unchanged: 6919,
      inserted: 0,
      updated: 0,
      rejected: 0,
    });
  });
  real('the coffee log goes in with its 89 nameless rows counted', coffee, async () => {
    const db = await testDatabase();
    const report = await load(db, 'visits', readFileSync(coffee), { map: { visit_id: 'sale_id', total: 'amount' } });
    expect(report).toMatchObject({ read: 3636, inserted: 3547, anonymous: 89, rejected: 0, createdCustomers: 1316 });
  });
});
