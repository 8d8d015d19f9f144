import type { LiveEvent } from '../../store/live-events.ts';

/** An event on its way to one listener, and where to go on after it. */
export interface LiveItem {
  readonly event: LiveEvent;
  readonly cursor: string;
}

/** The listener reads too slowly: the rest has to be fetched again from the cursor. */
export interface Lagged {
  readonly lagged: true;
  readonly cursor: string;
}

/** Most events that wait for a listener: some megabytes for a thousand slow ones. */
const mostWaiting = 1_000;

/** What waits for one listener, bounded. */
export class LiveQueue implements AsyncIterableIterator<LiveItem | Lagged> {
  readonly #wants: (event: LiveEvent) => boolean;
  readonly #ended: () => void;
  readonly #waiting: (LiveItem | Lagged)[] = [];
  #cursor: string;
  #over = false;
  #lagging = false;
  #asking: ((result: IteratorResult<LiveItem | Lagged>) => void) | null = null;

  /** @param cursor where the listener begins, `ended` is called once, when nobody reads any more. */
  constructor(cursor: string, wants: (event: LiveEvent) => boolean, ended: () => void) {
    this.#cursor = cursor;
    this.#wants = wants;
    this.#ended = ended;
  }

  /** Events of one reading: only behind the last of them everything of it is known. */
  push(events: readonly LiveEvent[], before: string, after: string): void {
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
    this.#lagging = true;
    this.#waiting.splice(0, this.#waiting.length, { lagged: true, cursor: this.#cursor });
  }

  #give(asking: (result: IteratorResult<LiveItem | Lagged>) => void, item: LiveItem | Lagged): void {
    this.#asking = null;
    this.#cursor = item.cursor;
    asking({ done: false, value: item });
  }

  next(): Promise<IteratorResult<LiveItem | Lagged>> {
    return new Promise((resolve) => {
      const item = this.#over ? undefined : this.#waiting.shift();
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
