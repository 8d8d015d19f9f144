import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DatabaseUnavailable, type Db } from '../../server/db/open.ts';
import { testDatabase, testDatabaseUrl } from '../support/database.ts';

/** A network between the program and its database that can break. */
class Wire {
  readonly url: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #silent = false;

  private constructor(server: Server, url: URL) {
    this.#server = server;
    this.url = url;
  }

  static async open(target: URL): Promise<Wire> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = new URL(target);
    if (typeof address === 'object' && address !== null) url.port = String(address.port);
    const wire = new Wire(server, url);
    server.on('connection', (near) => {
      const far = createConnection(Number(target.port), target.hostname);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        wire.#sockets.add(one);
        one.on('error', () => undefined);
        one.on('data', (bytes) => void (wire.#silent || other.write(bytes)));
        one.on('close', () => {
          wire.#sockets.delete(one);
          other.destroy();
        });
      }
    });
    return wire;
  }

  /** Swallows all bytes, as a dead switch does: nobody is told. */
  silence(silent: boolean): void {
    this.#silent = silent;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async refuse(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async listenAgain(): Promise<void> {
    this.#server.listen(Number(this.url.port), '127.0.0.1');
    await once(this.#server, 'listening');
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}

let wire: Wire;
let db: Db;

beforeEach(async () => {
  wire = await Wire.open(new URL(await testDatabaseUrl()));
  db = await testDatabase({ url: wire.url.toString(), statementTimeoutMs: 300, maxConnections: 2 });
});

afterEach(async () => {
  wire.silence(false);
  wire.close();
  await db.close();
});

const ask = () => db.run<{ one: number }>('one', 'select 1 as one', []);
const write = () =>
  db.transaction(async (tx) => {
    await tx.run('one', 'select 1 as one', []);
    await tx.kysely.selectFrom('locations').select('name').execute();
  });
const back = () => vi.waitFor(async () => expect(await ask()).toEqual([{ one: 1 }]), { timeout: 60_000 });

describe('each fault is DatabaseUnavailable and passes with its cause', () => {
  test('the server refuses', async () => {
    await wire.refuse();
    await expect(ask()).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(write()).rejects.toBeInstanceOf(DatabaseUnavailable);
    await wire.listenAgain();
    await back();
  });

  test('the network swallows everything', async () => {
    await ask();
    wire.silence(true);
    await expect(ask()).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(write()).rejects.toBeInstanceOf(DatabaseUnavailable);
    wire.silence(false);
    await back();
  });

  test('the network swallows everything in the middle of a transaction', async () => {
    const work = db.transaction(async (tx) => {
      await tx.run('one', 'select 1 as one', []);
      wire.silence(true);
      await tx.run('one', 'select 1 as one', []);
    });
    await expect(work).rejects.toBeInstanceOf(DatabaseUnavailable);
    wire.silence(false);
    await back();
  });

  test('the connections are reset in the middle of a transaction', async () => {
    const work = db.transaction(async (tx) => {
      const pending = tx.run('sleep', 'select pg_sleep(0.2)', []);
      setTimeout(() => wire.cut(), 50);
      await pending;
    });
    await expect(work).rejects.toBeInstanceOf(DatabaseUnavailable);
    await back();
  });

  test('the connections are reset while a COPY is fed', async () => {
    const rows = async function* () {
      yield 'a\tA\t2026-03-01T12:00:00Z\n'.repeat(5_000);
      wire.cut();
      yield 'b\tB\t2026-03-01T12:00:00Z\n'.repeat(5_000);
    };
    const work = db.transaction((tx) => tx.copyIn('copy menu_items (menu_item_id, name, recorded_at) from stdin', rows()));
    await expect(work).rejects.toBeInstanceOf(DatabaseUnavailable);
    await back();
  });

  test('idle connections are reset while nobody asks', async () => {
    await ask();
    wire.cut();
    await back();
  });
});
