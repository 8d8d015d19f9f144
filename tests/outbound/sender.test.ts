import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { openSender, type Resolve } from '../../server/outbound/sender.ts';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

async function receiver(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

const clock = () => Date.now();
const leadsTo =
  (...addresses: readonly string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
const open = (resolve: Resolve, allowed: readonly string[] = [], timeoutMs?: number) =>
  openSender({ clock, allowPrivate: new Set(allowed), resolve, ...(timeoutMs === undefined ? {} : { timeoutMs }) });

describe('what is sent', () => {
  test('goes to the address that was checked, whatever the name leads to a moment later', async () => {
    let asked = 0;
    const port = await receiver((_request, response) => response.end('ok'));
    const rebinding: Resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '10.255.255.1', family: 4 }];
    };
    const named = open(rebinding, ['receiver.example']);
    expect(await named.send(`http://receiver.example:${port}/`, {}, '{}')).toMatchObject({ status: 200, error: null });
    expect(asked).toBe(1);
  });

  test.each([
    ['a private address', ['10.0.0.1']],
    ['one private address among public ones', ['8.8.8.8', '127.0.0.1']],
    ['a mapped one', ['::ffff:127.0.0.1']],
    ['the metadata of a cloud', ['169.254.169.254']],
  ])('is refused for a name that leads to %s', async (_what, addresses) => {
    const { status, error } = await open(leadsTo(...addresses)).send('https://receiver.example/', {}, '{}');
    expect(status).toBeNull();
    expect(error).toContain('The address is refused');
  });

  test('is refused for a name without an address, and for a literal that is private', async () => {
    expect((await open(leadsTo()).send('https://receiver.example/', {}, '{}')).error).toContain('has no address');
    expect((await open(leadsTo('8.8.8.8')).send('https://127.0.0.1/', {}, '{}')).error).toContain('The address is refused');
  });

  const here = (answer: (request: IncomingMessage, response: ServerResponse) => void, timeoutMs?: number) =>
    receiver(answer).then((port) =>
      open(leadsTo('127.0.0.1'), ['receiver.example'], timeoutMs).send(
        `http://receiver.example:${port}/`,
        { 'x-test': '1' },
        '{"ä":1}',
      ),
    );

  test('arrives as it was given', async () => {
    let got = '';
    const attempt = await here((request, response) => {
      request.on('data', (part: Buffer) => {
        got += part.toString('utf8');
      });
      request.on('end', () => response.writeHead(request.headers['x-test'] === '1' ? 204 : 400).end());
    });
    expect(attempt).toMatchObject({ status: 204, error: null, retryAfterMs: null });
    expect(got).toBe('{"ä":1}');
  });

  test('follows no redirect', async () => {
    let asked = 0;
    const attempt = await here((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    expect(attempt.error).toContain('302');
    expect(asked).toBe(1);
  });

  test('hears how long the receiver wants to be left alone, a day at most', async () => {
    const wait = async (header: string) =>
      (await here((_request, response) => response.writeHead(429, { 'retry-after': header }).end())).retryAfterMs;
    expect(await wait('120')).toBe(120_000);
    expect(await wait('9999999')).toBe(86_400_000);
    expect(await wait('soon')).toBeNull();
    expect(await wait(new Date(clock() + 60_000).toUTCString())).toBeGreaterThan(50_000);
  });

  test('is given up when no answer comes, or none that ends', async () => {
    expect((await here(() => undefined, 300)).error).toBe('No answer within 0.3 s');
    const trickle = (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(200).write('a');
    expect((await here(trickle, 300)).error).toBe('No answer within 0.3 s');
  });

  test('reads 64 kB of an answer at most', async () => {
    let stopped = false;
    const attempt = await here((_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (!stopped && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      response.on('close', () => {
        stopped = true;
      });
      more();
    });
    expect(attempt).toMatchObject({ status: 200, error: null });
    await expect.poll(() => stopped, { timeout: 60_000 }).toBe(true);
  });

  test('says in plain words what went wrong', async () => {
    const closed = await receiver(() => undefined);
    await new Promise<void>((done) => {
      servers.at(-1)?.close(() => done());
    });
    const { error } = await open(leadsTo('127.0.0.1'), ['receiver.example']).send(`http://receiver.example:${closed}/`, {}, '');
    expect(error).toBe('Nobody listens there: the connection was refused');
  });
});
