import { expect, test } from 'vitest';
import { holdKeys } from '../../server/store/data-keys.ts';
import { guests } from '../outbound/delivering.ts';
import { testDatabase } from '../support/database.ts';

test('several who need the same keys at once, in any order, get the same ones, one after the other', async () => {
  const db = await testDatabase({ maxConnections: 6 });
  const ids = Array.from({ length: 200 }, (_, n) => `G${n}`);
  await guests(db, ...ids);
  const orders = [ids, ids.toReversed(), ids.toSorted(), [...ids, 'nobody']];
  let inside = 0;
  const held = await Promise.all(
    orders.map((order) =>
      db.transaction(async (tx) => {
        const keys = await holdKeys(tx, order);
        inside += 1;
        expect(inside).toBe(1);
        await holdKeys(tx, order); // holds them already
        inside -= 1;
        return keys;
      }),
    ),
  );
  expect(held[0]?.size).toBe(200);
  for (const keys of held) expect(new Map([...keys].sort())).toEqual(new Map([...(held[0] ?? [])].sort()));
});
