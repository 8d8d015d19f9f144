import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventOf } from '../../../client/sdk/live.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'ß', '{', '"', ' ', ':'), minLength: 1, maxLength: 12 });
const event = fc.record({
  event: fc.constantFrom('next', 'complete'),
  id: fc.option(fc.stringMatching(/^[\w-]{1,9}$/)),
  data: word,
});

describe('events of a line', () => {
  test('are the same however the text is cut, between comments that say nothing', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), (events, size) => {
        const text = events
          .map(({ event: name, id, data }) => `:\n\nevent: ${name}\n${id === null ? '' : `id: ${id}\n`}data: ${data}\n\n`)
          .join('');
        const read: unknown[] = [];
        let held = '';
        for (let at = 0; at < text.length; at += size) {
          held += text.slice(at, at + size);
          for (let next = eventOf(held); next !== null; next = eventOf(held)) {
            if (next.found.event !== 'message') read.push(next.found);
            held = next.rest;
          }
        }
        expect(read).toEqual(events);
        expect(held).toBe('');
      }),
    );
  });

  test('keep every line of their data', () => {
    expect(eventOf('data: {\ndata: }\n\nrest')).toEqual({ found: { event: 'message', data: '{\n}', id: null }, rest: 'rest' });
  });
});
