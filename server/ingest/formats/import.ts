import type { Db } from '../../db/open.ts';
import { tableShapes } from '../columns.ts';
import { importTable } from '../import.ts';
import type { IngestContext, Reject, SourceRecord, TableReport } from '../report.ts';
import { UnusableFile } from '../unusable.ts';
import { minorDigitsOf } from '../values.ts';
import { FileGuests } from './guests.ts';
import { type SheetMapping, sheetMapping, type TableMapping } from './mapping.ts';
import { type InputFile, Reading } from './reading.ts';
import { recordsOf, type Source } from './records.ts';
import type { Format, Sheet } from './schema.ts';
import { Columns, type Group, Refused, type Surroundings } from './scope.ts';
import { decimalOf } from './settings.ts';
import { survey } from './survey.ts';
import { Tally } from './tally.ts';
import type { GivenSettings } from './titles.ts';

export interface FormatOptions {
  readonly onReject: (reject: Reject) => void;
  readonly onProgress?: (table: string, rowsDone: number) => void;
  /** The first rows of each table, for people who try a format. */
  readonly onSample?: (table: string, values: Readonly<Record<string, string>>) => void;
  /** Called between batches of rows; what it throws ends the import. */
  readonly onBatch?: () => Promise<void>;
}

/** What one kind of file of an export came to. */
export interface SheetReport {
  readonly title: string;
  readonly rows: number;
  readonly tables: readonly TableReport[];
  /** Visits, and those of them with a guest; share of the money that the latter brought, 0 to 1, null: none. */
  readonly visits: number;
  readonly withGuest: number;
  readonly moneyShare: number | null;
  readonly left: number;
  readonly strays: number;
  readonly moved: number;
  /** E-mail addresses and numbers that point to two guests, who were left apart. */
  readonly conflicts: number;
  readonly doubledHours: number;
  readonly suspicious: readonly { readonly guest: string; readonly visits: number }[];
  readonly warnings: readonly string[];
  /** Columns of the file that the format does not look at. */
  readonly unread: readonly string[];
  /** Why reading stopped before the end; null: it did not. */
  readonly problem: string | null;
}

const sampledRows = 10;
/** A check that fails in a larger share of the groups means a wrong column or setting. */
const mostFailing = 0.01;

/**
 * Brings the files of one format in: each is read several times, once for each table that it feeds, and its rows take the one path of
 * `importTable`. Nothing is kept of a file whose checks fail.
 * @throws UnusableFile with a sentence that says why.
 */
export async function importFormat(
  db: Db,
  context: IngestContext,
  format: Format,
  files: readonly InputFile[],
  settings: GivenSettings,
  options: FormatOptions,
): Promise<SheetReport[]> {
  const sources: { source: Source; files: readonly InputFile[] }[] = [];
  const present = new Set(files.map(({ sheet }) => sheet.id));
  for (const sheet of format.files) {
    if (!present.has(sheet.id) || isSideFile(sheet, format, present)) continue;
    const source = sourceOf(db, context, format, sheet, files, settings);
    await survey(source.reading, source.around);
    await meet(source);
    sources.push({ source, files });
  }
  const reports: SheetReport[] = [];
  for (const { source } of sources) {
    await source.guests.settle(); // after the files before it: a guest of the directory is met by the receipts
    reports.push(await importSheet(source, options));
  }
  return reports;
}

function isSideFile(sheet: Sheet, format: Format, present: ReadonlySet<string>): boolean {
  if (Object.keys(sheet.tables).length > 0) return false;
  const owner = format.files.find((other) => sheet.id in other.with);
  if (owner !== undefined && present.has(owner.id)) return true;
  throw new UnusableFile(`expected ${owner?.title ?? 'another file'} beside ${sheet.title}, got the latter alone: give both`);
}

