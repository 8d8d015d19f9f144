import fc from 'fast-check';
import { sql } from 'kysely';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { appendAudit } from '../../server/store/audit-append.ts';
import type { AuditNote } from '../../server/store/audit-chain.ts';
import { nameInAuditAgain, renameInAudit } from '../../server/store/audit-erase.ts';
import { forgetAudit } from '../../server/store/audit-forget.ts';
import { openAuditLog } from '../../server/store/audit-log.ts';
import { readAuditPage } from '../../server/store/audit-reading.ts';
import { signedHead, verifyAudit } from '../../server/store/audit-verify.ts';
import { testDatabase, testDatabaseUrl } from '../support/database.ts';

const at = Date.parse('2026-03-02T12:00:00Z');
const dayMs = 86_400_000;
let db: Db;
let other: Db;

beforeAll(async () => {
  const url = await testDatabaseUrl();
  db = await testDatabase({ url, maxConnections: 8 });
  other = await testDatabase({ url });
});

const clear = async () => {
  await sql`truncate audit_entries, audit_names, audit_erased`.execute(db.kysely);
  await sql`update audit_head set entry_no = 0, hash = '', removed_no = 0, removed_hash = '', removed_mac = null`.execute(
    db.kysely,
  );
};
beforeEach(clear);
afterEach(clear);

const note = (index: number, change: Partial<AuditNote> = {}): AuditNote => ({
  at: at + index,
  kind: 'READ',
  door: 'GRAPHQL',
  principal: 'key:1',
  role: 'ANALYST',
  requestId: `request-${index}`,
  operation: index % 2 === 0 ? 'Guests' : null,
  acts: [],
  targets: [],
  fields: ['email'],
  codes: [],
  customerIds: [`C${index}`, 'A "quoted" \\ id'],
  ...change,
});
const notes = (count: number) => Array.from({ length: count }, (_, index) => note(index));
const nothing = { kinds: null, doors: null, principal: null, customerId: null, refused: null, from: null, to: null };
const page = async (change: Partial<Parameters<typeof readAuditPage>[1]> = {}) =>
  (await readAuditPage(db, { ...nothing, ...change }, 100, null)).items;
const faults = async (kept: Parameters<typeof verifyAudit>[1] = []) =>
  (await verifyAudit(db, kept)).faults.map(({ entry }) => entry);

test('entries are read as they were noted, newest first', async () => {
  await appendAudit(db, notes(3));
  const read = await page();
  expect(read.map(({ no }) => no)).toEqual([3, 2, 1]);
  expect(read[2]).toEqual({ ...note(0), no: 1, name: null });
  expect(await verifyAudit(db, [])).toMatchObject({ entries: 3, removed: 0, faults: [] });
});

test('any text goes in and comes out, and the chain fits', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\0'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ operation: fc.option(text), acts: fc.array(text), targets: fc.array(text), customerIds: fc.array(text) }),
      ),
      async (changes) => {
        await clear();
        await appendAudit(
          db,
          changes.map((change, index) => note(index, change)),
        );
        const read = [...(await page())].reverse().slice(0, 100);
        expect(read.map(({ operation, acts, targets, customerIds }) => ({ operation, acts, targets, customerIds }))).toEqual(
          changes,
        );
        expect(await faults()).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
});

/** Ways to change an entry where it lies. */
const changes = [
  `at = at + interval '1 microsecond'`,
  `kind = case kind when 'READ' then 'CHANGE' else 'READ' end`,
  `door = door || 'X'`,
  `principal = principal || '1'`,
  `role = null`,
  `request_id = null`,
  `operation = coalesce(operation, '') || 'x'`,
  `acts = array_append(acts, 'x')`,
  `targets = array_append(targets, '')`,
  `fields = '{}'`,
  `codes = '{FORBIDDEN}'`,
  `customer_ids = array_remove(customer_ids, 'A "quoted" \\ id')`,
  `customer_ids = array[customer_ids[2], customer_ids[1]]`,
  `hash = sha256(hash)`,
];

