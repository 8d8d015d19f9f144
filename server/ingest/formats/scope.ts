import type { DecimalSign } from './amounts.ts';
import type { TimeNotes } from './dates.ts';
import type { Format, Sheet } from './schema.ts';
import type { GivenSettings } from './titles.ts';

/** A row of an export, reduced to the columns that its mapping names. */
export interface SheetRow {
  /** Line in its file, from 1. */
  readonly line: number;
  /** Index of its file. */
  readonly file: number;
  /** Aligned with the names of its `Columns`. */
  readonly cells: readonly string[];
}

/** Rows that belong together: an order with its lines, and what other files say of it. */
export interface Group {
  readonly key: string;
  /** By the id of their sheet, each sorted by what it says, so that the order of a file does not matter. */
  readonly rows: ReadonlyMap<string, readonly SheetRow[]>;
}

/** What a value is read from. */
export interface Scope {
  readonly group: Group;
  /** The row in hand, of the sheet `sheetId`; null: the group as a whole. */
  readonly row: SheetRow | null;
  readonly sheetId: string;
  /** Whose it is; '': nobody is named. */
  readonly guest: string;
  /** Position of the row among those of its block, from 1. */
  readonly ordinal: number;
}

/** The columns that a mapping reads from the files of one sheet. */
export class Columns {
  readonly names: string[] = [];
  /** Places of amounts: their decimal sign must be one and the same. */
  readonly amounts = new Set<number>();
  /** Names of columns that mean nothing where they say the same everywhere. */
  readonly watched = new Set<string>();

  /** @returns the place of the name in a row's cells. */
  place(name: string): number {
    const known = this.names.indexOf(name);
    if (known >= 0) return known;
    this.names.push(name);
    return this.names.length - 1;
  }
}

/** Everything around a mapping while it is read. */
export interface Surroundings {
  readonly format: Format;
  readonly sheet: Sheet;
  readonly settings: GivenSettings;
  readonly columns: ReadonlyMap<string, Columns>;
  readonly fileNames: readonly string[];
  readonly decimal: DecimalSign;
  /** Decimals of the currency. */
  readonly minorDigits: number;
  readonly notes: TimeNotes;
  /** Columns of the sheet that say the same in nearly every row, and so nothing. */
  readonly constants: Set<string>;
}

/** A cell that cannot be read: its row, or its group, is refused. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Rows of a sheet that a value reads: the row in hand where it is of that sheet, else all of the group. */
export function rowsOf(scope: Scope, sheetId: string): readonly SheetRow[] {
  if (scope.row !== null && scope.sheetId === sheetId) return [scope.row];
  return scope.group.rows.get(sheetId) ?? [];
}
