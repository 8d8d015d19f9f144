import { UnusableFile } from '../unusable.ts';
import { cleaned, quoted } from '../values.ts';
import { GroupSizes, sorted } from './gathering.ts';
import type { Sheet } from './schema.ts';
import type { Columns, Group, SheetRow, Surroundings } from './scope.ts';
import { openSheet, type SheetFile, type SheetLine } from './sheet.ts';
import { candidatesOf, folded } from './titles.ts';
import { columnsOf } from './values.ts';

/** A line that is no row, handed on to be refused. */
export interface FaultyLine {
  readonly line: number;
  readonly file: number;
  readonly reason: string;
}
export type OnFault = (fault: FaultyLine) => void;

/** A file of an import and the sheet that it was recognised as. */
export interface InputFile extends SheetFile {
  readonly sheet: Sheet;
}

const batchGroups = 500;
const separator = '\x1f';
const spreadsheetNumber = /^\d([.,]\d+)?E\+?\d{2,}$/i;

/** The files of one sheet and of those that belong to it, as rows and groups; read anew from the beginning by each walk. */
export class Reading {
  /** Of all files together; known after the survey. */
  rows = 0;
  /** Why reading stopped before the end of a file, in words that name the file. */
  problem: string | null = null;
  readonly warnings = new Set<string>();
  /** Columns of the files that the format does not look at. */
  readonly unread = new Set<string>();
  readonly #around: Surroundings;
  readonly #files: readonly InputFile[];
  readonly #keys: ReadonlyMap<string, readonly number[]>;
  readonly #sizes = new GroupSizes();

  /** @param files every file of the import, in the order of `around.fileNames`. */
  constructor(around: Surroundings, files: readonly InputFile[]) {
    const { sheet } = around;
    this.#around = around;
    this.#files = files;
    const own: [string, readonly string[]][] = sheet.group === undefined ? [] : [[sheet.id, sheet.group.by]];
    const by = new Map([...own, ...Object.entries(sheet.with)]);
    this.#keys = new Map([...by].map(([id, names]) => [id, names.map((name) => columnsOf(around, id).place(name))]));
  }

