import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choicesOf } from '../../../client/interventions/choices.ts';
import { inOrder, signedMoney, signedShare, windowOf } from '../../../client/interventions/effect.ts';
import { nameOf } from '../../../client/interventions/naming.ts';
import { filterOf } from '../../../client/interventions/whom.ts';
import { formatsOf } from '../../../client/ui/format.ts';

const format = formatsOf({ language: 'en', locale: 'en-GB', timeZone: 'UTC', currency: 'EUR' });
const call = { actionId: 'call', title: 'Call' };
const note = { actionId: 'note', title: 'A note' };

test('what suits most guests comes first; a guest counts once', () => {
  expect(choicesOf([[call], [note, call], [note, note], []])).toEqual([
    { action: 'note', title: 'A note', suits: 2 },
    { action: 'call', title: 'Call', suits: 2 },
  ]);
});

test('no action suits more guests than were looked at', () => {
  const guests = fc.array(fc.array(fc.constantFrom(call, note)));
  fc.assert(
    fc.property(guests, (suggested) => choicesOf(suggested).every(({ suits }) => suits > 0 && suits <= suggested.length)),
  );
});

test('what paid stands first, what has too few guests last', () => {
  const rows = ['TOO_LITTLE', 'OPEN', 'LOST', 'PAID'].map((verdict) => ({ verdict, action: 'a' }));
  expect(inOrder(rows).map(({ verdict }) => verdict)).toEqual(['PAID', 'LOST', 'OPEN', 'TOO_LITTLE']);
});

test('gains have a plus, losses a minus, nothing has none', () => {
  const money = (amount: string) => signedMoney(format, { amount, currency: 'EUR' });
  expect([money('3.20'), money('-3.20'), money('0.00')]).toEqual(['+€3.20', '−€3.20', '€0']);
  expect([signedShare(format, 1.4), signedShare(format, -0.1), signedShare(format, 0)]).toEqual(['+140%', '−10%', '0%']);
});

test('an unknown window is the usual one', () => {
  expect([windowOf('60'), windowOf('61'), windowOf(null)]).toEqual([60, 30, 30]);
});

test('an own action is called by its name', () => {
  expect(nameOf({ title: null, action: 'autumn_dinner-card' })).toBe('Autumn dinner card');
  expect(nameOf({ title: 'Say thanks', action: 'thanks' })).toBe('Say thanks');
});

test('guests chosen one by one are found by their ids', () => {
  expect(filterOf({ customerIds: ['a', 'b'] })).toEqual({ ids: ['a', 'b'] });
  expect(filterOf({ filter: { healthLevels: ['POOR'] } })).toEqual({ healthLevels: ['POOR'] });
});
