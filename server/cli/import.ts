import { setFlagsFromString } from 'node:v8';
import { Command } from 'commander';
import type { Db } from '../db/open.ts';
import { shapeOf, type TableShape, tableShapes } from '../ingest/columns.ts';
import { shippedFormats } from '../ingest/formats/shipped.ts';
import { type ColumnMap, nearest } from '../ingest/header.ts';
import {
  type ImportTable,
  type IngestContext,
  importConnections,
  importTable,
  type TableReport,
  withoutTrace,
} from '../ingest/import.ts';
import { openSource, type SourceFile } from '../ingest/source.ts';
import { UnusableFile } from '../ingest/unusable.ts';
import type { Settings } from '../settings.ts';
import { tell, withDatabase } from './database.ts';
import { type Input, openInput, openRejects, type RejectSink } from './import-files.ts';
import { type FormatFlags, importFormats, openFormatTask } from './import-formats.ts';
import { onRecord } from './on-record.ts';
import { openProgress } from './progress.ts';

interface ImportFlags extends Readonly<Record<string, unknown>> {
  readonly map?: ColumnMap;
  readonly createCustomers?: boolean;
  readonly dryRun?: boolean;
  readonly rejects?: string;
  readonly json?: boolean;
}

interface Task {
  readonly shape: TableShape;
  readonly input: Input;
  readonly source: SourceFile;
}

const examples = `
Examples:
  ecx import --customers guests.csv --visits bills.csv.gz
  ecx import --visits pos.csv --map visited_at=date,total=amount --create-customers
  ecx import --visits bills.csv --dry-run --rejects refused.csv
  zcat bills.csv.gz | ecx import --visits - --json
  ecx import --format square items-2026-07.csv customers.csv --dry-run
  ecx import --format toast OrderDetails.csv PaymentDetails.csv --set zone=America/Chicago

Exports of other systems are recognised by their header, also without --format; docs/guides/exports-from-other-systems.md shows how.
Files are CSV or CSV.gz with a header row, loaded in the order of their dependencies. Importing a file again changes nothing.
Rows that cannot be kept are refused with line, column and reason; the others are kept.`;

/** `ecx import`: loads CSV files. Refused rows are no failure; a file that cannot be read to its end is one. */
export function importCommand(): Command {
  const command = new Command('import')
    .description('load your own data from CSV files')
    .argument('[files...]', 'exports of other systems');
  for (const { table, columns } of tableShapes)
    command.option(`--${flagOf(table)} <file>`, `${table.replaceAll('_', ' ')}: ${columns.map(({ name }) => name).join(',')}`);
  return command
    .option('--map <pairs>', 'names that your files use: canonical=foreign[,…]; may be given again', mapPairs(command))
    .option('--format <name>', `what the files are exports of: ${formatNames()}`)
    .option('--mapping <file>', 'a mapping of your own for the files, in JSON')
    .option('--set <name=value>', 'a setting of the format, such as zone=Europe/Berlin; may be given again', settingPair(command))
    .option('--create-customers', 'make customers whom only events name')
    .option('--dry-run', 'check everything and change nothing')
    .option('--rejects <file>', 'write refused rows with line, column and reason to this CSV file')
    .option('--json', 'print the counts as JSON as the last line')
    .addHelpText('after', examples)
    .action(async (paths: readonly string[], flags: ImportFlags & FormatFlags) => {
      // Rows live for a moment only: with its usual patience the collector lets them pile up to several times what is alive.
      setFlagsFromString('--heap-growing-percent=60');
      const files = tableShapes.flatMap((shape) => {
        const path = flags[camelCase(shape.table)];
        return typeof path === 'string' ? [{ shape, path }] : [];
      });
      if (paths.length > 0 || flags.format !== undefined || flags.mapping !== undefined) {
        assertFormatUsage(command, paths, files.length, flags);
        const task = await openFormatTask(paths, flags);
        const contextFor = (settings: Settings) => ({ ...contextOf(settings, Date.now(), true), trial: flags.dryRun === true });
        await withDatabase(async (db, settings) => {
          await importFormats(db, contextFor(settings), task, flags);
          if (flags.dryRun !== true) await onRecord(db, { act: 'import' });
        }, importConnections);
        return;
      }
      assertUsage(command, files, flags);
      const tasks: Task[] = [];
      for (const { shape, path } of files) tasks.push(await openTask(shape, path, flags.map ?? new Map()));
      await withDatabase(async (db, settings) => {
        await importFiles(db, settings, tasks, flags);
        if (flags.dryRun !== true) await onRecord(db, { act: 'import', targets: tasks.map(({ shape }) => shape.table) });
      }, importConnections);
    });
}

function formatNames(): string {
  return shippedFormats()
    .map(({ id }) => id)
    .join(', ');
}

function assertFormatUsage(command: Command, paths: readonly string[], tables: number, { format, mapping }: FormatFlags): void {
  const usage = { exitCode: 2, code: 'ecx.usage' };
  if (paths.length === 0)
    command.error('expected a file after --format or --mapping, got none: such as --format square items.csv', usage);
  if (format !== undefined && mapping !== undefined) command.error('expected --format or --mapping, got both', usage);
  if (tables > 0) command.error('expected exports or files of our own tables, got both: import them one after the other', usage);
}

