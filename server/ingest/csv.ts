/** One record of a CSV file (RFC 4180). */
export interface CsvRecord {
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why the record cannot be read. */
  readonly fault?: string;
}

export const maxRecordLength = 65_536; // characters
export const maxCellLength = 10_240;

interface Taken {
  readonly record: CsvRecord;
  /** Where the next record begins. */
  readonly end: number;
}

/** A quote that is still open at the end of the text, and the line on which it opened. */
interface OpenQuote {
  readonly openedOn: number;
}

/**
 * Text in pieces to records. Beside what a general CSV reader does, it goes on after a record that is too long, and says on which
 * line a quote opened that never closes; memory stays within one record.
 */
export class CsvReader {
  /** Set when reading cannot go on: nothing after it is read. */
  problem: { readonly line: number; readonly reason: string } | null = null;
  readonly #delimiter: string;
  #rest = '';
  #line: number;
  #skipping = false;

  constructor(delimiter: string, firstLine = 1) {
    this.#delimiter = delimiter;
    this.#line = firstLine;
  }

  /** @returns the records that end within the text so far. */
  push(piece: string): CsvRecord[] {
    const text = this.#rest === '' ? piece : this.#rest + piece;
    return this.problem === null ? this.#records(text, false) : [];
  }

  /** @returns the last record when the file does not end with a line feed. */
  end(): CsvRecord[] {
    return this.problem === null && this.#rest !== '' ? this.#records(this.#rest, true) : [];
  }

  #records(text: string, last: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = this.#skipping ? this.#skip(text, 0) : 0;
    let quote = text.indexOf('"', at);
    while (at < text.length) {
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
      const feed = text.indexOf('\n', at);
      const stop = feed < 0 ? text.length : feed;
      const plain = quote < 0 || quote > stop;
      if (plain && feed < 0 && !last) break;
      const taken = plain ? this.#plain(text, at, stop) : this.#quoted(text, at, last);
      if (taken === null) break;
      if ('openedOn' in taken) {
        records.push(this.#unclosed(taken));
        this.#rest = '';
        return records;
      }
      if (taken.record.cells.length > 1 || taken.record.cells[0] !== '' || taken.record.fault !== undefined)
        records.push(taken.record);
      at = taken.end;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > maxRecordLength) records.push(...this.#tooLong());
    return records;
  }

  /** The common case: no quote in the line. */
  #plain(text: string, at: number, stop: number): Taken {
    const end = stop > at && text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop;
    const line = this.#line;
    this.#line += 1;
    const record =
      end - at > maxRecordLength ? tooLong(line) : checked({ line, cells: text.slice(at, end).split(this.#delimiter) }, end - at);
    return { record, end: stop + 1 };
  }

  /** @returns null when the record goes on behind the text. */
  #quoted(text: string, start: number, last: boolean): Taken | OpenQuote | null {
    const cells: string[] = [];
    let at = start;
    let line = this.#line;
    let fault: string | undefined;
    for (;;) {
      let stop: number;
      if (text.charCodeAt(at) === 34) {
        const close = closingQuote(text, at + 1);
        const inside = text.slice(at + 1, close < 0 ? text.length : close);
        if (close < 0 || close - start > maxRecordLength)
          return last || inside.length > maxRecordLength ? { openedOn: line } : null;
        cells.push(inside.replaceAll('""', '"'));
        line += count(inside, '\n');
        stop = this.#cellEnd(text, close + 1);
        if (text.slice(close + 1, stop).trim() !== '')
          fault ??= 'expected a delimiter after the closing quote, got more text: double the quotes inside of a cell';
      } else {
        stop = this.#cellEnd(text, at);
        cells.push(
          text.slice(
            at,
            text.charCodeAt(stop - 1) === 13 && text.charCodeAt(stop) !== this.#delimiter.charCodeAt(0) ? stop - 1 : stop,
          ),
        );
      }
      if (stop >= text.length && !last) return null;
      if (stop >= text.length || text.charCodeAt(stop) === 10) {
        const record = { line: this.#line, cells };
        this.#line = line + 1;
        return { record: fault === undefined ? checked(record, stop - start) : { ...record, fault }, end: stop + 1 };
      }
      at = stop + 1;
    }
  }

  #cellEnd(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 10 || code === this.#delimiter.charCodeAt(0)) return at;
    }
    return text.length;
  }

  #unclosed({ openedOn }: OpenQuote): CsvRecord {
    const reason = `expected the quote that opens in line ${openedOn} to close, got the end of the file (or of 64 kB) first: close it and import the file again`;
    this.problem = { line: openedOn, reason };
    return { line: this.#line, cells: [], fault: reason };
  }

  /** The rest is longer than a record may be: a quote that does not close, or one line without end. */
  #tooLong(): CsvRecord[] {
    const quoted = this.#rest.includes('"') ? this.#quoted(this.#rest, 0, true) : null;
    if (quoted !== null && 'openedOn' in quoted) {
      this.#rest = '';
      return [this.#unclosed(quoted)];
    }
    const record = tooLong(this.#line);
    this.#rest = '';
    this.#skipping = true;
    return [record];
  }

  #skip(text: string, from: number): number {
    const feed = text.indexOf('\n', from);
    if (feed < 0) return text.length;
    this.#skipping = false;
    this.#line += 1;
    return feed + 1;
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text.charCodeAt(at + 1) !== 34) return at;
  return -1;
}

function tooLong(line: number): CsvRecord {
  return { line, cells: [], fault: 'expected a line of at most 64 kB, got a longer one: shorten it and import the file again' };
}

function checked(record: CsvRecord, length: number): CsvRecord {
  if (length <= maxCellLength || record.cells.every((cell) => cell.length <= maxCellLength)) return record;
  return { ...record, fault: 'expected cells of at most 10 kB, got a longer one: shorten it and import the file again' };
}

function count(text: string, character: string): number {
  let times = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) times += 1;
  return times;
}
