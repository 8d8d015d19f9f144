import { expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import { reachOf } from '../../../server/engine/insights/reach.ts';
import { today } from '../histories.ts';
import { ada, sendOn } from './guests.ts';

const known = { present: true, valid: true };
const reach = (change: Partial<typeof ada>, sends = [] as ReturnType<typeof sendOn>[]) =>
  reachOf({ ...ada, ...change }, { sends }, defaultScoring);

test('a channel needs a valid address and a given consent', () => {
  expect(reach({})).toEqual([{ channel: 'EMAIL', probability: 0.35 }]);
  expect(reach({ consentEmail: false })).toEqual([]);
  expect(reach({ consentEmail: null })).toEqual([]);
  expect(reach({ email: { present: true, valid: false } })).toEqual([]);
  expect(reach({ consentEmail: null, consentSms: true })).toEqual([]); // no phone
});

test('the preferred channel comes first, then the surer one', () => {
  const all = { phone: known, consentSms: true, consentPush: true };
  expect(reach(all).map(({ channel }) => channel)).toEqual(['SMS', 'PUSH', 'EMAIL']);
  expect(reach({ ...all, preferredChannel: 'EMAIL' }).map(({ channel }) => channel)).toEqual(['EMAIL', 'SMS', 'PUSH']);
});

test('the chance of being noticed is learned from the own sends', () => {
  const sends = Array.from({ length: 10 }, (_, index) => sendOn(today - index, { openedAt: today }));
  expect(reach({}, sends)[0]?.probability).toBeCloseTo((10 + 10 * 0.35) / 20);
});
