import { hash } from 'node:crypto';
import type { TableShape } from './columns.ts';
import type { Row, RowFault } from './row-types.ts';
import { Ordinals, SeenKeys } from './seen.ts';

/** A row with its natural key, ready to be merged. */
export interface KeyedRow<Source> {
  readonly row: Row;
  readonly source: Source;
  /** Null: the key was derived and cannot repeat. */
  readonly key: string | null;
}

/** Gives every row of a run its natural key and finds the repeated ones. */
export class KeyBook {
  readonly #keyIndexes: readonly number[];
  readonly #shape: TableShape;
  readonly #noun: string;
  readonly #derived: { readonly table: 'visits' | 'visit_items'; readonly index: number } | null;
  readonly #seen = new SeenKeys();
  readonly #ordinals = new Ordinals();

  /** @param noun what a row's number counts in messages, such as "line". */
  constructor(shape: TableShape, noun: string) {
    this.#shape = shape;
    this.#noun = noun;
    this.#keyIndexes = shape.key.map((name) => this.#place(name));
    if (shape.table === 'visits') this.#derived = { table: 'visits', index: this.#place('visit_id') };
    else this.#derived = shape.table === 'visit_items' ? { table: 'visit_items', index: this.#place('line') } : null;
  }

  /** Completes a missing visit id or line in the row's cells. @returns the key; null: derived, so that it cannot repeat. */
  keyOf(row: Row): string | null {
    const derived = this.#derived;
    const missing = derived !== null && row.cells[derived.index] === undefined;
    if (missing && derived.table === 'visits') {
      row.cells[derived.index] = this.#derivedVisitId(row.content ?? '');
      return null;
    }
    if (missing)
      row.cells[derived.index] = String(this.#ordinals.next(`${row.customerId}\x1f${row.cells[this.#place('visit_id')]}`));
    let key = '';
    for (const index of this.#keyIndexes) key += `${row.cells[index]}\x1f`;
    return key;
  }

  /** @returns null for the first row of its key; `same` for one that says the same again; a fault for one that says otherwise. */
  repetition(row: Row, key: string): 'same' | RowFault | null {
    const earlier = this.#seen.repeated(key, row.digest, row.line);
    if (earlier === null) return null;
    if (earlier.same) return 'same';
    const named = this.#shape.key.map((name, at) => `${name} ${row.cells[this.#keyIndexes[at] ?? 0]}`).join(', ');
    return {
      column: this.#shape.key.at(-1) ?? null,
      reason: `expected one row for ${named}, got another with different content in ${this.#noun} ${earlier.line}: keep the right one`,
    };
  }

  /** The first row of this key was refused after all. */
  refuse(key: string): void {
    this.#seen.refuse(key);
  }

  wasRefused(key: string): boolean {
    return this.#seen.wasRefused(key);
  }

  /**
   * Follows from what the row says and its ordinal among identical rows alone: the order of the file, its division and the zones do
   * not matter, real duplicates stay apart, and the same file gives the same ids again.
   */
  #derivedVisitId(content: string): string {
    return `row-${hash('sha256', content, 'base64url').slice(0, 20)}-${this.#ordinals.next(content)}`;
  }

  #place(name: string): number {
    return this.#shape.columns.findIndex((column) => column.name === name);
  }
}
