import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Kysely } from 'kysely';
import type { Pool, PoolClient, QueryResult } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type BinaryRows, queryBinary } from './binary-rows.ts';
import { boundValues } from './bound-values.ts';
import { DatabaseUnavailable, translated } from './errors.ts';
import type { Gates } from './gate.ts';
import { sessionDialect } from './kysely-dialect.ts';
import { type Listening, listenOn } from './listener.ts';
import type { Sealer } from './sealing.ts';
import type { Tables } from './tables.ts';

/** The one way to the database, outside of a transaction or inside of one. */
export interface Db {
  /** Queries on this Db's connection(s). Its own `transaction()` is refused: use the Db's. */
  readonly kysely: Kysely<Tables>;
  /** A named statement, prepared once per connection. @throws DatabaseUnavailable on connection faults and timeouts. */
  run<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
  /** As `run`, for a text that was put together for this one use: nothing of it is kept, and it is planned with its values. */
  runOnce<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
  /** As `run`, for very many rows that are looked into one after the other: they come in PostgreSQL's binary format. */
  runBinary(name: string, text: string, values: readonly unknown[]): Promise<BinaryRows>;
  /**
   * Commits when `work` is done, rolls back when it throws. Nested: a savepoint; two at once inside of one transaction are refused.
   * @throws DatabaseUnavailable also when the connection breaks in the commit: it may or may not have been done.
   */
  transaction<Result>(work: (tx: Db) => Promise<Result>): Promise<Result>;
  /** `COPY … FROM STDIN`, only inside a transaction. @returns the number of rows. */
  copyIn(copySql: string, rows: AsyncIterable<string | Buffer> | Iterable<string | Buffer>): Promise<number>;
  /**
   * Hears a channel of NOTIFY over a connection of its own until it is stopped. `heard` is called at each notification, and after each
   * (new) connection, because what was told before it is lost.
   */
  listen(channel: string, heard: () => void): Listening;
  /** Called with the name (of `run`) or the text (of a kysely query) of each statement; transactions' begin and commit do not count. */
  onStatement: ((name: string) => void) | null;
  /** The same database; `tell` learns each statement that goes through what this answers, and through its transactions, once it is answered. */
  watched(tell: Watcher): Db;
  readonly sealer: Sealer;
  close(): Promise<void>;
}

/** Told the text of a statement and how many rows it answered or changed. */
export type Watcher = (text: string, rows: number) => void;

/** What every Session of one opened database has in common. */
export interface Shared extends Gates {
  readonly pool: Pool;
  readonly sealer: Sealer;
  /** How long to wait for an answer on this side, in milliseconds: a dead network never reports a statement timeout. 0: for ever. */
  readonly patienceMs: number;
  readonly close: () => Promise<void>;
  onStatement: ((name: string) => void) | null;
}

interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name?: string;
  readonly query_timeout?: number;
}

/** The connection of one transaction. Its work is done one after the other: pg's own queue is going away. */
class Lane {
  readonly client: PoolClient;
  #tail: Promise<unknown> = Promise.resolve();
  constructor(client: PoolClient) {
    this.client = client;
  }
  enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#tail.then(work);
    this.#tail = done.catch(() => undefined);
    return done;
  }
}

export class Session implements Db {
  #kysely: Kysely<Tables> | null = null;
  readonly #shared: Shared;
  readonly #lane: Lane | null;
  readonly #depth: number;
  readonly #watcher: Watcher | null;
  #over = false;
  #nested = false;

  constructor(shared: Shared, lane: Lane | null = null, depth = 0, watcher: Watcher | null = null) {
    this.#shared = shared;
    this.#lane = lane;
    this.#depth = depth;
    this.#watcher = watcher;
  }

