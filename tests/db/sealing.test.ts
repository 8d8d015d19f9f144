import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSealer, normaliseEmail, normalisePhone, type Place, SealBroken } from '../../server/db/sealing.ts';

const sealer = createSealer(Buffer.alloc(32, 7));
const other = createSealer(Buffer.alloc(32, 8));
const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const id = fc.string({ minLength: 1, maxLength: 20 });
const placeOf = (customerId: string): Place => ({ table: 'customers', column: 'email_sealed', customerId });

describe('sealing', () => {
  test('whatever was sealed opens again, also from the wrapped key', () => {
    fc.assert(
      fc.property(id, text, (customerId, plain) => {
        const { key, masterKeyId, wrappedKey } = sealer.newDataKey(customerId);
        const sealed = sealer.seal(key, placeOf(customerId), plain);
        const opened = sealer.openDataKey(customerId, masterKeyId, wrappedKey);
        expect(sealer.unseal(opened, placeOf(customerId), sealed)).toBe(plain);
      }),
    );
  });

  test('the same text is never sealed to the same bytes, and the text is not in them', () => {
    const { key } = sealer.newDataKey('7');
    const [one, two] = [sealer.seal(key, placeOf('7'), 'anna@example.org'), sealer.seal(key, placeOf('7'), 'anna@example.org')];
    expect(one.equals(two)).toBe(false);
    expect(one.includes('anna')).toBe(false);
  });

  test('it does not open in another table, in another column or for another customer', () => {
    fc.assert(
      fc.property(id, id, text, (customerId, stranger, plain) => {
        fc.pre(customerId !== stranger);
        const { key } = sealer.newDataKey(customerId);
        const place = placeOf(customerId);
        const sealed = sealer.seal(key, place, plain);
        for (const wrong of [{ ...place, table: 'feedback' }, { ...place, column: 'phone_sealed' }, placeOf(stranger)])
          expect(() => sealer.unseal(key, wrong, sealed)).toThrow(SealBroken);
        const moved = { customerId: stranger, key: key.key };
        expect(() => sealer.unseal(moved, placeOf(stranger), sealed)).toThrow(SealBroken);
      }),
    );
  });

  test('it does not open with the key of another customer', () => {
    const [mine, theirs] = [sealer.newDataKey('7'), sealer.newDataKey('7')];
    const sealed = sealer.seal(mine.key, placeOf('7'), 'secret');
    expect(() => sealer.unseal(theirs.key, placeOf('7'), sealed)).toThrow(SealBroken);
  });

  test('any changed, cut or added byte is noticed', () => {
    const { key } = sealer.newDataKey('7');
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, position, change) => {
        const sealed = sealer.seal(key, placeOf('7'), plain);
        const changed = Buffer.from(sealed);
        const index = position % changed.length;
        changed[index] = (changed[index] ?? 0) ^ change;
        const broken = [changed, sealed.subarray(0, position % sealed.length), Buffer.concat([sealed, Buffer.from([change])])];
        for (const bytes of broken) expect(() => sealer.unseal(key, placeOf('7'), bytes)).toThrow(SealBroken);
      }),
    );
  });

  test('a data key opens only under its master key, for its customer and unchanged', () => {
    const { masterKeyId, wrappedKey } = sealer.newDataKey('7');
    const changed = Buffer.from(wrappedKey);
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect(() => other.openDataKey('7', masterKeyId, wrappedKey)).toThrow(/expected a data key wrapped by master key/);
    expect(() => other.openDataKey('7', other.masterKeyId, wrappedKey)).toThrow(SealBroken);
    expect(() => sealer.openDataKey('8', masterKeyId, wrappedKey)).toThrow(SealBroken);
    expect(() => sealer.openDataKey('7', masterKeyId, changed)).toThrow(SealBroken);
  });

  test('a master key of another length is refused', () => {
    expect(() => createSealer(randomBytes(16))).toThrow('expected a master key of 32 bytes, got 16');
  });

  test('nothing that can be printed of a key shows it', () => {
    const { key } = sealer.newDataKey('7');
    expect(JSON.stringify(key)).toBe('{"customerId":"7","key":{}}');
  });
});

describe('the blind index', () => {
  test('it is equal for equal values only, and differs by kind and by master key', () => {
    fc.assert(
      fc.property(text, text, (one, two) => {
        expect(sealer.blindIndex('email', one).equals(sealer.blindIndex('email', two))).toBe(one === two);
        expect(sealer.blindIndex('email', one).equals(sealer.blindIndex('phone', one))).toBe(false);
        expect(sealer.blindIndex('email', one).equals(other.blindIndex('email', one))).toBe(false);
      }),
    );
  });

  test('its bytes stay the same from version to version', () => {
    expect(sealer.blindIndex('email', 'anna@example.org').toString('hex')).toMatchInlineSnapshot(
      `"133afa12a5505683757a9079f4e5a7fcf6281bc4b049047588e9b669c1a14f62"`,
    );
    expect(sealer.masterKeyId).toMatchInlineSnapshot(`"ae1ea89299fd8bb2"`);
  });
});

describe('normal forms', () => {
  test.each([
    [' Anna@Example.ORG ', 'anna@example.org'],
    ['jose\u0301@example.org', 'jos\u00e9@example.org'],
  ])('the e-mail address %j is found as %j', (given, normal) => expect(normaliseEmail(given)).toBe(normal));

  test.each([
    ['+49 (0)30 123-456', '+4930123456'],
    ['0049 30 123456', '+4930123456'],
    ['030/123 456', '030123456'],
    ['\uff0b49 30 123456', '+4930123456'],
  ])('the telephone number %j is found as %j', (given, normal) => expect(normalisePhone(given)).toBe(normal));

  test('a normal form is its own normal form', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(normaliseEmail(normaliseEmail(given))).toBe(normaliseEmail(given));
        expect(normalisePhone(normalisePhone(given))).toBe(normalisePhone(given));
      }),
    );
  });
});
