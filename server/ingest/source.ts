import type { TableShape } from './columns.ts';
import { CsvReader, type CsvRecord } from './csv.ts';
import { type DecodingNotes, textBlocks } from './decode.ts';
import { type ColumnMap, type HeaderPlan, headerPlan } from './header.ts';
import type { SourceRecord } from './report.ts';
import { UnusableFile } from './unusable.ts';

/** A CSV file whose header has been read and understood. */
export interface SourceFile {
  /** Rows in batches, in the order of the file; a line that is no row comes with its fault. */
  readonly records: AsyncGenerator<readonly SourceRecord[]>;
  /** About columns and encoding; grows while the file is read. */
  readonly warnings: readonly string[];
  /** Why reading stopped before the end of the file; null: it did not. Known when `records` has ended. */
  readonly problem: () => string | null;
}

/** A CSV file up to its header, of which nothing is understood yet. */
interface OpenCsv {
  readonly header: readonly string[];
  /** Rows that came with the header. */
  readonly first: readonly CsvRecord[];
  readonly blocks: AsyncGenerator<string>;
  readonly reader: CsvReader;
  readonly notes: DecodingNotes;
}

async function openCsv(bytes: AsyncIterable<Uint8Array>, shape: TableShape): Promise<OpenCsv> {
  const notes: DecodingNotes = { warnings: [], replaced: false };
  const blocks = textBlocks(bytes, notes);
  const opening = await openingLine(blocks);
  if (opening === null) {
    throw new UnusableFile(
      `expected a header row with the columns of ${shape.table} (${shape.columns.map(({ name }) => name).join(', ')}), got an empty file`,
    );
  }
  const reader = new CsvReader(opening.delimiter, opening.line);
  const first = reader.push(opening.text);
  if (first.length === 0) first.push(...reader.end());
  const header = first.shift();
  if (header === undefined || header.fault !== undefined)
    throw new UnusableFile(header?.fault ?? 'expected a header row, got none');
  return { header: header.cells, first, blocks, reader, notes };
}

/**
 * Opens a CSV or CSV.gz stream and reads its header.
 * @throws UnusableFile when it is empty, is no text or lacks a required column
 */
export async function openSource(
  bytes: AsyncIterable<Uint8Array>,
  shape: TableShape,
  map: ColumnMap = new Map(),
): Promise<SourceFile> {
  const { header, first, blocks, reader, notes } = await openCsv(bytes, shape);
  const plan = headerPlan(header, shape, map);
  notes.warnings.unshift(...plan.warnings);
  const state: { problem: string | null } = { problem: null };
  return {
    records: recordsOf(first, blocks, reader, plan, shape, notes, state),
    warnings: notes.warnings,
    problem: () => state.problem,
  };
}

/** The first rows of a file as they stand there. */
export interface Glimpse {
  readonly header: readonly string[];
  /** At most `most` of those that came in the first blocks of text. */
  readonly rows: readonly (readonly string[])[];
}

/** Reads the header and the first rows, and no further. @throws UnusableFile when it is empty or is no text. */
export async function glimpse(bytes: AsyncIterable<Uint8Array>, shape: TableShape, most: number): Promise<Glimpse> {
  const { header, first, blocks, reader } = await openCsv(bytes, shape);
  const rows = [...first];
  try {
    for (let blocksRead = 0; rows.length < most && blocksRead < glimpsedBlocks; blocksRead += 1) {
      const { done, value } = await blocks.next();
      rows.push(...(done === true ? reader.end() : reader.push(value)));
      if (done === true) break;
    }
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error; // a damaged end is for the check to tell
  } finally {
    await blocks.return(undefined);
  }
  return { header, rows: rows.slice(0, most).flatMap(({ cells, fault }) => (fault === undefined ? [cells] : [])) };
}

/** Blocks of text after the header's that a glimpse reads at most. */
const glimpsedBlocks = 4;

interface Opening {
  /** The text from the header's line on. */
  readonly text: string;
  readonly line: number;
  readonly delimiter: string;
}

