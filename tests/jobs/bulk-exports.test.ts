import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../../server/access/viewer.ts';
import { DatabaseUnavailable } from '../../server/db/errors.ts';
import { openBulkSource } from '../../server/http/bulk-source.ts';
import { type BulkSource, runBulkExport } from '../../server/jobs/bulk-exports.ts';
import { type BulkRecord, readBulkExport } from '../../server/store/bulk-exports.ts';
import { openBulk, readBulkFile } from '../../server/store/bulk-pieces.ts';
import { admin, analyst, manager, now, openRestaurant, partner, type Restaurant } from '../graphql/restaurant.ts';

const guests = 130;
/** Computed, so that a page holds 25 guests. */
const computed = '{ customers { nodes { id name healthScore { healthScore components { recencyFactor { score } } } } } }';
const pages = Math.ceil(guests / 25);

let restaurant: Restaurant;
let asking: Viewer | null = admin;

beforeAll(async () => {
  restaurant = await openRestaurant({ guests });
});

beforeEach(async () => {
  asking = admin;
  await restaurant.db.run('clean', 'delete from bulk_exports', []);
  await restaurant.db.run('clean pieces', 'delete from bulk_export_pieces', []);
});

/** A clock on which every look takes so long, milliseconds. */
function clockOf(tick: number): () => number {
  let at = now;
  return () => {
    at += tick;
    return at;
  };
}

const source: BulkSource = (wish, cursor, signal) =>
  openBulkSource({ door: restaurant.door, whoIs: async () => asking, clock: () => now })(wish, cursor, signal);

async function requested(query: string, format: 'JSON_LINES' | 'CSV', viewer: Viewer = admin): Promise<string> {
  const { requestBulkExport } = await restaurant.data<{ requestBulkExport: { id: string } }>(
    'mutation ($query: String!, $format: BulkExportFormat!) { requestBulkExport(query: $query, format: $format) { id } }',
    { query, format },
    viewer,
  );
  return requestBulkExport.id;
}

type Options = Partial<{ source: BulkSource; tick: number; limitBytes: number; signal: AbortSignal }>;

async function work(id: string, options: Options = {}): Promise<BulkRecord> {
  const { db } = restaurant;
  const { tick = 0, limitBytes = 1_000_000, signal = new AbortController().signal } = options;
  await runBulkExport({ db, clock: clockOf(tick), signal, source: options.source ?? source, limitBytes }, id);
  return await found(id);
}

async function found(id: string): Promise<BulkRecord> {
  const record = await readBulkExport(restaurant.db, id);
  if (record === null) throw new Error(`no export ${id}`);
  return record;
}

async function fileOf(record: BulkRecord, from = 0, to = record.bytes): Promise<Buffer> {
  const open = openBulk(restaurant.db, record);
  if (open === null) throw new Error('forgotten');
  const parts: Buffer[] = [];
  for await (const part of readBulkFile(restaurant.db, open, from, to)) parts.push(part);
  return Buffer.concat(parts);
}

type How = 'stops' | 'crashes';

/** The source of a worker that ends after so many pages. */
function endingAfter(count: number, how: How): { readonly source: BulkSource; readonly signal: AbortSignal } {
  const over = new AbortController();
  return {
    signal: over.signal,
    source: async function* (wish, cursor, signal) {
      let rows = 0;
      for await (const step of source(wish, cursor, signal)) {
        if (step.kind === 'ROWS' && rows === count) {
          if (how === 'crashes') throw new DatabaseUnavailable('the line was cut');
          over.abort();
        }
        if (step.kind === 'ROWS') rows += 1;
        yield step;
      }
    },
  };
}

describe('a worker that dies', () => {
  test.each(['JSON_LINES', 'CSV'] as const)(
    'leaves an export in %s from which the next one makes the same file',
    async (format) => {
      const undisturbed = await work(await requested(computed, format));
      expect(undisturbed).toMatchObject({ state: 'DONE', rowsDone: guests, rowsTotal: guests });
      const wanted = await fileOf(undisturbed);
      expect(undisturbed.checksum).toBe(createHash('sha256').update(wanted).digest('hex'));
      const end = fc.record({
        after: fc.nat(pages),
        how: fc.constantFrom<How>('stops', 'crashes'),
        tick: fc.constantFrom(0, 300, 1_100),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(end, { maxLength: 5 }), async (ends) => {
          const id = await requested(computed, format);
          for (const { after, how, tick } of ends) {
            const cut = endingAfter(after, how);
            await work(id, { ...cut, tick }).catch((error) => expect(error).toBeInstanceOf(DatabaseUnavailable));
          }
          let last = await found(id);
          for (let turns = 0; last.state !== 'DONE' && turns < 10; turns += 1) last = await work(id, { tick: 300 });
          expect(last).toMatchObject({ state: 'DONE', rowsDone: guests, bytes: wanted.length, checksum: undisturbed.checksum });
          expect(await fileOf(last)).toEqual(wanted);
          await restaurant.data('mutation ($id: ID!) { cancelBulkExport(id: $id) { id } }', { id });
        }),
        { numRuns: 12 },
      );
    },
    120_000,
  );

  test('that was only slow writes nothing more once another one has taken over', async () => {
    const id = await requested(computed, 'JSON_LINES');
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    let isHeld: () => void = () => undefined;
    const holding = new Promise<void>((done) => {
      isHeld = done;
    });
    const slow = work(id, {
      tick: 1_100,
      source: async function* (wish, cursor, signal) {
        for await (const step of source(wish, cursor, signal)) {
          if (step.kind === 'ROWS') {
            isHeld();
            await held;
          }
          yield step;
        }
      },
    });
    await holding;
    const quick = await work(id);
    release();
    await slow;
    const after = await found(id);
    expect(after).toMatchObject({
      state: 'DONE',
      attempt: 2,
      bytes: quick.bytes,
      checksum: quick.checksum,
      pieces: quick.pieces,
    });
  });
});

