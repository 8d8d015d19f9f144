import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DatabaseUnavailable } from '../../server/db/errors.ts';
import { Gate } from '../../server/db/gate.ts';

test('never more inside than places, everybody gets in, in the order of arrival', async () => {
  const visitors = fc.array(fc.record({ turns: fc.nat(3), fails: fc.boolean() }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), visitors, async (places, all) => {
      const gate = new Gate(places, 0);
      let [inside, most] = [0, 0];
      const order: number[] = [];
      await Promise.allSettled(
        all.map(({ turns, fails }, number) =>
          gate.pass(async () => {
            order.push(number);
            inside += 1;
            most = Math.max(most, inside);
            for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
            inside -= 1;
            if (fails) throw new Error('no');
          }),
        ),
      );
      expect(order).toEqual(all.map((_, number) => number));
      expect(most).toBeLessThanOrEqual(places);
    }),
  );
});

test('who waits too long is told so, does not run, and takes no place', async () => {
  const gate = new Gate(1, 20);
  let leave: () => void = () => undefined;
  const first = gate.pass(
    () =>
      new Promise<void>((resolve) => {
        leave = resolve;
      }),
  );
  let ran = false;
  const late = gate.pass(async () => {
    ran = true;
  });
  await expect(late).rejects.toBeInstanceOf(DatabaseUnavailable);
  leave();
  await first;
  expect(ran).toBe(false);
  expect(await gate.pass(async () => 'in')).toBe('in');
});
