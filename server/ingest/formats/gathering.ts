import { HashTable } from '../seen.ts';
import type { Group, SheetRow } from './scope.ts';

/** Rows of groups that are not complete yet, held at once; what does not fit is read by a further pass over the file. */
const mostHeld = 200_000;
const separator = '\x1f';
const [rowsWord, passWord] = [0, 1] as const;

/** How many rows each group of a file has, so that a later walk knows when it has seen them all. Grows with the groups: 16 bytes each and room. */
export class GroupSizes {
  readonly #table = new HashTable();
  #passes = 0;

  count(key: string): void {
    const { place } = this.#table.find(key);
    this.#table.write(place, rowsWord, this.#table.read(place, rowsWord) + 1);
  }

  /** One walk through all groups, in as many passes over the file as memory asks for. */
  walk(most: number = mostHeld): GroupWalk {
    return new GroupWalk(this.#table, () => ++this.#passes, most);
  }
}

interface Held {
  readonly line: number;
  readonly file: number;
  /** One text once the file has been read on: cells are cut out of its blocks, and would keep them in memory. */
  cells: readonly string[] | string;
}

interface OpenGroup {
  readonly sheets: Map<string, Held[]>;
  /** Rows still to come; below 0: unknown. */
  missing: number;
  readonly rows: number;
}

/** Puts rows that lie apart together. Most groups are complete soon after their beginning, and go on at once. */
export class GroupWalk {
  readonly #table: HashTable;
  readonly #nextPass: () => number;
  readonly #most: number;
  readonly #firstPass: number;
  #pass: number;
  #isPutOff = false;
  /** Rows of open groups, those to come included. */
  #promised = 0;
  #open = new Map<string, OpenGroup>();
  /** Groups that got rows since the last `detach`. */
  #touched = new Map<string, OpenGroup>();

  constructor(table: HashTable, nextPass: () => number, most: number) {
    this.#table = table;
    this.#nextPass = nextPass;
    this.#most = most;
    this.#pass = nextPass();
    this.#firstPass = this.#pass;
  }

  get isFirstPass(): boolean {
    return this.#pass === this.#firstPass;
  }

  /** @returns the group, when this is the last of its rows. */
  add(key: string, sheetId: string, { line, file, cells }: SheetRow): Group | null {
    const group = this.#open.get(key) ?? this.#begin(key);
    if (group === null) return null;
    const rows = group.sheets.get(sheetId) ?? [];
    rows.push({ line, file, cells });
    group.sheets.set(sheetId, rows);
    group.missing -= 1;
    if (group.missing !== 0) {
      this.#touched.set(key, group);
      return null;
    }
    this.#promised -= group.rows;
    this.#open.delete(key);
    this.#touched.delete(key);
    return released(key, group);
  }

  /** Null: it was complete in an earlier pass, or is put off to a later one. */
  #begin(key: string): OpenGroup | null {
    const { place } = this.#table.find(key);
    const rows = this.#table.read(place, rowsWord);
    const pass = this.#table.read(place, passWord);
    if (pass !== this.#pass) {
      if (pass >= this.#firstPass) return null;
      // From the first group on that does not fit, none is begun: its later rows must not be taken for all of it.
      this.#isPutOff ||= this.#promised > 0 && this.#promised + rows > this.#most;
      if (this.#isPutOff) return null;
      this.#table.write(place, passWord, this.#pass);
    }
    const group: OpenGroup = { sheets: new Map(), missing: rows, rows };
    this.#promised += rows;
    this.#open.set(Buffer.from(key).toString(), group);
    return group;
  }

  /** The file is read on: what is held lets go of the block that it was cut out of. */
  detach(): void {
    for (const group of this.#touched.values())
      for (const rows of group.sheets.values())
        for (let at = rows.length - 1; at >= 0; at -= 1) {
          const row = rows[at];
          if (row === undefined || typeof row.cells === 'string') break;
          row.cells = row.cells.join(separator);
        }
    this.#touched.clear();
  }

  /** Ends a pass. @returns groups whose keys were met under one number, or of a file that changed meanwhile, as they stand; whether another pass is needed. */
  end(): { readonly rest: readonly Group[]; readonly more: boolean } {
    const rest = [...this.#open].map(([key, group]) => released(key, group));
    const more = this.#isPutOff;
    this.#open = new Map();
    this.#promised = 0;
    this.#isPutOff = false;
    if (more) this.#pass = this.#nextPass();
    return { rest, more };
  }
}

function released(key: string, { sheets }: OpenGroup): Group {
  const rowsOf = (held: readonly Held[]): SheetRow[] =>
    held.map(({ line, file, cells }) => ({ line, file, cells: typeof cells === 'string' ? cells.split(separator) : cells }));
  return { key, rows: new Map([...sheets].map(([id, rows]) => [id, sorted(rowsOf(rows))])) };
}

/** By what the rows say; real duplicates stay side by side. */
export function sorted(rows: readonly SheetRow[]): readonly SheetRow[] {
  if (rows.length < 2) return rows;
  const texts = new Map(rows.map((row) => [row, row.cells.join(separator)]));
  return [...rows].sort((a, b) => {
    const [left, right] = [texts.get(a) ?? '', texts.get(b) ?? ''];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}
