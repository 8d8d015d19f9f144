import { createReadStream, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Db } from '../db/open.ts';
import { tableShapes } from '../ingest/columns.ts';
import { importFormat, type SheetReport } from '../ingest/formats/import.ts';
import type { InputFile } from '../ingest/formats/reading.ts';
import { remarks, together } from '../ingest/formats/remarks.ts';
import type { Format } from '../ingest/formats/schema.ts';
import { settingsFor } from '../ingest/formats/settings.ts';
import { parseFormat, recogniseFile, shippedFormat, shippedFormats } from '../ingest/formats/shipped.ts';
import type { GivenSettings } from '../ingest/formats/titles.ts';
import { type IngestContext, withoutTrace } from '../ingest/import.ts';
import { UnusableFile } from '../ingest/unusable.ts';
import { tell } from './database.ts';
import { openRejects } from './import-files.ts';
import { openProgress } from './progress.ts';

export interface FormatFlags {
  readonly format?: string;
  readonly mapping?: string;
  readonly set?: GivenSettings;
  readonly dryRun?: boolean;
  readonly rejects?: string;
  readonly json?: boolean;
}

/** Files of one format, recognised before anything is kept. */
export interface FormatTask {
  readonly format: Format;
  readonly settings: GivenSettings;
  readonly files: readonly InputFile[];
}

/** @throws Error with one line that names the file. */
export async function openFormatTask(paths: readonly string[], flags: FormatFlags): Promise<FormatTask> {
  const chosen =
    flags.mapping !== undefined
      ? mappingFile(flags.mapping)
      : flags.format === undefined
        ? null
        : plainly(() => shippedFormat(flags.format ?? ''));
  const formats = chosen === null ? shippedFormats() : [chosen];
  const files: InputFile[] = [];
  let format = chosen;
  for (const path of paths) {
    const file = { name: basename(path), open: () => createReadStream(readable(path), { highWaterMark: 131_072 }) };
    try {
      const found = await recogniseFile(file, formats);
      if (found === null) throw new UnusableFile(unknownFormat(formats));
      if (format !== null && found.format.id !== format.id)
        throw new UnusableFile(
          `expected files of one format, got ${found.sheet.title} beside ${format.name}: import them one after the other`,
        );
      format = found.format;
      files.push({ ...file, sheet: found.sheet });
    } catch (error) {
      throw error instanceof UnusableFile ? new Error(`${path}: ${error.message}`) : error;
    }
  }
  if (format === null) throw new Error('expected a file to import, got none');
  const used = format;
  return { format, files, settings: plainly(() => settingsFor(used, flags.set ?? new Map())) };
}

function unknownFormat(formats: readonly Format[]): string {
  return `expected an export of ${formats.map(({ name }) => name).join(', ')}, got a header of none of them: name the table (--visits FILE with --map) or give a mapping (--mapping FILE)`;
}

function mappingFile(path: string): Format {
  return plainly(() => parseFormat(readFileSync(readable(path), 'utf8'), path));
}

/** What is wrong with a file in one line, without a stack. */
function plainly<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof UnusableFile ? new Error(error.message) : error;
  }
}

function readable(path: string): string {
  if (path === '-') throw new Error('expected a file, got standard input: a format reads its files several times; save it first');
  try {
    if (statSync(path).isDirectory()) throw new Error('it is a folder');
  } catch (error) {
    throw new Error(
      `expected a file to read at ${path}, got "${error instanceof Error ? error.message : error}": check the path`,
    );
  }
  return path;
}

/** Imports the files and says what came of them. */
export async function importFormats(db: Db, context: IngestContext, task: FormatTask, flags: FormatFlags): Promise<void> {
  const startedAt = performance.now();
  const { format, files, settings } = task;
  for (const { name, sheet } of files) tell(`${name}: ${sheet.title}`);
  const several = files.length > 1;
  const fed = new Set(files.flatMap(({ sheet }) => Object.keys(sheet.tables)));
  const shapes = tableShapes.filter(({ table }) => fed.has(table));
  const rejects = openRejects(flags.rejects, shapes, tell);
  const progress = openProgress('rows done');
  const samples = new Map<string, Readonly<Record<string, string>>[]>();
  let reports: SheetReport[] = [];
  const work = async (target: Db) => {
    reports = await importFormat(target, context, format, files, settings, {
      onReject: (reject) =>
        rejects.add(
          several && reject.origin !== undefined ? { ...reject, reason: `${reject.reason} (in ${reject.origin})` } : reject,
        ),
      onProgress: (_table, done) => progress.update(done, null),
      onSample: (table, values) => samples.set(table, [...(samples.get(table) ?? []), values]),
    });
  };
  try {
    await (flags.dryRun === true ? withoutTrace(db, work) : work(db));
  } catch (error) {
    throw error instanceof UnusableFile ? new Error(error.message) : error;
  } finally {
    progress.stop();
    rejects.close();
  }
  say(task, reports, samples, Math.round((performance.now() - startedAt) / 10) / 100, flags);
}

function say(
  { format }: FormatTask,
  reports: readonly SheetReport[],
  samples: ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>,
  seconds: number,
  { json, dryRun }: FormatFlags,
): void {
  const line = json === true ? tell : (text: string) => void process.stdout.write(`${text}\n`);
  if (dryRun === true) for (const [table, rows] of samples) for (const row of rows) line(`${table}: ${shown(row)}`);
  const tables = together(reports);
  for (const { table, read, inserted, updated, unchanged, anonymous, rejected } of tables)
    line(
      `${table}: ${read} read, ${inserted} new, ${updated} changed, ${unchanged} unchanged, ${anonymous} anonymous, ${rejected} refused`,
    );
  for (const report of reports) for (const text of remarks(report)) line(text);
  for (const { title, unread } of dryRun === true ? reports : [])
    if (unread.length > 0) line(`${title}: columns that are not read: ${unread.join(', ')}`);
  if (dryRun === true) line('nothing was changed: it was a trial (--dry-run)');
  const createdCustomers = tables.reduce((sum, each) => sum + each.createdCustomers, 0);
  if (json === true) {
    const counted = tables.map(({ createdCustomers: _created, ...counts }) => counts);
    const files = reports.map(({ tables: _tables, ...report }) => report);
    process.stdout.write(`${JSON.stringify({ tables: counted, createdCustomers, seconds, format: format.id, files })}\n`);
  }
  for (const { problem } of reports) {
    if (problem === null) continue;
    tell(`${problem}. The rows before are ${dryRun === true ? 'in order' : 'kept'}; the rest was not read.`);
    process.exitCode = 1;
  }
}

function shown(row: Readonly<Record<string, string>>): string {
  return Object.entries(row)
    .flatMap(([name, text]) => (text === '' ? [] : [`${name}=${text}`]))
    .join(' ');
}
