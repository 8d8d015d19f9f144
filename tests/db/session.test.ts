import { describe, expect, test } from 'vitest';
import { DatabaseUnavailable } from '../../server/db/open.ts';
import { testDatabase, testDatabaseUrl } from '../support/database.ts';

const addMenuItem = `insert into menu_items (menu_item_id, name, recorded_at) values ($1, $1, $2)`;
const at = new Date('2026-03-01T12:00:00Z');
const countMenuItems = 'select count(*) as n from menu_items';

describe('values', () => {
  test('a bigint is a number, a date is ISO text, a numeric is text, an instant is a Date', async () => {
    const db = await testDatabase();
    const [row] = await db.run(
      'types',
      `select 9007199254740991::bigint as i, date '2026-03-01' as d, 1.50::numeric as n, timestamptz '2026-03-01 12:00Z' as t,
         array[1, null]::bigint[] as is, array[date '2026-03-01', null] as ds`,
      [],
    );
    expect(row).toEqual({ i: 9007199254740991, d: '2026-03-01', n: '1.50', t: at, is: [1, null], ds: ['2026-03-01', null] });
  });

  test('a bigint beyond 2^53 is refused rather than rounded', async () => {
    const db = await testDatabase();
    await expect(db.run('big', 'select 9007199254740993::bigint as i', [])).rejects.toThrow('expected a bigint within ±2^53');
  });

  test('days are counted in UTC whatever the machine says', async () => {
    const db = await testDatabase();
    const [row] = await db.run<{ day: string }>('day', `select timestamptz '2026-03-01T23:30:00Z'::date as day`, []);
    expect(row?.day).toBe('2026-03-01');
  });
});

