import { expect, test } from 'vitest';
import { addressOf, urlOf } from '../../server/cli/address.ts';
import { parseExpiry, parseIds, parsePersonName, parseRole } from '../../server/cli/options.ts';

const now = Date.parse('2026-11-22T10:00:00Z');

test.each([
  ['12h', '2026-11-22T22:00:00.000Z'],
  ['90d', '2027-02-20T10:00:00.000Z'],
  ['8w', '2027-01-17T10:00:00.000Z'],
  ['2026-11-22', '2026-11-22T23:59:59.999Z'],
  ['2027-12-31', '2027-12-31T23:59:59.999Z'],
  ['2027-01-01T08:00+01:00', '2027-01-01T07:00:00.000Z'],
])('--expires %s ends at %s', (text, end) => {
  expect(parseExpiry(text, now).toISOString()).toBe(end);
});

test.each(['', 'soon', '0d', '-5d', '1.5d', '90', '2026-02-30', '2026-11-21', '2026-13-01', '2027-01-01T08:00', '99999999w'])(
  '--expires %j is refused',
  (text) => {
    expect(() => parseExpiry(text, now)).toThrow(/^Expected /);
  },
);

test('a role may be written in any case, and nothing else is one', () => {
  expect(parseRole('analyst')).toBe('ANALYST');
  for (const text of ['', 'OWNER', 'toString'])
    expect(() => parseRole(text)).toThrow('Expected one of ADMIN, MANAGER, ANALYST, PARTNER.');
});

test('ids are separated by commas, each once, and an empty list is refused', () => {
  expect(parseIds(' C1, C2,C1,')).toEqual(['C1', 'C2']);
  expect(() => parseIds(' , ')).toThrow(/^Expected customer ids/);
});

test.each([
  ['127.0.0.1', 'http://localhost:4000'],
  ['0.0.0.0', 'http://localhost:4000'],
  ['::', 'http://localhost:4000'],
  ['10.0.0.7', 'http://10.0.0.7:4000'],
  ['2001:db8::7', 'http://[2001:db8::7]:4000'],
])('a server on host %s is found at %s', (host, url) => {
  expect(urlOf(host, 4000)).toBe(url);
});

test('a link goes to the port that was set, else to where a server answered last, else to the default', () => {
  const last = 'http://localhost:4321';
  expect(addressOf({ HOST: '127.0.0.1', PORT: 5000 }, last)).toBe('http://localhost:5000');
  expect(addressOf({ HOST: '127.0.0.1', PORT: 4000 }, last)).toBe(last);
  expect(addressOf({ HOST: '127.0.0.1', PORT: 4000 }, null)).toBe('http://localhost:4000');
});

test('the name of a person stands on one line and shows', () => {
  expect(parsePersonName('  Anna Müller ')).toBe('Anna Müller');
  expect(parsePersonName('安娜')).toBe('安娜');
  for (const wrong of ['', '   ', 'a'.repeat(101), 'Anna\nBen', 'Anna\u202Eb', 'Anna\u2028b'])
    expect(() => parsePersonName(wrong)).toThrow('Expected a name of 1 to 100 characters on one line');
});
