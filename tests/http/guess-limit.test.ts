import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf, openGuessLimit } from '../../server/http/guess-limit.ts';
import { adminToken, bearer, openLink, testServer } from './serving.ts';

test('no minute sees more than 90 wrong tries of an address, however they are spread', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 150, maxLength: 400 }), (gaps) => {
      const limit = openGuessLimit();
      let now = 0;
      const passed = gaps.flatMap((gap) => {
        now += gap;
        return limit.take('192.0.2.1', now) === 0 ? [now] : [];
      });
      return passed.every((at) => passed.filter((other) => other >= at && other < at + 60_000).length <= 90);
    }),
  );
});

test('after the wait that was told, one try passes', () => {
  const limit = openGuessLimit();
  let now = 0;
  while (limit.take('192.0.2.1', now) === 0) now += 1;
  const wait = limit.take('192.0.2.1', now);
  expect(Number.isInteger(wait) && wait >= 1).toBe(true);
  expect(limit.take('192.0.2.1', now + wait * 1000)).toBe(0);
});

test('right tries cost nothing, and other addresses have their own budget', () => {
  const limit = openGuessLimit();
  for (let count = 0; count < 500; count += 1) {
    expect(limit.take('192.0.2.1', 0)).toBe(0);
    limit.giveBack('192.0.2.1');
  }
  while (limit.take('192.0.2.1', 0) === 0);
  expect(limit.take('192.0.2.2', 0)).toBe(0);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0db8:0001:0002::1', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('%s shares the budget of %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('a hundred wrong keys are slowed down with 429; who was right before is still answered', async () => {
  const server = await testServer();
  expect((await server.ask('{ viewer { role } }', bearer(adminToken))).status).toBe(200);
  server.standStill(); // a try comes back every second
  const guess = (index: number) => server.ask('{ viewer { role } }', bearer(`ecx_${index}.${'x'.repeat(43)}`));
  const answers: Response[] = [];
  // No more at once than a loaded machine looks up before it says UNAVAILABLE.
  for (let from = 0; from < 100; from += 20)
    answers.push(...(await Promise.all(Array.from({ length: 20 }, (_, index) => guess(from + index)))));
  const limited = answers.filter((answer) => answer.status === 429);
  expect(limited.length).toBeGreaterThanOrEqual(30);
  expect(answers.filter((answer) => answer.status === 401).length + limited.length).toBe(100);
  expect(limited[0]?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(await limited[0]?.json()).toMatchObject({
    errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } }],
  });
  expect((await server.ask('{ viewer { role } }', bearer(adminToken))).status).toBe(200);
  const forwarded = {
    ...bearer('ecx_1.yyyyyyyyyyyyyyyyyyyyyyyy'),
    'x-forwarded-for': '203.0.113.9',
    forwarded: 'for=203.0.113.9',
  };
  expect((await server.ask('{ viewer { role } }', forwarded)).status).toBe(429);
  expect((await openLink(`${server.url}/sign-in?token=wrong`)).status).toBe(429);
  server.wait(120_000);
  expect((await openLink(server.signInUrl)).status).toBe(303);
});
