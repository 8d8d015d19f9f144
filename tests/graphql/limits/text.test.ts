import fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { textFault, valueFault } from '../../../server/graphql/limits/text.ts';

describe('the nesting of a text', () => {
  test('is bounded whatever the bracket', () => {
    for (const [open, close] of ['{}', '[]', '()'].map((pair) => [...pair])) {
      expect(textFault(`${open?.repeat(30)}${close?.repeat(30)}`)).toBeNull();
      expect(textFault(`${open?.repeat(31)}${close?.repeat(31)}`)).toMatch(/nested deeper than 30/);
      expect(textFault(open?.repeat(100_000) ?? '')).toMatch(/nested deeper/);
    }
  });

  test('does not count brackets in strings, block strings and comments', () => {
    const many = '{[('.repeat(40);
    for (const text of [
      `{ a(b: "${many}") }`,
      `{ a(b: "\\"${many}") }`,
      `{ a(b: """${many} \\""" ${many}""") }`,
      `# ${many}\n{ a }`,
    ]) {
      expect(textFault(text)).toBeNull();
    }
  });

  test('is not hidden by a string that ends or does not end', () => {
    const many = '{'.repeat(40);
    expect(textFault(`{ a(b: "") } ${many}`)).not.toBeNull();
    expect(textFault(`{ a(b: "x\n${many}`)).not.toBeNull();
    expect(textFault(`{ a(b: """x""") ${many}`)).not.toBeNull();
    expect(textFault(`# x\r${many}`)).not.toBeNull();
    expect(textFault(`{ a(b: """""") ${many}`)).not.toBeNull();
  });

  test('never lets a text overflow the parser', () => {
    const piece = fc.constantFrom('{', '[', '(', '}', ']', ')', '"', '"""', '\\', '#', '\n', 'a', ':', ' ', '$');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.constantFrom('{', '[', '{a(b:['), (pieces, bracket) => {
        const text = `${pieces.join('')}${bracket.repeat(3000)}`;
        if (textFault(text) !== null) return;
        try {
          parse(text);
        } catch (error) {
          expect(error).not.toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('values', () => {
  test('must not hold NUL or half a character, however deep', () => {
    expect(valueFault({ a: ['fine', { b: 'Zoë 🍰' }], c: null, d: 1 })).toBeNull();
    for (const bad of ['\0', 'a\0b', '\ud83c', 'a\udf70']) {
      expect(valueFault({ a: [{ b: bad }] })).toMatch(/NUL or half a character/);
    }
  });

  test('must not be nested without end', () => {
    let value: unknown = 'x';
    for (let depth = 0; depth < 50_000; depth += 1) value = [value];
    expect(valueFault(value)).toMatch(/nested deeper/);
  });
});
