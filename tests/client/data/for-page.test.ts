import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandFor, forPage } from '../../../client/data/for-page.ts';

test('settings in messages are fields of the page, not options of a command', () => {
  expect(forPage('expected Subtotal + Shipping = Total; if tax is added to prices, say --set taxIncluded=false')).toBe(
    'expected Subtotal + Shipping = Total; if tax is added to prices, set taxIncluded below to false',
  );
  expect(forPage('expected members in the name of the file, got "x": give --set list=cleaned')).toBe(
    'expected members in the name of the file, got "x": set list below to cleaned',
  );
  expect(forPage('give the zone, such as --set zone=America/New_York')).toBe(
    'give the zone, such as zone = America/New_York below',
  );
  expect(forPage('expected a column "How likely?" (as --set nps says)')).toBe(
    'expected a column "How likely?" (as the setting nps says)',
  );
  fc.assert(fc.property(fc.string(), (text) => text.includes('--set') || forPage(text) === text));
});

test('the command for files that belong together can be pasted into a shell', () => {
  expect(commandFor('toast', 'OrderDetails.csv', { zone: 'America/Chicago', decimal: '', location: "Joe's Loop" })).toBe(
    "ecx import --format toast OrderDetails.csv … --set zone=America/Chicago --set 'location=Joe'\\''s Loop'",
  );
});