describe('what somebody with the database in hand does is found', () => {
  test.each(changes)('a change: set %s', async (change) => {
    await appendAudit(db, notes(7));
    await sql.raw(`update audit_entries set ${change} where entry_no = 4`).execute(db.kysely);
    expect(await faults()).toContain(4);
  });

  test('any of them to any entry, and a removal or an exchange of any', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(changes.length + 1),
        async (one, two, how) => {
          await clear();
          await appendAudit(db, notes(5));
          await appendAudit(db, notes(9).slice(5));
          const change = changes[how];
          if (change !== undefined)
            await sql.raw(`update audit_entries set ${change} where entry_no = ${one}`).execute(db.kysely);
          else if (how === changes.length || one === two)
            await sql`delete from audit_entries where entry_no = ${one}`.execute(db.kysely);
          else {
            await sql`update audit_entries set entry_no = case entry_no when ${one} then 100 + ${two} else 100 + ${one} end where entry_no in (${one}, ${two})`.execute(
              db.kysely,
            );
            await sql`update audit_entries set entry_no = entry_no - 100 where entry_no > 100`.execute(db.kysely);
          }
          expect((await faults()).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('an end that is cut off together with the head is known to a head that was kept', async () => {
    await appendAudit(db, notes(4));
    const kept = await signedHead(db, at);
    expect(await faults([kept])).toEqual([]);
    await sql`delete from audit_entries where entry_no > 2`.execute(db.kysely);
    expect(await faults()).toEqual([3]);
    await sql`update audit_head set entry_no = 2, hash = (select hash from audit_entries where entry_no = 2)`.execute(db.kysely);
    expect(await faults()).toEqual([]); // by itself, this is how the log looked two entries ago
    expect(await faults([kept])).toEqual([3]);
    await appendAudit(db, notes(3));
    expect(await faults([kept])).toEqual([4]); // written over
  });

  test('a head that was changed is no witness', async () => {
    await appendAudit(db, notes(4));
    const kept = await signedHead(db, at);
    for (const change of [
      { entries: 3 },
      { at: at + 1 },
      { hash: 'ff' },
      { installation: 'x' },
      { signature: kept.signature.replace(/^./, 'z') },
    ])
      expect((await verifyAudit(db, [{ ...kept, ...change }])).faults).not.toEqual([]);
  });

  test('a beginning that is removed without the key', async () => {
    await appendAudit(db, notes(4));
    await sql`delete from audit_entries where entry_no <= 2`.execute(db.kysely);
    await sql`update audit_head set removed_no = 2, removed_hash = '\\x00', removed_mac = '\\x00'`.execute(db.kysely);
    expect((await verifyAudit(db, [])).faults).not.toEqual([]);
  });

  test('a name that is exchanged', async () => {
    const log = openAuditLog(db);
    log.note(note(0), 'Anna');
    await log.stop();
    expect((await page())[0]?.name).toBe('Anna');
    expect(await faults()).toEqual([]);
    await sql`update audit_names set name = 'Berta'`.execute(db.kysely);
    expect((await verifyAudit(db, [])).faults).toEqual([{ entry: null, message: 'the name of key:1 was changed by hand' }]);
  });
});

test('old entries go, and the chain still fits', async () => {
  await appendAudit(db, [...notes(3), note(dayMs), note(1), note(dayMs + 1)]);
  const kept = await signedHead(db, at);
  await forgetAudit(db, new Date(at + 1000));
  expect((await page()).map(({ no }) => no)).toEqual([6, 5, 4]);
  expect(await verifyAudit(db, [kept])).toMatchObject({ entries: 3, removed: 3, faults: [] });
  await forgetAudit(db, new Date(at + 2 * dayMs));
  expect(await verifyAudit(db, [kept])).toMatchObject({ entries: 0, removed: 6, faults: [] });
  await appendAudit(db, notes(1));
  expect(await verifyAudit(db, [kept])).toMatchObject({ entries: 1, removed: 6, faults: [] });
  await forgetAudit(db, new Date(at - dayMs));
  expect((await page()).map(({ no }) => no)).toEqual([7]);
});

test('an erased customer is named by a keyed hash, which the chain knows, also in entries that come later', async () => {
  await appendAudit(db, [note(1, { customerIds: ['C1', 'C2'] }), note(2, { customerIds: ['C3'] })]);
  expect(await db.transaction((tx) => renameInAudit(tx, 'C1'))).toBe(1);
  await appendAudit(db, [note(3, { customerIds: ['C4', 'C1'] })]);
  const named = (await page({ customerId: 'C1' })).map(({ no }) => no);
  expect(named).toEqual([3, 1]);
  const text = JSON.stringify(await page());
  expect(text).not.toContain('"C1"');
  expect(text).toContain('"C4"');
  expect(await faults()).toEqual([]);
  await sql`update audit_entries set customer_ids = '{C1,C2}' where entry_no = 1`.execute(db.kysely);
  expect(await faults()).toEqual([1]);
  await db.transaction((tx) => renameInAudit(tx, 'C1'));
  // Who is let in again is named again, from then on.
  await db.transaction((tx) => nameInAuditAgain(tx, 'C1'));
  await appendAudit(db, [note(4, { customerIds: ['C1'] })]);
  expect((await page())[0]?.customerIds).toEqual(['C1']);
  expect((await page({ customerId: 'C1' })).map(({ no }) => no)).toEqual([4, 3, 1]);
  expect(await faults()).toEqual([]);
});

test('several processes write one chain, each entry once', async () => {
  const logs = [openAuditLog(db), openAuditLog(other), openAuditLog(db)];
  for (let index = 0; index < 300; index += 1) {
    for (const [process, log] of logs.entries()) log.note(note(index, { principal: `process:${process}` }), null);
    if (index % 50 === 49) await logs[index % 3]?.settled();
  }
  await Promise.all(logs.map((log) => log.stop()));
  const { rows } = await sql<{ principal: string; n: number; requests: number }>`
    select principal, count(*)::int as n, count(distinct request_id)::int as requests from audit_entries group by 1 order by 1`.execute(
    db.kysely,
  );
  expect(rows).toEqual([0, 1, 2].map((process) => ({ principal: `process:${process}`, n: 300, requests: 300 })));
  expect(await verifyAudit(db, [])).toMatchObject({ entries: 900, faults: [] });
  expect(logs.map((log) => log.counts())).toEqual(logs.map(() => ({ written: 300, waiting: 0, lost: 0, failures: 0 })));
});

/** A database whose next transactions fail, before or after they were committed. */
function failing(ways: ('before' | 'after')[]): Db {
  return new Proxy(db, {
    get(target, key) {
      if (key !== 'transaction') return Reflect.get(target, key) as unknown;
      return async (work: (tx: Db) => Promise<unknown>) => {
        const way = ways.shift();
        if (way === 'before') throw new Error('away');
        const result = await target.transaction(work);
        if (way === 'after') throw new Error('nobody knows whether it was committed');
        return result;
      };
    },
  });
}

test('what a fault left in doubt is written once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('before' as const, 'after' as const), { maxLength: 4 }), async (ways) => {
      await clear();
      const log = openAuditLog(failing([...ways]));
      for (const each of notes(3)) log.note(each, null);
      for (let tries = 0; tries <= ways.length; tries += 1) {
        await log.settled();
        await appendAudit(other, [note(tries, { principal: 'another' })]); // somebody else writes in between
      }
      await log.stop();
      expect((await page({ principal: 'key:1' })).map(({ requestId }) => requestId)).toEqual([
        'request-2',
        'request-1',
        'request-0',
      ]);
      expect(await faults()).toEqual([]);
      expect(log.counts()).toMatchObject({ written: 3, waiting: 0 });
    }),
    { numRuns: 15 },
  );
});

