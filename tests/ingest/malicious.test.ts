import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { shapeOf } from '../../server/ingest/columns.ts';
import { type ImportTable, importTable, type Reject } from '../../server/ingest/import.ts';
import { openSource } from '../../server/ingest/source.ts';
import { UnusableFile } from '../../server/ingest/unusable.ts';
import { testDatabase } from '../support/database.ts';

const megabyte = 2 ** 20;
const context = {
  now: Date.parse('2026-03-01T12:00:00Z'),
  timeZone: 'UTC',
  dayStartMinutes: 240,
  currency: 'EUR',
  createCustomers: true,
};
let db: Db;
beforeAll(async () => {
  db = await testDatabase();
});

async function* once(content: Buffer | string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

/** Imports bytes as they come; what is refused is told, what crashes is thrown. */
async function load(table: ImportTable, bytes: AsyncIterable<Uint8Array>) {
  const rejects: Reject[] = [];
  const source = await openSource(bytes, shapeOf(table), new Map());
  const report = await importTable(db, context, table, source.records, { onReject: (reject) => rejects.push(reject) });
  return { ...report, reasons: rejects.map(({ reason }) => reason), problem: source.problem() };
}

/** The memory of this process beyond what it had, at most, while bytes are read; what it holds for a while counts, too. */
async function memoryFor(
  work: (watched: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  await work(async function* (bytes) {
    for await (const piece of bytes) {
      most = Math.max(most, process.memoryUsage().rss);
      yield piece;
    }
  });
  return (most - before) / megabyte;
}

const head = 'customer_id,visit_id,visited_at,total\n';
const good = (id: string) => `${id},V-${id},2026-01-05,12.50\n`;

describe('a file that means harm is read within bounds, and what is good in it is kept', { timeout: 120_000 }, () => {
  test('a line of half a gigabyte', async () => {
    const piece = Buffer.alloc(megabyte, 'x');
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${head}${good('L1')}`);
      for (let count = 0; count < 512; count += 1) yield piece;
      yield Buffer.from(`\n${good('L2')}`);
    }
    const grown = await memoryFor(async (watched) => {
      expect(await load('visits', watched(endless()))).toMatchObject({
        inserted: 2,
        reasons: [expect.stringContaining('a line of at most 64 kB')],
      });
    });
    expect(grown).toBeLessThan(256);
  });

  test('half a megabyte that unpacks to half a gigabyte', async () => {
    const zeros = Buffer.alloc(megabyte, '0');
    const inflated = [Buffer.from(`${head}${good('Z1')}`), ...Array.from({ length: 512 }, () => zeros)]; // the same one, again and again
    const bomb = await buffer(Readable.from(inflated).pipe(createGzip()));
    expect(bomb.length).toBeLessThan(megabyte);
    const grown = await memoryFor(async (watched) => {
      expect(await load('visits', watched(once(bomb)))).toMatchObject({
        inserted: 1,
        reasons: [expect.stringContaining('64 kB')],
      });
    });
    expect(grown).toBeLessThan(256);
  });

  test('ten thousand columns', async () => {
    const wide = Array.from({ length: 10_000 }, (_, index) => `c${index}`).join(',');
    const known = await load('visits', once(`${head.trimEnd()},${wide}\n${good('W1').trimEnd()},${'x,'.repeat(9_999)}x\n`)).catch(
      (error) => error,
    );
    if (known instanceof Error) expect(known).toBeInstanceOf(UnusableFile);
    else expect(known.inserted + known.rejected).toBe(1);
    await expect(load('visits', once(`${wide}\n`))).rejects.toThrow(UnusableFile);
  });

  test('NUL, control characters and broken UTF-8 in every cell', async () => {
    for (const bad of ['\u0000', '\u0001\u0008', '\u202e', Buffer.from([0xff, 0xfe, 0xc0, 0xaf])]) {
      const row = Buffer.concat(
        [head, bad, ',', bad, ',', bad, ',', bad, '\n', good('N1')].map((part) => Buffer.from(part as string)),
      );
      const done = await load('visits', once(row)).catch((error: unknown) => error);
      if (done instanceof Error) expect(done).toBeInstanceOf(UnusableFile);
      else expect(done).toMatchObject({ rejected: 1, read: 2 });
    }
    const { rows } = await sql<{ ids: string }>`select string_agg(customer_id, '|') as ids from customers`.execute(db.kysely);
    expect(rows[0]?.ids).toMatch(/^[\w|-]+$/);
  });

  test('names that are formulas, code or endless are kept as text or refused', async () => {
    const names = [
      '=HYPERLINK("http://x","y")',
      '+1+cmd|calc!A0',
      '-2+3',
      '@SUM(A1)',
      "'; drop table customers; --",
      '<script>alert(1)</script>',
    ];
    const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const lines = [...names, 'n'.repeat(20_000)].map((name, index) => `F${index},${quoted(name)}\n`).join('');
    const done = await load('customers', once(`customer_id,name\n${lines}`));
    expect(done).toMatchObject({ inserted: names.length, rejected: 1 });
    const { rows } = await sql<{
      name: string;
    }>`select name from customers where customer_id like 'F%' order by customer_id`.execute(db.kysely);
    expect(rows.map(({ name }) => name)).toEqual(names);
  });

  test('ids that stand twice: the same again changes nothing, another meaning is refused', async () => {
    const done = await load('visits', once(`${head}${good('D1')}${good('D1')}D1,V-D1,2026-01-06,99.00\n`));
    expect(done).toMatchObject({ inserted: 1, unchanged: 1, rejected: 1 });
  });

  test('quotes that never close, nothing but quotes, nothing but separators', async () => {
    for (const content of [
      `${head}"${'a'.repeat(200_000)}`,
      `${head}${'"'.repeat(100_001)}`,
      `${head}${',\n'.repeat(50_000)}`,
      '"',
      ',',
      '\u0000',
    ]) {
      const done = await load('visits', once(content)).catch((error: unknown) => error);
      if (done instanceof Error) expect(done).toBeInstanceOf(UnusableFile);
      else expect(done).toMatchObject({ inserted: 0 });
    }
  });
});
