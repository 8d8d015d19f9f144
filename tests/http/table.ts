/** The cells of a table as RFC 4180 writes them, read without the program's own reader. */
export function tableOf(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/gy;
  for (const [, cell = '', end] of text.replace(/^\ufeff/, '').matchAll(cells)) {
    if (end === '' && cell === '') break;
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}