test('conditions choose entries', async () => {
  await appendAudit(db, [
    note(1),
    note(2, { kind: 'CHANGE', door: 'REST', principal: 'key:2', codes: ['FORBIDDEN'], customerIds: [] }),
    note(3, { kind: 'ACCESS', door: 'SIGN_IN', at: at + dayMs }),
  ]);
  const nos = async (change: Parameters<typeof page>[0]) => (await page(change)).map(({ no }) => no);
  expect(await nos({ kinds: ['CHANGE', 'ACCESS'] })).toEqual([3, 2]);
  expect(await nos({ doors: ['REST'] })).toEqual([2]);
  expect(await nos({ principal: 'key:2' })).toEqual([2]);
  expect(await nos({ refused: true })).toEqual([2]);
  expect(await nos({ refused: false })).toEqual([3, 1]);
  expect(await nos({ from: at + dayMs })).toEqual([3]);
  expect(await nos({ to: at + dayMs })).toEqual([2, 1]);
  expect(await nos({ customerId: 'C1' })).toEqual([1]);
  expect(await readAuditPage(db, nothing, 2, 3)).toMatchObject({ items: [{ no: 2 }, { no: 1 }], more: false });
  expect(await readAuditPage(db, nothing, 2, null)).toMatchObject({ items: [{ no: 3 }, { no: 2 }], more: true });
});
