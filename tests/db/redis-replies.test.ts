import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RedisError, type Reply, ReplyReader } from '../../server/db/redis-replies.ts';

function written(reply: Reply): string {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  return `*${reply.length}\r\n${reply.map(written).join('')}`;
}

const leaf = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.constant(null));
const replies = fc.array(fc.oneof(leaf, fc.array(leaf)), { maxLength: 6 });

test('replies are the same however the network cuts them', () => {
  fc.assert(
    fc.property(replies, fc.integer({ min: 1, max: 7 }), (given, size) => {
      const found: unknown[] = [];
      const reader = new ReplyReader((reply) => found.push(reply));
      const bytes = Buffer.from(given.map(written).join(''));
      for (let at = 0; at < bytes.length; at += size) reader.read(bytes.subarray(at, at + size));
      expect(found).toEqual(given);
    }),
  );
});

test('a refusal is an error, and whoever is no Redis is told from one', () => {
  const found: unknown[] = [];
  const reader = new ReplyReader((reply) => found.push(reply));
  reader.read(Buffer.from('+OK\r\n-ERR no\r\n'));
  expect(found).toEqual(['OK', new RedisError('ERR no')]);
  expect(() => reader.read(Buffer.from('HTTP/1.1 400 Bad Request\r\n'))).toThrow('expected a reply of a Redis');
});
