/** Tables as text for spreadsheets: RFC 4180 in UTF-8. */

/** Tells Excel that what follows is UTF-8. */
export const byteOrderMark = '\ufeff';

const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
/** What a spreadsheet takes for the beginning of a formula, in both widths. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

/** A line of a table. Null is an empty cell; text that could be a formula gets an apostrophe, which an import takes off again. */
export function tableLine(cells: readonly unknown[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const safe = formula.test(text) && !number.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
