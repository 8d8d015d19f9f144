import { expect, test } from 'vitest';
import { LiveQueue } from '../../../server/graphql/live/queue.ts';
import type { LiveEvent } from '../../../server/store/live-events.ts';

const events = (count: number): LiveEvent[] =>
  Array.from({ length: count }, (_, at) => ({ customerId: `C${at}`, transaction: at, topic: 'SCORE', subject: '' }));

function queue(wants: (event: LiveEvent) => boolean = () => true) {
  const ended: string[] = [];
  return { queue: new LiveQueue('begin', wants, () => ended.push('ended')), ended };
}

test('only the last event of a reading goes on behind it', async () => {
  const { queue: some } = queue(({ customerId }) => customerId !== 'C2');
  some.push(events(3), 'before', 'after');
  expect([(await some.next()).value?.cursor, (await some.next()).value?.cursor]).toEqual(['before', 'after']);
});

test('who reads too slowly is told so, with the place behind what was read', async () => {
  const { queue: slow } = queue();
  slow.push(events(1), 'a', 'b');
  expect((await slow.next()).value).toMatchObject({ cursor: 'b' });
  slow.push(events(2_000), 'b', 'c');
  expect((await slow.next()).value).toEqual({ lagged: true, cursor: 'b' });
  slow.push(events(1), 'c', 'd');
  slow.end();
  expect((await slow.next()).done).toBe(true);
});

test('what was missed is taken as fast as it is read, however much it is', async () => {
  const { queue: back } = queue();
  const filled = back.fill(events(2_500), 'before', 'after');
  const read: unknown[] = [];
  for (let at = 0; at < 2_500; at += 1) read.push((await back.next()).value);
  await filled;
  expect(read.map((item) => (item as { event: LiveEvent }).event.customerId)).toEqual(
    events(2_500).map(({ customerId }) => customerId),
  );
  expect([read.at(-2), read.at(-1)]).toMatchObject([{ cursor: 'before' }, { cursor: 'after' }]);
});

test('who stops reading what was missed keeps nobody waiting at the end', async () => {
  const left = queue();
  const filling = left.queue.fill(events(2_500), 'before', 'after');
  await left.queue.return();
  await filling;
  expect(left.ended[0]).toBe('ended');
});

test('what happens meanwhile comes behind what was missed, once', async () => {
  const { queue: back } = queue();
  back.ignore();
  back.push(events(1), 'a', 'b');
  back.hold();
  back.push(events(3), 'b', 'c');
  const filled = back.fill(events(2), 'x', 'y');
  const told = new Set(['C0', 'C1']);
  back.release(({ customerId }) => !told.has(customerId));
  back.push([{ customerId: 'C9', transaction: 9, topic: 'SCORE', subject: '' }], 'c', 'd');
  const read = [await back.next(), await back.next(), await back.next(), await back.next()];
  await filled;
  expect(read.map(({ value }) => (value as { event: LiveEvent; cursor: string }).event.customerId)).toEqual([
    'C0',
    'C1',
    'C2',
    'C9',
  ]);
  expect(read.map(({ value }) => value?.cursor)).toEqual(['x', 'y', 'c', 'd']);
});

test('the end wakes who waits, and lets who works finish', async () => {
  const waiting = queue();
  const next = waiting.queue.next();
  waiting.queue.end();
  expect((await next).done).toBe(true);
  expect(waiting.ended).toEqual(['ended']);
  const working = queue();
  working.queue.push(events(1), 'a', 'b');
  await working.queue.next();
  working.queue.end();
  expect(working.ended).toEqual([]);
  expect((await working.queue.next()).done).toBe(true);
  expect(working.ended).toEqual(['ended']);
});