function settingPair(
  command: Command,
): (text: string, before: ReadonlyMap<string, string> | undefined) => ReadonlyMap<string, string> {
  return (text, before = new Map()) => {
    const at = text.indexOf('=');
    if (at < 1) command.error(`expected --set name=value, got ${JSON.stringify(text)}`, { exitCode: 2, code: 'ecx.usage' });
    return new Map([...before, [text.slice(0, at).trim(), text.slice(at + 1).trim()]]);
  };
}

function assertUsage(command: Command, files: readonly { shape: TableShape; path: string }[], { map }: ImportFlags): void {
  const usage = { exitCode: 2, code: 'ecx.usage' };
  if (files.length === 0) command.error('expected at least one file, got none: such as --visits bills.csv', usage);
  if (files.filter(({ path }) => path === '-').length > 1) command.error('expected - (standard input) once, got it twice', usage);
  const names = [...new Set(files.flatMap(({ shape }) => shape.columns.map(({ name }) => name)))];
  for (const name of map?.keys() ?? []) {
    if (names.includes(name)) continue;
    command.error(
      `expected a canonical column of these files in --map, got ${name}: did you mean ${nearest(name, names)}?`,
      usage,
    );
  }
}

function mapPairs(command: Command): (text: string, before: ColumnMap | undefined) => ColumnMap {
  return (text, before = new Map()) => {
    const map = new Map(before);
    for (const pair of text.split(',')) {
      const [name = '', ...foreign] = pair.split('=');
      if (name.trim() === '' || foreign.join('=').trim() === '')
        command.error(`expected --map canonical=foreign[,…], got ${JSON.stringify(pair)}`, { exitCode: 2, code: 'ecx.usage' });
      map.set(name.trim(), foreign.join('=').trim());
    }
    return map;
  };
}

/** Every header is read before the first row of any file is kept. */
async function openTask(shape: TableShape, path: string, map: ColumnMap): Promise<Task> {
  const input = await openInput(path);
  try {
    return { shape, input, source: await openSource(input.bytes, shape, map) };
  } catch (error) {
    if (error instanceof UnusableFile) throw new Error(`${input.name}: ${error.message}`);
    throw error;
  }
}

async function importFiles(db: Db, settings: Settings, tasks: readonly Task[], flags: ImportFlags): Promise<void> {
  const startedAt = performance.now();
  const rejects = openRejects(
    flags.rejects,
    tasks.map(({ shape }) => shape),
    tell,
  );
  const context = { ...contextOf(settings, Date.now(), flags.createCustomers === true), trial: flags.dryRun === true };
  const reports: TableReport[] = [];
  const all = async (target: Db) => {
    for (const task of tasks) reports.push(await importFile(target, context, task, rejects));
  };
  try {
    await (flags.dryRun === true ? withoutTrace(db, all) : all(db));
  } finally {
    rejects.close();
  }
  const seconds = Math.round((performance.now() - startedAt) / 10) / 100;
  say(reports, seconds, flags);
  for (const { input, source } of tasks) {
    const problem = source.problem();
    if (problem === null) continue;
    tell(`${input.name}: ${problem}. The rows before are ${flags.dryRun === true ? 'in order' : 'kept'}; the rest was not read.`);
    process.exitCode = 1;
  }
}

async function importFile(
  db: Db,
  context: IngestContext,
  { shape, input, source }: Task,
  rejects: RejectSink,
): Promise<TableReport> {
  let warned = 0;
  const warn = () => {
    for (const warning of source.warnings.slice(warned)) tell(`${input.name}: ${warning}`);
    warned = source.warnings.length;
  };
  warn();
  const progress = openProgress(`rows of ${shape.table.replaceAll('_', ' ')} done`);
  try {
    return await importTable(db, context, shapeOf(shape.table).table, source.records, {
      onReject: rejects.add,
      onProgress: (done) => progress.update(done, null, input.share() ?? undefined),
    });
  } finally {
    progress.stop();
    warn();
  }
}

/** The rules of the installation under which rows are read. */
export function contextOf(settings: Settings, now: number, createCustomers: boolean): IngestContext {
  const [hours = 0, minutes = 0] = settings.BUSINESS_DAY_START.split(':').map(Number);
  const dayStartMinutes = hours * 60 + minutes;
  return { now, timeZone: settings.TIME_ZONE, dayStartMinutes, currency: settings.CURRENCY, createCustomers };
}

function say(reports: readonly TableReport[], seconds: number, { json, dryRun }: ImportFlags): void {
  const createdCustomers = reports.reduce((sum, report) => sum + report.createdCustomers, 0);
  const tables = reports.map(({ createdCustomers: _created, ...counts }) => counts);
  const line = json === true ? tell : (text: string) => void process.stdout.write(`${text}\n`);
  for (const { table, read, inserted, updated, unchanged, anonymous, rejected } of tables)
    line(
      `${table}: ${read} read, ${inserted} new, ${updated} changed, ${unchanged} unchanged, ${anonymous} anonymous, ${rejected} refused`,
    );
  if (createdCustomers > 0) line(`${createdCustomers} customers made from events`);
  if (dryRun === true) line('nothing was changed: it was a trial (--dry-run)');
  if (json === true) process.stdout.write(`${JSON.stringify({ tables, createdCustomers, seconds })}\n`);
}

function flagOf(table: ImportTable): string {
  return table.replaceAll('_', '-');
}

function camelCase(table: string): string {
  return table.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
