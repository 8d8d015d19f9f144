/** Rows of one page. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly startCursor: string | null;
  readonly endCursor: string | null;
  /** Rows on all pages together; null: not asked for. */
  readonly total: number | null;
}

/** Which page is wanted: the first ones behind a cursor, or the last ones before one. */
export interface PageWish {
  readonly size: number;
  readonly from: 'start' | 'end';
  /** null: from the very start or end. */
  readonly cursor: string | null;
  /** True: only where the page begins and ends; it is passed on the way to another one. */
  readonly isPassed: boolean;
  readonly counts: boolean;
}

export type AskPage<Row> = (wish: PageWish, signal: AbortSignal) => Promise<ListPage<Row>>;

/** What a list knows now. A new object whenever something changed. */
export interface ListState {
  /** null: not known yet. */
  readonly total: number | null;
  /** What is looked for far away, and which part of the way is done, 0 to 1; null: nothing. */
  readonly seeking: { readonly row: number; readonly share: number } | null;
  /** The server asked to wait; the list goes on by itself. */
  readonly isWaiting: boolean;
  readonly error: Error | null;
}

export const pageSize = 100;
/** Pages that stay in memory; those farthest from the view go first. */
const mostPages = 30;
/** Pages that are loaded ahead of the view, once it has moved: who only looks at the top costs one page. */
const ahead = 2;
/** The view must rest so long before anything is asked, milliseconds: a drag passes many pages. */
const restMs = 60;

/**
 * A list of any length, of which the pages around the view are in memory. Pages are reached from their neighbours by cursors, from
 * either end; the cursors of all pages that were passed are kept, so that no way is gone twice.
 */
export class PagedList<Row> {
  readonly #ask: AskPage<Row>;
  readonly #pauseOf: (error: unknown) => number | null;
  readonly #pages = new Map<number, readonly Row[]>();
  /** Cursor behind which a page begins. */
  readonly #after = new Map<number, string | null>([[0, null]]);
  /** Cursor before which a page ends. */
  readonly #before = new Map<number, string | null>();
  readonly #listeners = new Set<() => void>();
  readonly #abort = new AbortController();
  #state: ListState = { total: null, seeking: null, isWaiting: false, error: null };
  #view = { first: 0, last: 0 };
  #walk: { readonly page: number; readonly length: number } | null = null;
  #hasMoved = false;
  #isWorking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param pauseOf seconds to wait where an error passes by itself; null: it does not. */
  constructor(ask: AskPage<Row>, pauseOf: (error: unknown) => number | null = () => null) {
    this.#ask = ask;
    this.#pauseOf = pauseOf;
  }

  readonly subscribe = (tell: () => void): (() => void) => {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  };

  readonly state = (): ListState => this.#state;

  /** A row by its place from 0; null: not loaded. */
  row(index: number): Row | null {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null;
  }

  /** Every loaded row with its place. */
  *rows(): Generator<readonly [number, Row]> {
    for (const [page, rows] of this.#pages) for (const [at, row] of rows.entries()) yield [page * pageSize + at, row];
  }

  /** Says which rows are in view; they and those ahead of them are loaded. */
  show(first: number, last: number): void {
    this.#hasMoved ||= first > 0;
    this.#view = { first: Math.floor(first / pageSize), last: Math.floor(last / pageSize) };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#work(), this.#state.total === null ? 0 : restMs);
  }

  retry(): void {
    this.#change({ error: null });
    void this.#work();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#listeners.clear();
  }

  #change(part: Partial<ListState>): void {
    this.#state = { ...this.#state, ...part };
    for (const tell of this.#listeners) tell();
  }

  /** The first page that is wanted and missing: those in view, then those ahead. */
  #missing(): number | undefined {
    const { first, last } = this.#view;
    const wanted = Array.from({ length: last - first + 1 + (this.#hasMoved ? ahead : 0) }, (_, at) => first + at);
    return wanted.find((page) => page <= this.#lastPage() && !this.#pages.has(page));
  }

  #lastPage(): number {
    const { total } = this.#state;
    return total === null ? 0 : Math.max(0, Math.ceil(total / pageSize) - 1);
  }

  async #work(): Promise<void> {
    if (this.#isWorking || this.#state.error !== null) return;
    this.#isWorking = true;
    try {
      for (let page = this.#missing(); page !== undefined && !this.#abort.signal.aborted; page = this.#missing())
        await this.#step(page);
      if (this.#state.seeking !== null) this.#change({ seeking: null });
    } catch (error) {
      if (!this.#abort.signal.aborted)
        this.#change({ error: error instanceof Error ? error : new Error(String(error)), seeking: null });
    } finally {
      this.#isWorking = false;
    }
  }

  /** Loads a page if its neighbour is known, else goes one page towards it. */
  async #step(page: number): Promise<void> {
    const wish = this.#wishFor(page);
    const isPassed = wish.page !== page;
    this.#tellWay(page, isPassed ? Math.abs(page - wish.page) : 0);
    const answer = await this.#asked({ ...wish.wish, isPassed, counts: this.#state.total === null });
    if (this.#abort.signal.aborted) return;
    if (answer.endCursor !== null) this.#after.set(wish.page + 1, answer.endCursor);
    if (answer.startCursor !== null) this.#before.set(wish.page - 1, answer.startCursor);
    if (!isPassed) this.#keep(page, answer.rows);
    if (answer.total !== null) this.#begin(answer.total);
    else this.#change({});
  }

  #begin(total: number): void {
    this.#change({ total });
    this.#before.set(this.#lastPage(), null);
  }

  async #asked(wish: PageWish): Promise<ListPage<Row>> {
    for (;;) {
      try {
        return await this.#ask(wish, this.#abort.signal);
      } catch (error) {
        const pause = this.#abort.signal.aborted ? null : this.#pauseOf(error);
        if (pause === null) throw error;
        this.#change({ isWaiting: true });
        await new Promise((resolve) => setTimeout(resolve, pause * 1000));
        this.#change({ isWaiting: false });
      }
    }
  }

  /** The nearest page towards this one that can be asked for. */
  #wishFor(page: number): { readonly page: number; readonly wish: Pick<PageWish, 'size' | 'from' | 'cursor'> } {
    const low = Math.max(...[...this.#after.keys()].filter((known) => known <= page));
    const high = Math.min(...[...this.#before.keys()].filter((known) => known >= page));
    if (high - page < page - low)
      return { page: high, wish: { size: this.#sizeOf(high), from: 'end', cursor: this.#before.get(high) ?? null } };
    return { page: low, wish: { size: pageSize, from: 'start', cursor: this.#after.get(low) ?? null } };
  }

  #sizeOf(page: number): number {
    return page === this.#lastPage() ? (this.#state.total ?? 0) - page * pageSize || pageSize : pageSize;
  }

  #keep(page: number, rows: readonly Row[]): void {
    this.#pages.set(page, rows);
    const middle = (this.#view.first + this.#view.last) / 2;
    const farthest = [...this.#pages.keys()].sort((one, other) => Math.abs(other - middle) - Math.abs(one - middle));
    for (const gone of farthest.slice(0, Math.max(0, this.#pages.size - mostPages))) this.#pages.delete(gone);
  }

  #tellWay(page: number, left: number): void {
    if (left === 0) {
      this.#walk = null;
      if (this.#state.seeking !== null) this.#change({ seeking: null });
      return;
    }
    if (this.#walk?.page !== page) this.#walk = { page, length: left };
    this.#change({ seeking: { row: page * pageSize, share: 1 - left / Math.max(left, this.#walk.length) } });
  }
}