/** Skips blank lines and a spreadsheet's `sep=;`, and sees from the header which delimiter the file uses. */
async function openingLine(blocks: AsyncGenerator<string>): Promise<Opening | null> {
  let text = '';
  let line = 1;
  let declared: string | null = null;
  for (;;) {
    const feed = text.indexOf('\n');
    if (feed < 0) {
      const { done, value } = await blocks.next();
      if (done !== true) text += value;
      if (done !== true && text.length < 1_000_000) continue;
      return text.trim() === '' ? null : { text, line, delimiter: declared ?? delimiterOf(text) };
    }
    const title = text.slice(0, feed).trim();
    const separator = /^"?sep=(.)"?$/i.exec(title)?.[1];
    if (title !== '' && separator === undefined) return { text, line, delimiter: declared ?? delimiterOf(title) };
    declared = separator ?? declared;
    text = text.slice(feed + 1);
    line += 1;
  }
}

/** The one of `,` `;` and tab that stands most often outside of quotes. */
function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const [best] = [',', ';', '\t']
    .map((delimiter) => ({ delimiter, times: bare.split(delimiter).length }))
    .sort((a, b) => b.times - a.times);
  return best?.delimiter ?? ',';
}

async function* recordsOf(
  first: readonly CsvRecord[],
  blocks: AsyncGenerator<string>,
  reader: CsvReader,
  plan: HeaderPlan,
  shape: TableShape,
  notes: DecodingNotes,
  state: { problem: string | null },
): AsyncGenerator<readonly SourceRecord[]> {
  const ids = new Set(shape.columns.flatMap(({ kind, name }) => (kind === 'id' ? [name] : [])));
  const idPlaces = plan.places.filter(({ name }) => ids.has(name));
  let line = 1;
  const rows = (records: readonly CsvRecord[]): SourceRecord[] => {
    const batch: SourceRecord[] = [];
    for (const record of records) {
      if (state.problem !== null) break;
      const spoiled = spoiledId(record, idPlaces);
      if (spoiled !== null) state.problem = spoiled;
      batch.push(toSource(spoiled === null ? record : { ...record, fault: spoiled }, plan, notes));
      line = record.line;
    }
    state.problem ??= reader.problem?.reason ?? null;
    return batch;
  };
  yield rows(first);
  try {
    for await (const block of blocks) {
      yield rows(reader.push(block));
      if (state.problem !== null) return;
    }
    yield rows(reader.end());
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    // The piece of a line that the file broke off in is no row, whatever it looks like.
    state.problem = `${error.message} (read up to line ${line})`;
    yield [{ line: line + 1, values: {}, fault: error.message }];
  }
}

function toSource({ line, cells, fault }: CsvRecord, { width, places }: HeaderPlan, notes: DecodingNotes): SourceRecord {
  const values: Record<string, string> = {};
  for (const { name, index } of places) values[name] = cells[index] ?? '';
  if (fault !== undefined) return { line, values, fault };
  if (cells.length !== width && !(cells.length > width && cells.slice(width).every((cell) => cell.trim() === ''))) {
    const reason = `expected ${width} cells as in the header, got ${cells.length}${cells.length < width ? ': does the file end in the middle?' : ': is a cell with the delimiter not quoted?'}`;
    return { line, values, fault: reason };
  }
  if (notes.replaced && cells.some((cell) => cell.includes('\ufffd'))) {
    return { line, values, fault: 'expected UTF-8, got bytes that are not: save the file as UTF-8 and import it again' };
  }
  return { line, values };
}

const spreadsheetNumber = /^\d([.,]\d+)?E\+\d{2,}$/i;

/** Ids that a spreadsheet has turned into numbers are lost, and many have become the same: nothing behind them can be trusted. */
function spoiledId({ line, cells }: CsvRecord, idPlaces: HeaderPlan['places']): string | null {
  for (const { name, index } of idPlaces) {
    const cell = cells[index];
    if (cell === undefined || cell.length > 14 || !cell.includes('+') || !spreadsheetNumber.test(cell)) continue;
    return `expected an id in ${name}, got "${cell}" in line ${line}: the file was opened and saved by a spreadsheet, which loses ids; export it again`;
  }
  return null;
}
