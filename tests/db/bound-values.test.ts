import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundValues } from '../../server/db/bound-values.ts';
import { testDatabase } from '../support/database.ts';

const db = await testDatabase();

test('a long list of texts arrives as it is, whatever the texts hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 50, maxLength: 80 }), async (texts) => {
      const sent = texts.map((text) => text.replaceAll('\0', '')); // which no text of PostgreSQL holds
      const [row] = await db.run<{ back: string[] }>('test/back', 'select $1::text[] as back', [sent]);
      expect(row?.back).toEqual(sent);
    }),
    { numRuns: 30, examples: [[['NULL', '', '"', '\\', '{}', ',', ' a ', ...Array(50).fill('x')]]] },
  );
});

test('only a long list of nothing but texts becomes a text, and that once', () => {
  const ids = Array.from({ length: 60 }, (_, index) => `C${index}`);
  const mixed = [...ids, null];
  expect(boundValues([ids.slice(0, 3), mixed, 7, null])).toEqual([ids.slice(0, 3), mixed, 7, null]);
  const [text] = boundValues([ids]);
  expect(text).toBe(`{${ids.map((id) => `"${id}"`).join(',')}}`);
  expect(boundValues([ids, ids])).toEqual([text, text]);
});
