import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventsUntil } from '../../server/engine/known-events.ts';

test('events at or before the instant are known, in their order', () => {
  const events = [{ at: 1 }, { at: 2 }, { at: 2 }, { at: 3 }];
  expect(eventsUntil(events, 2)).toEqual([{ at: 1 }, { at: 2 }, { at: 2 }]);
  expect(eventsUntil(events, 0)).toEqual([]);
  expect(eventsUntil([], 2)).toEqual([]);
});

test('events in any order are those that a filter leaves, in a list of their own', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ at: fc.nat(20) })), fc.nat(20), (events, asOf) => {
      const known = eventsUntil(events, asOf);
      expect(known).toEqual(events.filter(({ at }) => at <= asOf));
      expect(known).not.toBe(events);
    }),
  );
});
