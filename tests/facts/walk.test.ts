import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { everybody, type Stretch, walkStretch } from '../../server/facts/walk.ts';
import { testDatabase } from '../support/database.ts';

let db: Db;
let byHash: string[];

/** 300 guests, six of whom share their hash with another one. */
beforeAll(async () => {
  db = await testDatabase();
  const { rows: twins } = await sql<{ ids: string[] }>`select array_agg('T' || n) as ids from generate_series(1, 300000) n
    group by hashtext('T' || n) having count(*) > 1 order by min(n) limit 3`.execute(db.kysely);
  const ids = [...twins.flatMap(({ ids }) => ids.slice(0, 2)), ...Array.from({ length: 294 }, (_, index) => `G${index}`)];
  await sql`insert into customers (customer_id, created_at, recorded_at) select id, now(), now() from unnest(${ids}::text[]) id`.execute(
    db.kysely,
  );
  const { rows } = await sql<{ id: string }>`select customer_id as id from customers order by hashtext(customer_id), 1`.execute(
    db.kysely,
  );
  byHash = rows.map(({ id }) => id);
});

async function walked(chunk: number, stretch: Stretch) {
  const steps = [];
  for await (const step of walkStretch(db, chunk, stretch)) steps.push(step);
  return steps;
}

test.each([1, 7, 100, 299, 300, 1_000])('everybody is met once, %i at a time', async (chunk) => {
  const steps = await walked(chunk, everybody);
  expect(steps.flatMap(({ customerIds }) => customerIds)).toHaveLength(300);
  expect(new Set(steps.flatMap(({ customerIds }) => customerIds))).toEqual(new Set(byHash));
  for (const { customerIds } of steps.slice(0, -1)) expect(customerIds.length).toBeGreaterThanOrEqual(chunk);
});

test('a walk that is broken off anywhere goes on with those that it has not met, without anybody twice', async () => {
  const whole = await walked(7, everybody);
  for (const [index, { nextBucket }] of whole.entries()) {
    const before = whole.slice(0, index + 1).flatMap(({ customerIds }) => customerIds);
    const after = (await walked(100, { ...everybody, fromBucket: nextBucket })).flatMap(({ customerIds }) => customerIds);
    expect([...before, ...after].sort()).toEqual([...byHash].sort());
  }
});

test('stretches that follow each other share nobody', async () => {
  const met = [];
  for (const [fromBucket, lastBucket] of [
    [-(2 ** 31), -1],
    [0, 2 ** 31 - 1],
  ] as const)
    for (const { customerIds } of await walked(50, { fromBucket, lastBucket })) met.push(...customerIds);
  expect(met.sort()).toEqual([...byHash].sort());
  expect(await walked(50, { fromBucket: 2 ** 31, lastBucket: 2 ** 31 - 1 })).toEqual([]);
});