  /** The rows of a sheet's files, in the order of the files. */
  async *rowsOf(sheetId: string, onFault: OnFault = () => undefined): AsyncGenerator<readonly SheetRow[]> {
    for (const [index, file] of this.#files.entries()) {
      if (file.sheet.id !== sheetId) continue;
      const columns = columnsOf(this.#around, sheetId);
      const isHeader = (cells: readonly string[]) => {
        const titles = new Set(cells.map(folded));
        return file.sheet.needs.every((name) => (file.sheet.headers[name] ?? [name]).some((title) => titles.has(folded(title))));
      };
      const open = await openSheet(file, isHeader);
      const pick = this.#picker(open.header, file.sheet, columns);
      for await (const lines of open.lines) yield rowsAmong(lines, index, file.sheet, columns, pick, onFault);
      for (const warning of open.notes.warnings) this.warnings.add(`${file.name}: ${warning}`);
      const problem = open.problem();
      if (problem !== null) this.problem ??= `${file.name}: ${problem}`;
    }
  }

  #picker(header: readonly string[], sheet: Sheet, columns: Columns): (line: SheetLine) => string[] {
    const titles = header.map(folded);
    const places = columns.names.map((name) =>
      candidatesOf(sheet, name, this.#around.settings)
        .map((title) => titles.indexOf(folded(title)))
        .filter((place) => place >= 0),
    );
    const given = columns.names.findIndex(
      (name, at) => name.startsWith('$') && places[at]?.length === 0 && this.#around.settings.has(name.slice(1)),
    );
    if (given >= 0) {
      const setting = columns.names[given]?.slice(1) ?? '';
      throw new UnusableFile(
        `expected a column ${quoted(this.#around.settings.get(setting) ?? '')} (as --set ${setting} says), got ${header.join(', ').slice(0, 300)}`,
      );
    }
    const looked = new Set(places.flat());
    for (const [place, title] of header.entries()) if (!looked.has(place) && title !== '') this.unread.add(title);
    return ({ cells }) =>
      places.map((candidates) => {
        for (const place of candidates) {
          const text = cleaned(cells[place] ?? '');
          if (text !== '') return text;
        }
        return '';
      });
  }

  /** The groups of the sheet in batches; lines that are no rows go to `onFault`, once. */
  async *groups(onFault: OnFault = () => undefined): AsyncGenerator<readonly Group[]> {
    if (this.#liesApart) yield* this.#gathered(onFault);
    else yield* this.#streamed(onFault);
  }

  get #liesApart(): boolean {
    const { sheet } = this.#around;
    return sheet.group?.adjacent === false || Object.keys(sheet.with).length > 0;
  }

  /** Notes the rows of a sheet in the first walk, each once, so that later ones know which groups are complete. */
  survey(sheetId: string, rows: readonly SheetRow[]): void {
    this.rows += rows.length;
    if (!this.#liesApart) return;
    for (const row of rows) {
      const key = this.#keyOf(sheetId, row);
      if (key !== '') this.#sizes.count(key);
    }
  }

  async *#streamed(onFault: OnFault): AsyncGenerator<readonly Group[]> {
    const { id, group } = this.#around.sheet;
    let groups: Group[] = [];
    let key = '';
    let waiting: SheetRow[] = [];
    const close = () => {
      if (waiting.length > 0) groups.push({ key, rows: new Map([[id, sorted(waiting)]]) });
      waiting = [];
    };
    for await (const rows of this.rowsOf(id, onFault)) {
      for (const row of rows) {
        const own = group === undefined ? `${row.file} ${row.line}` : this.#keyOf(id, row);
        if (own === '') onFault(this.#withoutKey(row));
        if (own !== key) close();
        key = own;
        if (own !== '') waiting.push(row);
      }
      if (groups.length < batchGroups) continue;
      yield groups;
      groups = [];
    }
    close();
    yield groups;
  }

  async *#gathered(onFault: OnFault): AsyncGenerator<readonly Group[]> {
    const walk = this.#sizes.walk();
    for (let more = true; more; ) {
      let groups: Group[] = [];
      for (const sheetId of this.#keys.keys()) {
        for await (const rows of this.rowsOf(sheetId, walk.isFirstPass ? onFault : undefined)) {
          for (const row of rows) {
            const key = this.#keyOf(sheetId, row);
            if (key === '' && walk.isFirstPass) onFault(this.#withoutKey(row));
            const complete = key === '' ? null : walk.add(key, sheetId, row);
            if (complete !== null) groups.push(complete);
          }
          walk.detach();
          if (groups.length < batchGroups) continue;
          yield groups;
          groups = [];
        }
      }
      const end = walk.end();
      more = end.more;
      yield groups;
      for (let at = 0; at < end.rest.length; at += batchGroups) yield end.rest.slice(at, at + batchGroups);
    }
  }

  #keyOf(sheetId: string, { cells }: SheetRow): string {
    const parts = (this.#keys.get(sheetId) ?? []).map((place) => cells[place] ?? '');
    if (this.#around.sheet.group?.every === true) return parts.includes('') ? '' : parts.join(separator);
    return parts.find((part) => part !== '') ?? '';
  }

  #withoutKey({ line, file }: SheetRow): FaultyLine {
    const names = this.#around.sheet.group?.by.join(' or ') ?? '';
    return {
      line,
      file,
      reason: `expected a value in ${names}, got an empty cell: nothing says which receipt the line belongs to`,
    };
  }
}

function rowsAmong(
  lines: readonly SheetLine[],
  file: number,
  sheet: Sheet,
  columns: Columns,
  pick: (line: SheetLine) => string[],
  onFault: OnFault,
): SheetRow[] {
  const keepAt = sheet.rows === undefined ? -1 : columns.place(sheet.rows.column);
  const ids = sheet.ids.map((name) => columns.place(name));
  const rows: SheetRow[] = [];
  for (const each of lines) {
    if (each.fault !== undefined) {
      onFault({ line: each.line, file, reason: each.fault });
      continue;
    }
    const cells = pick(each);
    for (const place of ids)
      if (spreadsheetNumber.test(cells[place] ?? ''))
        throw new UnusableFile(
          `expected an id in ${columns.names[place]}, got ${quoted(cells[place] ?? '')} in line ${each.line}: the file was opened and saved by a spreadsheet, which loses ids; export it again`,
        );
    if (sheet.rows !== undefined && !sheet.rows.in.includes(cells[keepAt] ?? '')) {
      const reason = `expected ${sheet.rows.column} to be ${sheet.rows.in.join(' or ')}, got ${quoted(cells[keepAt] ?? '')}`;
      onFault({ line: each.line, file, reason });
    } else rows.push({ line: each.line, file, cells });
  }
  return rows;
}
