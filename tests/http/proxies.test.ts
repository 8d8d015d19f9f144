import { expect, test } from 'vitest';
import { callerAddress, proxiesOf } from '../../server/http/proxies.ts';

test.each([
  [undefined, '203.0.113.9', '10.0.0.7', '10.0.0.7'],
  ['10.0.0.0/8', '203.0.113.9', '10.0.0.7', '203.0.113.9'],
  ['10.0.0.0/8', '203.0.113.9', '::ffff:10.0.0.7', '203.0.113.9'],
  ['10.0.0.0/8', '1.1.1.1, 203.0.113.9, 10.2.2.2', '10.0.0.7', '203.0.113.9'],
  ['10.0.0.0/8', '203.0.113.9', '192.0.2.1', '192.0.2.1'],
  ['2001:db8::/32, ::1', 'no address, 203.0.113.9', '::1', '203.0.113.9'],
  ['10.0.0.0/8', undefined, '10.0.0.7', '10.0.0.7'],
  ['10.0.0.0/8', '10.1.1.1', '10.0.0.7', '10.1.1.1'],
])('with TRUST_PROXY=%s, "%s" from %s is %s', (trusted, forwarded, socket, caller) => {
  expect(callerAddress(socket, forwarded, proxiesOf(trusted))).toBe(caller);
});
