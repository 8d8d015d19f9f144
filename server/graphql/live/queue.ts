import type { LiveEvent } from '../../store/live-events.ts';

/** An event on its way to one listener, and where to go on after it. */
export interface LiveItem {
  readonly event: LiveEvent;
  readonly cursor: string;
}

/** Where listeners get events from. */
export interface LiveSource {
  /** What happens from now on, or from the cursor on, as far as it is wanted. */
  listen(after: string | null, wants: (event: LiveEvent) => boolean): Promise<LiveQueue>;
}

/** The listener reads too slowly: the rest has to be fetched again from the cursor. */
export interface Lagged {
  readonly lagged: true;
  readonly cursor: string;
}

/** Most events that wait for a listener: some megabytes for a thousand slow ones. */
const mostWaiting = 1_000;

/** Events, the cursor before them and the one behind. */
type Reading = readonly [events: readonly LiveEvent[], before: string, after: string];

/** What waits for one listener, bounded. */
export class LiveQueue implements AsyncIterableIterator<LiveItem | Lagged> {
  readonly #wants: (event: LiveEvent) => boolean;
  readonly #ended: () => void;
  readonly #waiting: (LiveItem | Lagged)[] = [];
  #cursor: string;
  #over = false;
  #lagging = false;
  /** What is pushed while the listener is behind: let go, or kept for a moment. */
  #behind: 'IGNORING' | Reading[] | null = null;
  #roomy: () => void = () => undefined;
  #asking: ((result: IteratorResult<LiveItem | Lagged>) => void) | null = null;

  /** @param cursor where the listener begins, `ended` is called once, when nobody reads any more. */
  constructor(cursor: string, wants: (event: LiveEvent) => boolean, ended: () => void) {
    this.#cursor = cursor;
    this.#wants = wants;
    this.#ended = ended;
  }

  /** Events of one reading: only behind the last of them everything of it is known. */
  push(events: readonly LiveEvent[], before: string, after: string): void {
    if (this.#behind === null) this.#add(events, before, after);
    else if (this.#behind !== 'IGNORING') this.#behind.push([events, before, after]);
  }

  /** As it was missed, however much that is: waits until the listener has read what is there before it takes more. */
  async fill(events: readonly LiveEvent[], before: string, after: string): Promise<void> {
    for (let from = 0; from < events.length && !this.#over && !this.#lagging; from += mostWaiting) {
      const last = from + mostWaiting >= events.length;
      this.#add(events.slice(from, from + mostWaiting), before, last ? after : before);
      await this.#room();
    }
  }

  #room(): Promise<void> {
    if (this.#waiting.length === 0 || this.#over || this.#lagging) return Promise.resolve();
    return new Promise((resolve) => {
      this.#roomy = resolve;
    });
  }

  /** Lets go what is pushed, because a later reading has it. */
  ignore(): void {
    this.#behind = 'IGNORING';
  }

  /** Keeps what is pushed until `release` or `ignore`. */
  hold(): void {
    this.#behind = [];
  }

  /** Hands out what was kept, as far as it is news, and from now on what is pushed. */
  release(isNews: (event: LiveEvent) => boolean): void {
    const held = this.#behind === null || this.#behind === 'IGNORING' ? [] : this.#behind;
    this.#behind = null;
    for (const [events, before, after] of held) this.#add(events.filter(isNews), before, after);
  }

  get isOver(): boolean {
    return this.#over || this.#lagging;
  }

  #add(events: readonly LiveEvent[], before: string, after: string): void {
    const wanted = this.#over || this.#lagging ? [] : events.filter(this.#wants);
    for (const [index, event] of wanted.entries()) this.#put({ event, cursor: index === wanted.length - 1 ? after : before });
  }

  #put(item: LiveItem): void {
    if (this.#lagging) return;
    if (this.#asking !== null) {
      this.#give(this.#asking, item);
      return;
    }
    if (this.#waiting.length < mostWaiting) {
      this.#waiting.push(item);
      return;
    }
    this.lag();
  }

  /** Tells the listener to come back with the cursor, and keeps nothing more for it. */
  lag(): void {
    if (this.#lagging || this.#over) return;
    this.#lagging = true;
    this.#behind = 'IGNORING';
    const lagged: Lagged = { lagged: true, cursor: this.#cursor };
    this.#waiting.length = 0;
    if (this.#asking === null) this.#waiting.push(lagged);
    else this.#give(this.#asking, lagged);
    this.#roomy();
  }

  #give(asking: (result: IteratorResult<LiveItem | Lagged>) => void, item: LiveItem | Lagged): void {
    this.#asking = null;
    this.#cursor = item.cursor;
    asking({ done: false, value: item });
  }

  next(): Promise<IteratorResult<LiveItem | Lagged>> {
    return new Promise((resolve) => {
      const item = this.#over ? undefined : this.#waiting.shift();
      if (this.#waiting.length === 0) this.#roomy();
      if (item !== undefined) this.#give(resolve, item);
      else if (this.#over) {
        this.#ended();
        resolve({ done: true, value: undefined });
      } else this.#asking = resolve;
    });
  }

  /** Nothing more comes; what the listener is working on it may finish. */
  end(): void {
    this.#over = true;
    this.#waiting.length = 0;
    this.#roomy();
    const asking = this.#asking;
    this.#asking = null;
    if (asking === null) return;
    this.#ended();
    asking({ done: true, value: undefined });
  }

  async return(): Promise<IteratorResult<LiveItem | Lagged>> {
    this.end();
    this.#ended();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
