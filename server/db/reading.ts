import type { BinaryRows } from './binary-rows.ts';
import { isUnavailable } from './errors.ts';
import type { Listening } from './listener.ts';
import type { Db, Watcher } from './session.ts';

/** What the statements of one request have in common. */
export interface Course {
  /** Everything that is still asked goes to the primary: the replica has failed this request once. */
  isOnPrimary: boolean;
  /** Told of what the replica failed with, when it does not answer at all. */
  readonly onAway: (error: unknown) => void;
}

const statementTimeout = '57014';

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

/** The question itself takes too long: it would there as well. */
function isSlow(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof Error && 'code' in cause && cause.code === statementTimeout;
}

/**
 * Reads from a replica for one request. What fails there is asked of the primary, once and for the rest of the request: a replica may die,
 * or cancel a statement because it has to replay. Whatever is more than a single reading goes to the primary at once.
 */
export class ReadingDb implements Db {
  readonly #replica: Db;
  readonly #primary: Db;
  readonly #course: Course;

  constructor(replica: Db, primary: Db, course: Course) {
    this.#replica = replica;
    this.#primary = primary;
    this.#course = course;
  }

  async #read<Result>(ask: (db: Db) => Promise<Result>): Promise<Result> {
    if (this.#course.isOnPrimary) return await ask(this.#primary);
    try {
      return await ask(this.#replica);
    } catch (error) {
      if (isSlow(error)) throw error;
      this.#course.isOnPrimary = true;
      if (isUnavailable(causeOf(error))) this.#course.onAway(causeOf(error));
      return await ask(this.#primary);
    }
  }

  run<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    return this.#read((db) => db.run<Row>(name, text, values));
  }
  runOnce<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    return this.#read((db) => db.runOnce<Row>(name, text, values));
  }
  runBinary(name: string, text: string, values: readonly unknown[]): Promise<BinaryRows> {
    return this.#read((db) => db.runBinary(name, text, values));
  }
  watched(tell: Watcher): Db {
    return new ReadingDb(this.#replica.watched(tell), this.#primary.watched(tell), this.#course);
  }

  get kysely(): Db['kysely'] {
    return this.#primary.kysely;
  }
  get sealer(): Db['sealer'] {
    return this.#primary.sealer;
  }
  get onStatement(): Db['onStatement'] {
    return this.#primary.onStatement;
  }
  set onStatement(hook: Db['onStatement']) {
    this.#primary.onStatement = hook;
  }
  transaction<Result>(work: (tx: Db) => Promise<Result>): Promise<Result> {
    return this.#primary.transaction(work);
  }
  copyIn(): Promise<number> {
    throw new Error('copyIn was called outside of a transaction: call it on the tx of db.transaction()');
  }
  listen(channel: string, heard: () => void): Listening {
    return this.#primary.listen(channel, heard);
  }
  async close(): Promise<void> {
    throw new Error('close was called on what one request reads from: close the Db that openDatabase returned');
  }
}
