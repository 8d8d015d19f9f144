import { spawn } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { retryDelays } from '../../server/outbound/backoff.ts';
import { type Deliverer, startDelivering } from '../../server/outbound/deliver.ts';
import { openSender, type Sender } from '../../server/outbound/sender.ts';
import { changeWebhook, readWebhook } from '../../server/store/webhooks.ts';
import { testDatabase, testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';
import { answers, draftFor, guests, happen, isInOrder, type Sent, sentOf, webhookFor } from './delivering.ts';

const patiently = { timeout: 60_000, interval: 50 };
const dayMs = 86_400_000;
const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Sends through `sender` under a clock that a test moves. */
function deliver(db: Db, sender: Sender, clock: () => number): Deliverer {
  const deliverer = startDelivering({ db, answers, sender, clock, onFault: () => undefined, chance: () => 0 });
  ends.unshift(() => deliverer.stop());
  return deliverer;
}

/** A receiver without a network. */
function receiver() {
  const state = { status: 503, sent: [] as Sent[], taken: [] as Sent[] };
  const sender: Sender = {
    fault: () => null,
    async send(_url, headers, body) {
      state.sent.push(sentOf(headers, body));
      if (state.status === 200) state.taken.push(sentOf(headers, body));
      const error = state.status === 200 ? null : `The receiver answered ${state.status}`;
      return { status: state.status, durationMs: 1, error, retryAfterMs: null };
    },
  };
  return { state, sender };
}

const rowsOf = async (db: Db) =>
  (
    await sql<{ state: string; customer_id: string; next: Date; held: Date | null; leased: boolean }>`
      select d.state, d.customer_id, d.next_attempt_at as next, w.held_until as held, d.leased_until is not null as leased
      from webhook_deliveries as d join webhooks as w using (webhook_id) order by d.transaction_id`.execute(db.kysely)
  ).rows;

describe('a receiver that is away for days', () => {
  test('is given up after three days, and what happened is told when it is switched on again', async () => {
    const [db, { state, sender }] = [await testDatabase(), receiver()];
    const time = { now: Date.now() };
    const startedAt = time.now;
    await guests(db, 'A', 'B');
    const id = await webhookFor(db, 'https://example.com/hook', time.now);
    deliver(db, sender, () => time.now);
    await happen(db, time.now, 'A', 'B', 'A');
    await expect
      .poll(async () => {
        // the clock goes to when something is due, and no further, while nothing is on its way
        const waiting = (await rowsOf(db)).filter((row) => row.state === 'WAITING');
        const oldest = ['A', 'B'].flatMap((guest) => waiting.find((row) => row.customer_id === guest) ?? []);
        const due = Math.min(...oldest.map((row) => row.next.getTime()));
        if (oldest.length > 0 && !waiting.some((row) => row.leased))
          time.now = Math.max(time.now, due, oldest[0]?.held?.getTime() ?? 0);
        await sql`select pg_notify('ecx_live', '')`.execute(db.kysely);
        return (await readWebhook(db, id))?.stopped;
      }, patiently)
      .toBe('FAILING');
    const days = (time.now - startedAt) / dayMs;
    expect([days > 3, days < 4.5]).toEqual([true, true]);
    expect(state.sent.filter(({ customerId }) => customerId === 'A').length).toBeGreaterThanOrEqual(retryDelays.length);
    expect((await readWebhook(db, id))?.stoppedWhy).toContain('503');
    expect(await rowsOf(db)).toMatchObject([{ state: 'WAITING' }, { state: 'WAITING' }, { state: 'WAITING' }]);

    const before = state.sent.length;
    await happen(db, time.now, 'B', 'A'); // while it is switched off
    state.status = 200;
    await changeWebhook(db, id, draftFor('https://example.com/hook'), time.now);
    await sql`select pg_notify('ecx_live', '')`.execute(db.kysely);
    await expect.poll(() => new Set(state.taken.map((sent) => sent.id)).size, patiently).toBe(5);
    expect(isInOrder(state.taken)).toBe(true);
    expect(state.sent.length - before).toBeGreaterThanOrEqual(5);
    await expect.poll(async () => new Set((await rowsOf(db)).map((row) => row.state)), patiently).toEqual(new Set(['DELIVERED']));
  });
});

describe('a server that is killed while it sends', () => {
  test('has told nothing in vain: the next one repeats it under the same id, then what comes after it', async () => {
    const url = await testDatabaseUrl();
    const db = await testDatabase({ url });
    const sent: Sent[] = [];
    const hanging: ServerResponse[] = [];
    const state = { answers: false };
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => {
        body += part.toString('utf8');
      });
      request.on('end', () => {
        sent.push(sentOf(request.headers, body));
        if (state.answers) response.end();
        else hanging.push(response);
      });
    });
    ends.push(async () => server.close().closeAllConnections());
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const port = (server.address() as AddressInfo).port;
    await guests(db, 'A', 'B');
    await webhookFor(db, `http://127.0.0.1:${port}/hook`, Date.now());
    await happen(db, Date.now(), 'A', 'B', 'A', 'A', 'B');

    const program = fileURLToPath(new URL('./killed-sender.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', program, url, await testDataDir(), testEncryptionKey], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    ends.unshift(async () => child.kill('SIGKILL'));
    await expect.poll(() => sent.length, patiently).toBe(2); // the oldest of each guest
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
    const begun = sent.splice(0);

    state.answers = true;
    const clock = () => Date.now() + 61_000; // when the dead one's lease is over
    deliver(db, openSender({ clock, allowPrivate: new Set(['127.0.0.1']) }), clock);
    await expect.poll(() => new Set(sent.map(({ id }) => id)).size, patiently).toBe(5);
    expect(begun.every(({ id }) => sent.some((again) => again.id === id))).toBe(true);
    expect(isInOrder(sent)).toBe(true);
    await expect.poll(async () => new Set((await rowsOf(db)).map((row) => row.state)), patiently).toEqual(new Set(['DELIVERED']));
  }, 180_000);
});
