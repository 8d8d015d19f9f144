import type { Db } from '../../db/open.ts';
import { type LiveEvent, type LiveReading, liveChannel, liveKeptMs, readLive } from '../../store/live-events.ts';
import { cursorOf, placeOf } from '../cursor.ts';
import { badInput, refusal } from '../errors.ts';
import { LiveQueue, type LiveSource } from './queue.ts';

const list = 'live';

/** How long the end of the program waits for what listeners are working on, milliseconds. */
const stopPatienceMs = 3_000;

const nameOf = ({ transaction, topic, customerId, subject }: LiveEvent): string =>
  `${transaction} ${topic} ${subject} ${customerId}`;

export interface LiveHubOptions {
  readonly db: Db;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly onFault: (error: unknown) => void;
}

/**
 * Hands what happens in any process to the listeners of this one. It begins to listen with the first of them. Read again from the oldest
 * transaction that was still running, nothing is missed, whatever order transactions commit in.
 */
export class LiveHub implements LiveSource {
  readonly #options: LiveHubOptions;
  readonly #queues = new Set<LiveQueue>();
  /** Events behind the horizon that were handed out already. */
  #known = new Map<string, number>();
  #horizon = 0;
  #started: Promise<void> | null = null;
  #listening: { stop(): Promise<void> } | null = null;
  #reading: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  #whenEmpty: () => void = () => undefined;

  constructor(options: LiveHubOptions) {
    this.#options = options;
  }

  #cursorAt(horizon: number): string {
    return cursorOf(list, [horizon, this.#options.clock()]);
  }

  /** @throws GraphQLError BAD_USER_INPUT for what is no cursor, and for one that is too old. */
  #horizonOf(cursor: string): number {
    const [horizon, at] = placeOf(list, cursor);
    if (!Number.isSafeInteger(horizon) || typeof at !== 'number') throw badInput('The cursor is not one of a subscription');
    if (this.#options.clock() - at > liveKeptMs) {
      throw badInput('after is older than 24 hours; ask with a query for what happened and subscribe without it');
    }
    return Number(horizon);
  }

  /**
   * What happens from now on, or from the cursor on, as far as it is wanted.
   * @throws GraphQLError BAD_USER_INPUT for a wrong cursor, UNAVAILABLE while the program stops; DatabaseUnavailable.
   */
  async listen(after: string | null, wants: (event: LiveEvent) => boolean): Promise<LiveQueue> {
    if (this.#stopped) throw refusal('UNAVAILABLE', 'This server is stopping; connect again', { retryAfter: 1 });
    const from = after === null ? null : this.#horizonOf(after);
    await this.#start();
    const queue: LiveQueue = new LiveQueue(after ?? this.#cursorAt(this.#horizon), wants, () => {
      this.#queues.delete(queue);
      if (this.#queues.size === 0) this.#whenEmpty();
    });
    this.#queues.add(queue);
    if (from === null) return queue;
    queue.hold();
    try {
      const first = await readLive(this.#options.db, from);
      void this.#catchUp(queue, from, first).catch(() => queue.lag()); // it comes back, and reads on from its cursor
    } catch (error) {
      await queue.return();
      throw error;
    }
    return queue;
  }

  /** What was missed, as fast as the listener reads it, and then what happened meanwhile. */
  async #catchUp(queue: LiveQueue, from: number, first: LiveReading): Promise<void> {
    let [start, reading] = [from, first];
    let told = new Set<string>(); // of the reading before: the next one begins at its horizon and may repeat some of it
    while (!queue.isOver) {
      const before = told;
      const news = reading.events.filter((event) => !before.has(nameOf(event)));
      told = new Set(reading.events.map(nameOf));
      if (!reading.more && news.length === 0) break;
      queue.ignore();
      await queue.fill(news, this.#cursorAt(start), this.#cursorAt(reading.horizon));
      start = reading.horizon;
      queue.hold();
      reading = await readLive(this.#options.db, start);
    }
    queue.release((event) => !told.has(nameOf(event)));
  }

  #start(): Promise<void> {
    this.#started ??= (async () => {
      const { horizon, events } = await readLive(this.#options.db, Number.MAX_SAFE_INTEGER);
      this.#horizon = horizon;
      this.#known = new Map(events.map((event) => [nameOf(event), event.transaction]));
      this.#listening = this.#options.db.listen(liveChannel, () => this.#wake());
    })().catch((error: unknown) => {
      this.#started = null;
      throw error;
    });
    return this.#started;
  }

  #wake(): void {
    this.#again = true;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
      if (this.#again && !this.#stopped) this.#wake();
    });
  }

  async #read(): Promise<void> {
    this.#again = false;
    try {
      const { horizon, events, more } = await readLive(this.#options.db, this.#horizon);
      const news = events.filter((event) => !this.#known.has(nameOf(event)));
      const [before, after] = [this.#cursorAt(this.#horizon), this.#cursorAt(horizon)];
      this.#horizon = horizon;
      for (const event of news) this.#known.set(nameOf(event), event.transaction);
      for (const [name, transaction] of this.#known) if (transaction < horizon) this.#known.delete(name);
      for (const queue of this.#queues) queue.push(news, before, after);
      this.#again ||= more;
    } catch (error) {
      this.#options.onFault(error); // the next notification, or the next connection of the listener, reads on from the same place
    }
  }

  /** Ends every listener after what it is working on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#listening?.stop();
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    for (const queue of [...this.#queues]) queue.end();
    if (this.#queues.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      empty,
      new Promise((resolve) => {
        timer = setTimeout(resolve, stopPatienceMs);
      }),
    ]);
    clearTimeout(timer);
  }
}
