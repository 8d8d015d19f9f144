import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shapeOf } from '../columns.ts';
import { nearest } from '../header.ts';
import { UnusableFile } from '../unusable.ts';
import { type Format, formatSchema } from './schema.ts';
import { openSheet, type SheetFile } from './sheet.ts';
import { missingColumns, type Recognised, recognise } from './titles.ts';

let shipped: readonly Format[] | null = null;

/** The formats that come with the program, by name. */
export function shippedFormats(): readonly Format[] {
  shipped ??= readdirSync(formatsFolder())
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => parseFormat(readFileSync(join(formatsFolder(), name), 'utf8'), name));
  return shipped;
}

/** @throws UnusableFile with the nearest name. */
export function shippedFormat(id: string): Format {
  const ids = shippedFormats().map((format) => format.id);
  const found = shippedFormats().find((format) => format.id === id.toLowerCase());
  if (found !== undefined) return found;
  throw new UnusableFile(`expected a format (${ids.join(', ')}), got ${id}: did you mean ${nearest(id, ids)}?`);
}

/** They lie beside their program in the sources, from where the built program reads them too. */
function formatsFolder(from: string = dirname(fileURLToPath(import.meta.url))): string {
  const folder = join(from, 'server', 'ingest', 'formats');
  if (existsSync(join(folder, 'square.json'))) return folder;
  if (dirname(from) === from)
    throw new Error('expected server/ingest/formats with square.json above the program, got none; install the program again');
  return formatsFolder(dirname(from));
}

/**
 * Reads a mapping file and holds it against the language of formats and our columns.
 * @throws UnusableFile that names the place and what is expected there.
 */
export function parseFormat(text: string, name: string): Format {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UnusableFile(`${name}: expected JSON, got ${error instanceof Error ? error.message : 'something else'}`);
  }
  const parsed = formatSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.map(String).join('.') || 'the file';
    throw new UnusableFile(
      `${name}: ${place}: ${issue?.message ?? 'expected another value'}; see docs/guides/exports-from-other-systems.md`,
    );
  }
  for (const sheet of parsed.data.files) {
    for (const [table, block] of Object.entries(sheet.tables)) assertColumns(name, sheet.id, table, Object.keys(block.columns));
    for (const other of Object.keys(sheet.with))
      if (!parsed.data.files.some(({ id }) => id === other))
        throw new UnusableFile(`${name}: files.${sheet.id}.with: expected the id of a file of this format, got ${other}`);
  }
  return parsed.data;
}

function assertColumns(name: string, sheetId: string, table: string, given: readonly string[]): void {
  const { columns } = shapeOf(table as Parameters<typeof shapeOf>[0]);
  const known = columns.map((column) => column.name);
  const unknown = given.find((column) => !known.includes(column));
  if (unknown !== undefined)
    throw new UnusableFile(
      `${name}: files.${sheetId}.tables.${table}: expected one of ${known.join(', ')}, got ${unknown}: did you mean ${nearest(unknown, known)}?`,
    );
  const lacking = columns.find((column) => column.required === true && !given.includes(column.name));
  if (lacking !== undefined)
    throw new UnusableFile(
      `${name}: files.${sheetId}.tables.${table}: expected the column ${lacking.name}, got none; say where it comes from`,
    );
}

/**
 * Recognises a file by its header row.
 * @returns null: it is of none of these formats; with one format only that is an error.
 * @throws UnusableFile
 */
export async function recogniseFile(file: SheetFile, formats: readonly Format[]): Promise<Recognised | null> {
  const { header, lines } = await openSheet(file, (cells) => recognise(cells, formats) !== null);
  await lines.return(undefined);
  const found = recognise(header, formats);
  if (found === null && formats.length === 1) throw new UnusableFile(missingColumns(header, formats));
  return found;
}