function sourceOf(
  db: Db,
  context: IngestContext,
  format: Format,
  sheet: Sheet,
  files: readonly InputFile[],
  settings: GivenSettings,
): Source {
  const around: Surroundings = {
    format,
    sheet,
    settings,
    columns: new Map([sheet.id, ...Object.keys(sheet.with)].map((id) => [id, new Columns()])),
    fileNames: files.map(({ name }) => name),
    decimal: decimalOf(settings),
    minorDigits: minorDigitsOf(context.currency),
    notes: { doubled: 0 },
    constants: new Set(),
  };
  for (const { sheet: other } of files) {
    const columns = around.columns.get(other.id);
    for (const name of columns === undefined ? [] : [...other.ids, ...(other.rows === undefined ? [] : [other.rows.column])])
      columns?.place(name);
  }
  const mapping = sheetMapping(around);
  const guests = new FileGuests(db, around);
  return { db, context, around, mapping, guests, reading: new Reading(around, files), tally: new Tally() };
}

/** The walk that learns who the guests are and holds the file against its checks. @throws UnusableFile */
async function meet({ reading, mapping, guests, around }: Source): Promise<void> {
  const checks = mapping.checks.map((check) => ({ check, looked: 0, failed: 0, line: 0 }));
  for await (const groups of reading.groups()) {
    for (const group of groups) {
      const rows = group.rows.get(around.sheet.id) ?? [];
      if (rows.length === 0 || mapping.isDropped(group)) continue;
      guests.meet(group);
      for (const each of checks) look(each, group, around.sheet.id);
    }
  }
  for (const { check, looked, failed, line } of checks) {
    if (failed === 0 || failed / looked <= mostFailing) continue;
    throw new UnusableFile(
      `${around.sheet.title}: ${check.say}; that does not hold in ${failed} of ${looked} cases, first in line ${line}. Nothing was imported`,
    );
  }
}

interface Looked {
  readonly check: SheetMapping['checks'][number];
  looked: number;
  failed: number;
  line: number;
}

function look(each: Looked, group: Group, sheetId: string): void {
  const { check } = each;
  const rows = group.rows.get(sheetId) ?? [];
  for (const row of check.per === 'row' ? rows : [null]) {
    const scope = { group, row, sheetId, guest: '', ordinal: 1 };
    try {
      const [left, right] = [check.left(scope), check.right(scope)];
      if (left === null || right === null) continue;
      each.looked += 1;
      if (Math.abs(left - right) <= check.tolerance) continue;
    } catch (error) {
      if (error instanceof Refused) continue; // its row is refused and says why
      throw error;
    }
    each.failed += 1;
    if (each.line === 0) each.line = (row ?? rows[0])?.line ?? 0;
  }
}

async function importSheet(source: Source, options: FormatOptions): Promise<SheetReport> {
  const { mapping, reading, tally, guests, around } = source;
  const order = tableShapes.map(({ table }) => table);
  const tables = [...mapping.tables].sort((a, b) => order.indexOf(a.table) - order.indexOf(b.table));
  const main = tables.find(({ table }) => table === 'visits') ?? tables[0];
  const reports: TableReport[] = [];
  for (const table of tables) reports.push(await importOne(source, table, table === main, options));
  const { visits, withGuest, moneyShare, left, strays, moved, suspicious } = tally;
  return {
    ...{ title: around.sheet.title, rows: reading.rows, tables: reports, visits, withGuest, moneyShare, left, strays, moved },
    conflicts: guests.conflicts,
    doubledHours: mapping.tables.length === 0 ? 0 : Math.ceil(around.notes.doubled / mapping.tables.length),
    suspicious,
    warnings: [...reading.warnings],
    unread: [...reading.unread],
    problem: reading.problem,
  };
}

async function importOne(source: Source, table: TableMapping, isMain: boolean, options: FormatOptions): Promise<TableReport> {
  let sampled = 0;
  async function* records(): AsyncGenerator<readonly SourceRecord[]> {
    for await (const batch of recordsOf(source, table, isMain)) {
      await options.onBatch?.();
      for (const { values, fault } of sampled < sampledRows ? batch : []) {
        if (fault !== undefined || sampled >= sampledRows) continue;
        sampled += 1;
        options.onSample?.(table.table, values);
      }
      yield batch;
    }
  }
  return await importTable(source.db, source.context, table.table, records(), {
    onReject: options.onReject,
    onProgress: (done) => options.onProgress?.(table.table, done),
  });
}