describe('an export in turns', () => {
  test('keeps progress that can be read, and any range of the file', async () => {
    const id = await requested(computed, 'JSON_LINES');
    const cut = endingAfter(2, 'stops');
    const half = await work(id, { ...cut, tick: 1_100 });
    expect(half).toMatchObject({ state: 'RUNNING', rowsTotal: guests, checksum: null });
    expect(half.rowsDone).toBe(75);
    const job = await restaurant.data<{ bulkExport: object }>(
      'query ($id: ID!) { bulkExport(id: $id) { state rows total progress downloadPath sha256 } }',
      { id },
    );
    expect(job.bulkExport).toEqual({
      state: 'RUNNING',
      rows: 75,
      total: guests,
      progress: 75 / guests,
      downloadPath: null,
      sha256: null,
    });
    let done = half;
    for (let turns = 0; done.state !== 'DONE' && turns < 10; turns += 1) done = await work(id, { tick: 1_100 });
    expect(done.pieces).toBeGreaterThan(2);
    const whole = await fileOf(done);
    await fc.assert(
      fc.asyncProperty(fc.nat(done.bytes), fc.nat(done.bytes), async (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        expect(await fileOf(done, from, to)).toEqual(whole.subarray(from, to));
      }),
      { numRuns: 40 },
    );
  });

  test('stops when it is cancelled, and when its file becomes too large', async () => {
    const id = await requested(computed, 'CSV');
    await work(id, { ...endingAfter(1, 'stops'), tick: 1_100 });
    await restaurant.data('mutation ($id: ID!) { cancelBulkExport(id: $id) { id } }', { id });
    expect(await work(id)).toMatchObject({ state: 'CANCELLED', wrappedKey: null, cursorSealed: null });
    const large = await work(await requested(computed, 'CSV'), { limitBytes: 1_000 });
    expect(large).toMatchObject({ state: 'FAILED', wrappedKey: null });
    expect(large.problem).toContain('ecx export --query');
  });
});

describe('an export is done as who asked would be answered now', () => {
  test('whose key has ended: it ends, and nothing of it is kept', async () => {
    const id = await requested(computed, 'JSON_LINES', manager);
    asking = manager;
    await work(id, { ...endingAfter(1, 'stops'), tick: 1_100 });
    asking = null;
    expect(await work(id)).toMatchObject({ state: 'FAILED', wrappedKey: null });
    expect((await found(id)).problem).toContain('has ended meanwhile');
  });

  test('whose reach is small: those guests alone, counted alone', async () => {
    asking = partner('G03', 'G05');
    const record = await work(await requested('{ customers { nodes { id } } }', 'JSON_LINES', asking));
    expect(record.rowsTotal).toBe(2);
    expect((await fileOf(record)).toString().split('\n').sort()).toEqual(['', '{"id":"G03"}', '{"id":"G05"}']);
  });

  test('whose role lost the right meanwhile: refused by the page itself', async () => {
    const id = await requested('{ customers { nodes { id email } } }', 'JSON_LINES', manager);
    asking = analyst;
    expect(await work(id)).toMatchObject({ state: 'FAILED', problem: expect.stringContaining('Customer.email') });
  });
});

test('three at a time for each caller, and twenty whose files are kept', async () => {
  const ask = 'mutation { requestBulkExport(query: "{ customers { nodes { id } } }") { id } }';
  const three = await Promise.all(Array.from({ length: 4 }, () => restaurant.codes(ask, {}, manager)));
  expect(three.flat()).toEqual(['CONFLICT']);
  expect(await restaurant.codes(ask, {}, admin)).toEqual([]);
  const { bulkExports } = await restaurant.data<{ bulkExports: { id: string }[] }>(
    '{ bulkExports(first: 100) { id } }',
    {},
    manager,
  );
  expect(bulkExports).toHaveLength(3);
  for (const { id } of bulkExports) await work(id);
  await restaurant.db.run(
    'many',
    `insert into bulk_exports (export_id, state, format, requested_at, requested_by, requested_name, master_key_id)
     select 'x' || n, 'DONE', 'CSV', now(), $1, 'x', 'x' from generate_series(1, 17) n`,
    [manager.principal],
  );
  expect(await restaurant.codes(ask, {}, manager)).toEqual(['CONFLICT']);
});
