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