describe('transactions', () => {
  test('a transaction that throws leaves nothing', async () => {
    const db = await testDatabase();
    const work = db.transaction(async (tx) => {
      await tx.run('add', addMenuItem, ['soup', at]);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await db.run('count', countMenuItems, [])).toEqual([{ n: 0 }]);
  });

  test('a nested transaction that throws leaves the outer one whole', async () => {
    const db = await testDatabase();
    await db.transaction(async (tx) => {
      await tx.run('add', addMenuItem, ['soup', at]);
      const nested = tx.transaction(async (inner) => {
        await inner.run('add', addMenuItem, ['soup', at]);
      });
      await expect(nested).rejects.toThrow('duplicate key');
      await tx.transaction(async (inner) => {
        await inner.run('add', addMenuItem, ['bread', at]);
      });
    });
    expect(await db.run('count', countMenuItems, [])).toEqual([{ n: 2 }]);
  });

  test('more transactions than connections, each of which reads beside itself, all come to their end', async () => {
    const db = await testDatabase({ maxConnections: 3 });
    const turns = Array.from({ length: 12 }, (_, turn) => `dish-${turn}`);
    const counted = await Promise.all(
      turns.map((name) =>
        db.transaction(async (tx) => {
          await tx.run('add', addMenuItem, [name, at]);
          return (await db.run(`beside`, 'select 1 as n', [])).length;
        }),
      ),
    );
    expect(counted).toEqual(turns.map(() => 1));
    expect(await db.run('count', countMenuItems, [])).toEqual([{ n: turns.length }]);
  });

  test('two nested transactions at once are refused', async () => {
    const db = await testDatabase();
    await db.transaction(async (tx) => {
      const first = tx.transaction((inner) => inner.run('sleep', 'select pg_sleep(0.05)', []));
      await expect(tx.transaction(async () => undefined)).rejects.toThrow('two nested transactions at once');
      await first;
    });
  });

  test('a swallowed error does not pass for a commit', async () => {
    const db = await testDatabase();
    const work = db.transaction(async (tx) => {
      await tx.run('broken', 'select 1 / 0', []).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('expected the transaction to commit');
  });

  test('a transaction that is over refuses further statements', async () => {
    const db = await testDatabase();
    const tx = await db.transaction(async (inner) => inner);
    await expect(tx.run('late', 'select 1', [])).rejects.toThrow('used after its end');
  });

  test('statements that are sent at once inside of a transaction are all answered', async () => {
    const db = await testDatabase();
    const sums = await db.transaction((tx) =>
      Promise.all(Array.from({ length: 20 }, (_, n) => tx.run<{ n: number }>('echo', 'select $1::int as n', [n]))),
    );
    expect(sums.map(([row]) => row?.n)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  test('kysely has no transactions of its own', async () => {
    const db = await testDatabase();
    await expect(db.kysely.transaction().execute(async () => undefined)).rejects.toThrow('use db.transaction()');
  });
});

describe('COPY', () => {
  const copy = 'copy menu_items (menu_item_id, name, recorded_at) from stdin';
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `item ${n}\tItem ${n}\t2026-03-01T12:00:00Z\n`);

  test('all rows arrive and are counted', async () => {
    const db = await testDatabase();
    expect(await db.transaction((tx) => tx.copyIn(copy, lines(20_000)))).toBe(20_000);
    expect(await db.run('count', countMenuItems, [])).toEqual([{ n: 20_000 }]);
  });

  test('no rows are no rows', async () => {
    const db = await testDatabase();
    expect(await db.transaction((tx) => tx.copyIn(copy, []))).toBe(0);
  });

  test('a bad row fails it and the database is usable afterwards', async () => {
    const db = await testDatabase({ maxConnections: 1 });
    const work = db.transaction((tx) => tx.copyIn(copy, [...lines(5_000), 'no tab\n']));
    await expect(work).rejects.toThrow('missing data for column');
    expect(await db.run('count', countMenuItems, [])).toEqual([{ n: 0 }]);
  });

  test('a source that fails in the middle fails it and the database is usable afterwards', async () => {
    const db = await testDatabase({ maxConnections: 1 });
    async function* broken() {
      yield* lines(5_000);
      throw new Error('the file ended');
    }
    await expect(db.transaction((tx) => tx.copyIn(copy, broken()))).rejects.toThrow('the file ended');
    expect(await db.run('count', countMenuItems, [])).toEqual([{ n: 0 }]);
  });

  test('outside of a transaction it is refused', async () => {
    const db = await testDatabase();
    await expect(db.copyIn(copy, [])).rejects.toThrow('outside of a transaction');
  });
});

describe('the hook', () => {
  test('it hears of named statements and kysely queries, also inside of a transaction, and of nothing else', async () => {
    const db = await testDatabase();
    const heard: string[] = [];
    db.onStatement = (name) => heard.push(name);
    await db.transaction(async (tx) => {
      await tx.run('one', 'select 1', []);
      await tx.kysely.selectFrom('locations').select('name').execute();
    });
    expect(heard).toEqual(['one', 'select "name" from "locations"']);
  });
});

describe('a database that is away', () => {
  test('a statement beyond its time is DatabaseUnavailable', async () => {
    const db = await testDatabase({ statementTimeoutMs: 100 });
    await expect(db.run('slow', 'select pg_sleep(5)', [])).rejects.toBeInstanceOf(DatabaseUnavailable);
  });

  test('a full pool is DatabaseUnavailable', async () => {
    const db = await testDatabase({ maxConnections: 1, statementTimeoutMs: 100 });
    await db.transaction(async () => {
      await expect(db.kysely.selectFrom('locations').selectAll().execute()).rejects.toBeInstanceOf(DatabaseUnavailable);
    });
  });

  test('more statements than connections wait for each other, however long each takes', async () => {
    const db = await testDatabase({ maxConnections: 2 });
    const slow = Array.from({ length: 6 }, () => db.run('slow', 'select pg_sleep(0.9)', []));
    await expect(Promise.all(slow)).resolves.toHaveLength(6);
  });

  test('connections that are cut off are DatabaseUnavailable once, and then replaced', async () => {
    const db = await testDatabase({ maxConnections: 2 });
    const cut = db.transaction(async (tx) => {
      const [own] = await tx.run<{ pid: number }>('own', 'select pg_backend_pid() as pid', []);
      await db.run('cut', 'select pg_terminate_backend($1)', [own?.pid]);
      await tx.run('after', 'select 1', []);
    });
    await expect(cut).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(await db.run('count', countMenuItems, [])).toEqual([{ n: 0 }]);
  });

  test('a wrong port, a wrong password and a missing database each say what to do', async () => {
    const url = new URL(await testDatabaseUrl());
    const wrong = (part: 'port' | 'password' | 'pathname', value: string) => {
      const other = new URL(url);
      other[part] = value;
      return testDatabase({ url: other.toString() });
    };
    await expect(wrong('port', '1')).rejects.toThrow(/expected PostgreSQL at 127\.0\.0\.1:1\/.*start it/);
    await expect(wrong('port', '1')).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(wrong('password', 'no')).rejects.toThrow(/password authentication failed.*correct DATABASE_URL/);
    await expect(wrong('pathname', '/nowhere')).rejects.toThrow(/"nowhere" does not exist.*correct DATABASE_URL/);
  });
});
