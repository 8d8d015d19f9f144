import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answered, visibleText } from '../../../server/http/assistants/answer.ts';
import type { Tool } from '../../../server/http/assistants/tool.ts';

const tool = { textsOfOthers: ['a'], summary: () => 'short' } as unknown as Tool;

test('an answer without any data is an error with the code of the API', () => {
  const error = { message: 'No such customer', extensions: { code: 'CUSTOMER_NOT_FOUND' } };
  expect(answered(tool, { data: { a: null }, errors: [error] })).toMatchObject({
    isError: true,
    structuredContent: { error: { code: 'CUSTOMER_NOT_FOUND', message: 'No such customer' } },
  });
  const limited = { message: 'Wait', extensions: { code: 'RATE_LIMITED', retryAfter: 7 } };
  expect(answered(tool, { errors: [limited] })).toMatchObject({
    isError: true,
    content: [{ text: 'RATE_LIMITED: Wait. Ask again in 7 seconds.' }],
    structuredContent: { error: { code: 'RATE_LIMITED', retryAfter: 7 } },
  });
});

test('an answer with a part missing tells each reason once', () => {
  const missing = { message: 'Switched off', extensions: { code: 'FEATURE_DISABLED' } };
  const { structuredContent } = answered(tool, {
    data: { a: 'x', b: null },
    errors: [
      { ...missing, path: ['b', 0] },
      { ...missing, path: ['b', 1] },
    ],
  });
  expect(structuredContent).toEqual({
    data: { a: 'x', b: null },
    problems: [{ path: 'b.1', code: 'FEATURE_DISABLED', message: 'Switched off' }],
    textsOfOthers: ['a'],
  });
});

test('texts keep what can be seen, in any language', () => {
  expect(visibleText('Zoë 🍰 Müller\n日本')).toBe('Zoë 🍰 Müller 日本');
  expect(visibleText('a\u200bb\u202ec\u{e0041}d\u0000')).toBe('abcd');
  expect(visibleText('x'.repeat(2000))).toHaveLength(1001);
});

test('no text has anything invisible or is long, and doing it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1200 }), (text) => {
      const once = visibleText(text);
      expect(once).not.toMatch(/[\p{Cc}\u200b\u202a-\u202e\u2060-\u206f\u{e0000}-\u{e007f}]/u);
      expect(once.length).toBeLessThanOrEqual(1001);
      if (once.length < 1000) expect(visibleText(once)).toBe(once);
    }),
    { numRuns: 50 },
  );
});
