import { UnusableFile } from '../unusable.ts';
import { certainSign, type DecimalSign } from './amounts.ts';
import type { Reading } from './reading.ts';
import type { Columns, Surroundings } from './scope.ts';
import { columnsOf } from './values.ts';

/** Fewer rows say nothing about what a column holds. */
const fewestRows = 10;
/** Values that are told apart. */
const mostValues = 200;

/**
 * The first walk: how many rows there are, which decimal sign they use, and which columns say the same everywhere.
 * @throws UnusableFile when amounts are written in two ways, or otherwise than the settings say.
 */
export async function survey(reading: Reading, around: Surroundings): Promise<void> {
  for (const sheetId of [around.sheet.id, ...Object.keys(around.sheet.with)]) {
    const columns = columnsOf(around, sheetId);
    const signs = new Map<DecimalSign, number>();
    const counts = new Map([...columns.watched].map((name) => [name, new Map<string, number>()]));
    let ownRows = 0;
    for await (const batch of reading.rowsOf(sheetId)) {
      reading.survey(sheetId, batch);
      ownRows += batch.length;
      for (const { cells, line } of batch) {
        noteSigns(cells, line, columns, signs);
        for (const [name, values] of counts) countValue(values, cells[columns.place(name)] ?? '');
      }
    }
    assertSigns(signs, around.decimal);
    for (const [name, values] of counts) if (isConstant(values, ownRows)) around.constants.add(name);
  }
}

function noteSigns(cells: readonly string[], line: number, { amounts }: Columns, signs: Map<DecimalSign, number>): void {
  if (signs.size === 2) return;
  for (const place of amounts) {
    const sign = certainSign(cells[place] ?? '');
    if (sign !== null && !signs.has(sign)) signs.set(sign, line);
  }
}

function assertSigns(signs: ReadonlyMap<DecimalSign, number>, decimal: DecimalSign): void {
  const [point, comma] = [signs.get('.'), signs.get(',')];
  if (point !== undefined && comma !== undefined)
    throw new UnusableFile(
      `expected amounts with one decimal sign, got a point in line ${point} and a comma in line ${comma}: export the file again in one language`,
    );
  const other = decimal === '.' ? comma : point;
  if (other !== undefined)
    throw new UnusableFile(
      `expected amounts with "${decimal}" as decimal sign, got another in line ${other}: say --set decimal=${decimal === '.' ? 'comma' : 'point'}`,
    );
}

function countValue(values: Map<string, number>, text: string): void {
  if (values.has(text) || values.size < mostValues) values.set(text, (values.get(text) ?? 0) + 1);
}

function isConstant(values: ReadonlyMap<string, number>, rows: number): boolean {
  const most = Math.max(0, ...values.values());
  return rows >= fewestRows && rows - most <= Math.max(1, rows / 100);
}
