import { CsvReader, type CsvRecord } from '../csv.ts';
import { type DecodingNotes, textBlocks } from '../decode.ts';
import { UnusableFile } from '../unusable.ts';

/** Title lines that may stand above the header. */
const mostTitleLines = 30;
const openingCharacters = 65_536;

/** A file that can be read again from its beginning, as often as needed. */
export interface SheetFile {
  readonly name: string;
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** A line of a file: its cells, or why it is none. */
export interface SheetLine {
  readonly line: number;
  readonly cells: readonly string[];
  readonly fault?: string;
}

export interface OpenSheet {
  readonly header: readonly string[];
  readonly lines: AsyncGenerator<readonly SheetLine[]>;
  /** About the encoding; grows while the file is read. */
  readonly notes: DecodingNotes;
  /** Why reading stopped before the end; null: it did not. Known when `lines` has ended. */
  readonly problem: () => string | null;
}

/**
 * Opens a file at its header: the first line that `isHeader` takes for one, else the first with more than one cell.
 * @throws UnusableFile when it is empty or is no text.
 */
export async function openSheet(file: SheetFile, isHeader: (cells: readonly string[]) => boolean): Promise<OpenSheet> {
  const notes: DecodingNotes = { warnings: [], replaced: false };
  const blocks = textBlocks(file.open(), notes);
  let opening = '';
  for (;;) {
    const { done, value } = await blocks.next();
    if (done === true) break;
    opening += value;
    if (opening.length > openingCharacters || opening.split('\n').length > mostTitleLines + 1) break;
  }
  if (opening.trim() === '') throw new UnusableFile('expected a header row, got an empty file');
  const found = headerOf(opening, isHeader);
  const reader = new CsvReader(found.delimiter, 1);
  const first = reader.push(opening).filter(({ line }) => line > found.line);
  const state: { problem: string | null } = { problem: null };
  return {
    header: found.cells.map((title) => title.trim().replace(/\p{C}/gu, '\ufffd')),
    lines: linesOf(first, blocks, reader, found, notes, state),
    notes,
    problem: () => state.problem,
  };
}

interface Header {
  readonly delimiter: string;
  readonly line: number;
  readonly cells: readonly string[];
}

function headerOf(opening: string, isHeader: (cells: readonly string[]) => boolean): Header {
  const readings = [',', ';', '\t'].map((delimiter) => {
    const reader = new CsvReader(delimiter, 1);
    const records = [...reader.push(opening), ...reader.end()].slice(0, mostTitleLines);
    return { delimiter, records };
  });
  for (const { delimiter, records } of readings)
    for (const { line, cells } of records) if (isHeader(cells)) return { delimiter, line, cells };
  const widest = readings
    .flatMap(({ delimiter, records }) => records.slice(0, 1).map(({ line, cells }) => ({ delimiter, line, cells })))
    .sort((a, b) => b.cells.length - a.cells.length)[0];
  if (widest === undefined) throw new UnusableFile('expected a header row, got none');
  return widest;
}

async function* linesOf(
  first: readonly CsvRecord[],
  blocks: AsyncGenerator<string>,
  reader: CsvReader,
  { cells: header }: Header,
  notes: DecodingNotes,
  state: { problem: string | null },
): AsyncGenerator<readonly SheetLine[]> {
  let line = 1;
  const lines = (records: readonly CsvRecord[]): SheetLine[] => {
    state.problem ??= reader.problem?.reason ?? null;
    line = records.at(-1)?.line ?? line;
    return records.map((record) => lineOf(record, header.length, notes.replaced));
  };
  try {
    yield lines(first);
    for await (const block of blocks) {
      yield lines(reader.push(block));
      if (state.problem !== null) return;
    }
    yield lines(reader.end());
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    state.problem = `${error.message} (read up to line ${line})`;
    yield [{ line: line + 1, cells: [], fault: error.message }];
  }
}

function lineOf({ line, cells, fault }: CsvRecord, width: number, replaced: boolean): SheetLine {
  if (fault !== undefined) return { line, cells, fault };
  const extra = cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '');
  if (cells.length < width || extra) {
    const cause = extra ? 'is a cell with the delimiter not quoted?' : 'does the file end in the middle?';
    return { line, cells, fault: `expected ${width} cells as in the header, got ${cells.length}: ${cause}` };
  }
  if (replaced && cells.some((cell) => cell.includes('\ufffd')))
    return { line, cells, fault: 'expected UTF-8, got bytes that are not: save the file as UTF-8 and import it again' };
  return { line, cells };
}