  watched(tell: Watcher): Db {
    return new Session(this.#shared, this.#lane, this.#depth, tell);
  }

  /** Made on first use: most transactions run named statements only. */
  get kysely(): Kysely<Tables> {
    this.#kysely ??= new Kysely<Tables>({
      dialect: sessionDialect(async (text, values) => {
        this.#shared.onStatement?.(text);
        return await this.#query({ text, values, query_timeout: this.#shared.patienceMs });
      }),
    });
    return this.#kysely;
  }

  get sealer(): Sealer {
    return this.#shared.sealer;
  }
  get onStatement(): ((name: string) => void) | null {
    return this.#shared.onStatement;
  }
  set onStatement(hook: ((name: string) => void) | null) {
    this.#shared.onStatement = hook;
  }

  async run<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    this.#shared.onStatement?.(name);
    const result = await this.#query({ name, text, values, query_timeout: this.#shared.patienceMs });
    return result.rows as Row[];
  }

  async runOnce<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    this.#shared.onStatement?.(name);
    const result = await this.#query({ text, values, query_timeout: this.#shared.patienceMs });
    return result.rows as Row[];
  }

  async runBinary(name: string, text: string, values: readonly unknown[]): Promise<BinaryRows> {
    this.#assertOpen();
    this.#shared.onStatement?.(name);
    const query = { name, text, values: boundValues(values), query_timeout: this.#shared.patienceMs };
    const lane = this.#lane;
    const rows = await translated(() =>
      lane === null
        ? this.#onAnyConnection((client) => queryBinary(client, query))
        : lane.enqueue(() => queryBinary(lane.client, query)),
    );
    this.#watcher?.(text, rows.count);
    return rows;
  }

  /** One that is free; it is thrown away when the work fails, as the pool does with its own. */
  async #onAnyConnection<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return await this.#shared.gate.pass(async () => {
      const client = await this.#shared.pool.connect();
      let failed = true;
      try {
        const result = await work(client);
        failed = false;
        return result;
      } finally {
        client.release(failed);
      }
    });
  }

  /** Several statements in one text, without parameters and without this side's patience: for migrations. */
  async script(text: string): Promise<void> {
    await this.#query({ text, values: [] });
  }

  async transaction<Result>(work: (tx: Db) => Promise<Result>): Promise<Result> {
    if (this.#lane !== null) return await this.#savepoint(this.#lane, work);
    const { gate, transactions } = this.#shared;
    return await transactions.pass(() => gate.pass(() => this.#onOneConnection(work)));
  }

  async #onOneConnection<Result>(work: (tx: Db) => Promise<Result>): Promise<Result> {
    const client = await translated(() => this.#shared.pool.connect());
    const tx = new Session(this.#shared, new Lane(client), 1, this.#watcher);
    try {
      await tx.#control('begin');
      const result = await work(tx);
      const { command } = await tx.#finish('commit');
      if (command !== 'COMMIT')
        throw new Error(
          'expected the transaction to commit, got a rollback: a statement in it had failed and its error was swallowed',
        );
      client.release();
      return result;
    } catch (error) {
      // A connection that did not answer is thrown away: to ask it for a rollback would only take more time.
      const rolledBack =
        !(error instanceof DatabaseUnavailable || tx.#over) &&
        (await tx.#finish('rollback').then(
          () => true,
          () => false,
        ));
      tx.#over = true;
      client.release(!rolledBack);
      throw error;
    }
  }

  async copyIn(copySql: string, rows: AsyncIterable<string | Buffer> | Iterable<string | Buffer>): Promise<number> {
    const lane = this.#lane;
    if (lane === null) throw new Error('copyIn was called outside of a transaction: call it on the tx of db.transaction()');
    this.#assertOpen();
    this.#shared.onStatement?.(copySql);
    return await lane.enqueue(() =>
      translated(async () => {
        const target = lane.client.query(copyFrom(copySql));
        await pipeline(Readable.from(inChunks(rows), { objectMode: true, highWaterMark: 2 }), target as Writable);
        return target.rowCount;
      }),
    );
  }

  listen(channel: string, heard: () => void): Listening {
    return listenOn(this.#shared.pool, channel, heard);
  }

  async close(): Promise<void> {
    if (this.#lane !== null) throw new Error('close was called on a transaction: close the Db that openDatabase returned');
    await this.#shared.close();
  }

  async #savepoint<Result>(lane: Lane, work: (tx: Db) => Promise<Result>): Promise<Result> {
    this.#assertOpen();
    if (this.#nested) throw new Error('two nested transactions at once inside of one transaction: do one after the other');
    this.#nested = true;
    const tx = new Session(this.#shared, lane, this.#depth + 1, this.#watcher);
    const name = `nested_${this.#depth}`;
    try {
      await tx.#control(`savepoint ${name}`);
      const result = await work(tx);
      await tx.#finish(`release savepoint ${name}`);
      return result;
    } catch (error) {
      tx.#over = true;
      await this.#control(`rollback to savepoint ${name}`).catch(() => undefined);
      throw error;
    } finally {
      this.#nested = false;
    }
  }

  /** The last statement of a transaction: whoever uses it afterwards is told so. */
  #finish(text: string): Promise<QueryResult> {
    const done = this.#control(text);
    this.#over = true;
    return done;
  }

  #control(text: string): Promise<QueryResult> {
    return this.#query({ text, values: [], query_timeout: this.#shared.patienceMs });
  }

  #assertOpen(): void {
    if (this.#over) throw new Error('a transaction was used after its end: await every statement inside of db.transaction()');
  }

  async #query(query: Query): Promise<QueryResult> {
    this.#assertOpen();
    const config = { ...query, values: boundValues(query.values) };
    const lane = this.#lane;
    const { pool, gate } = this.#shared;
    const result = await translated(() =>
      lane === null ? gate.pass(() => pool.query(config)) : lane.enqueue(() => lane.client.query(config)),
    );
    this.#watcher?.(query.text, result.rowCount ?? 0);
    return result;
  }
}

/** Rows put together to pieces of about 64 kB: one message per row is slow. */
async function* inChunks(rows: AsyncIterable<string | Buffer> | Iterable<string | Buffer>): AsyncGenerator<Buffer> {
  const chunkBytes = 65_536;
  let pieces: Buffer[] = [];
  let bytes = 0;
  for await (const row of rows) {
    const piece = typeof row === 'string' ? Buffer.from(row, 'utf8') : row;
    pieces.push(piece);
    bytes += piece.length;
    if (bytes < chunkBytes) continue;
    yield pieces.length === 1 ? piece : Buffer.concat(pieces, bytes);
    pieces = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pieces, bytes);
}
