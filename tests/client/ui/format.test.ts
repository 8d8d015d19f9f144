import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOfDay } from '../../../client/ui/as-of.ts';
import { formatsOf } from '../../../client/ui/format.ts';
import { addressOf } from '../../../client/ui/navigation.ts';
import { chanceIn } from '../../../client/ui/words.common.ts';
import { wordsOf } from '../../../client/ui/words.ts';

const english = formatsOf({ language: 'en', locale: 'en-GB', timeZone: 'Europe/Berlin', currency: 'EUR' });
const german = formatsOf({ language: 'de', locale: 'de-DE', timeZone: 'Europe/Berlin', currency: 'EUR' });

test('money is whole from 100 up and has two decimals below', () => {
  expect(english.money({ amount: '1284.40', currency: 'EUR' })).toBe('€1,284');
  expect(english.money({ amount: '12.50', currency: 'EUR' })).toBe('€12.50');
  expect(english.money({ amount: '-12.50', currency: 'EUR' })).toBe('−€12.50');
  expect(german.money({ amount: '1284.40', currency: 'EUR' })).toBe('1.284\u00a0€');
});

test('amounts in a sentence of the server are written as ours are', () => {
  expect(english.amountsIn('25 visit days in 118 days, worth EUR 1,306.80; 97 visit days since.')).toBe(
    '25 visit days in 118 days, worth €1,307; 97 visit days since.',
  );
  expect(english.amountsIn('42% risk of less than three quarters of the 103.10 EUR of the last 30.')).toBe(
    '42% risk of less than three quarters of the €103 of the last 30.',
  );
  expect(german.amountsIn('Highest bill: EUR 22.30')).toBe('Highest bill: 22,30\u00a0€');
  expect(english.amountsIn('2.3 times the usual bill of CHF 52.10.')).toBe('2.3 times the usual bill of CHF 52.10.');
});

test('what is not known is a dash, and 0 is 0', () => {
  expect([english.whole(null), english.money(undefined), english.day(null), english.percent(null)]).toEqual(['–', '–', '–', '–']);
  expect([english.whole(0), english.percent(0), english.signed(0)]).toEqual(['0', '0%', '0']);
});

test('a chance says in percent what its words say: never 0 or 100', () => {
  expect([0, 0.006, 0.31, 0.994, 1].map((share) => english.chance(share))).toEqual(['<1%', '<1%', '31%', '>99%', '>99%']);
  expect([german.chance(0.006), english.chance(null)]).toEqual(['<1\u00a0%', '–']);
});

test('a month cannot be read as a day', () => {
  expect([english.month('2025-12-01'), english.shortMonth('2025-12-01T00:00:00Z')]).toEqual(['Dec 2025', 'Dec ’25']);
  expect(german.shortMonth('2026-11-01')).toBe('Nov ’26');
});

test('the numbers of a column have as many digits each', () => {
  expect([0.07, 0.251, null].map((value) => english.fixed(value, 3))).toEqual(['0.070', '0.251', '–']);
});

test('a minus is a minus', () => {
  expect(english.signed(-12)).toBe('−12');
  expect(english.signed(-0.04, 1)).toBe('0');
  expect(english.decimal(-1.25, 2)).toBe('−1.25');
});

test('a time is that of the venue', () => {
  expect(english.clock('2026-06-30T22:15:00Z')).toBe('00:15');
  expect(english.day('2026-06-30T22:15:00Z')).toBe('1 Jul 2026');
  expect(english.day('2026-06-30')).toBe('30 Jun 2026');
});

test('a day ends a millisecond before the next one begins, also when the clock changes', () => {
  expect(endOfDay('2026-10-01', 'UTC')).toBe('2026-10-01T23:59:59.999Z');
  expect(endOfDay('2026-10-25', 'Europe/Berlin')).toBe('2026-10-25T22:59:59.999Z'); // 25 hours long
  expect(endOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T21:59:59.999Z'); // 23 hours long
  expect(endOfDay('2026-01-01', 'America/New_York')).toBe('2026-01-02T04:59:59.999Z');
});

test('chances are never 0 or 10 in 10', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      const { key, values } = chanceIn(share);
      if (key === 'chance') expect(values.tenths).toBeGreaterThanOrEqual(1);
      if (key === 'chance') expect(values.tenths).toBeLessThanOrEqual(9);
    }),
  );
  expect(chanceIn(0.31)).toEqual({ key: 'chance', values: { tenths: 3 } });
  expect(chanceIn(0.003).key).toBe('chanceRare');
});

test('a language that lacks a message says it in English', () => {
  const catalogue = { en: { guests: '{n, plural, one {# guest} other {# guests}}', back: 'Back' }, de: { back: 'Zurück' } };
  const words = wordsOf(catalogue, { language: 'de', locale: 'de-DE' });
  expect([words('back'), words('guests', { n: 1 }), words('guests', { n: 4812 })]).toEqual(['Zurück', '1 guest', '4.812 guests']);
});

test('an id goes into an address whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (id) => {
      const address = addressOf({ to: 'guest', id });
      expect(decodeURIComponent(address.split('/')[2] ?? '')).toBe(id);
    }),
  );
});
