/** What a cell of a table can hold. */
export type Cell = string | number | boolean | null;

/** The first list of an answer, flat. */
export interface Table {
  /** Where the list stands in the data, with dots. */
  readonly path: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list that is nearest to the root; an answer without one is a list of one. Null: there are no data. */
export function tableOf(answer: string | null): Table | null {
  const data = dataOf(answer);
  if (data === null) return null;
  const { path, list } = nearestList(data) ?? { path: '', list: [data] };
  const flat = list.map((item) => flattened(item));
  const columns = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  return { path, columns, rows: flat.map((row) => columns.map((column) => row.get(column) ?? null)) };
}

function dataOf(answer: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(answer ?? '');
    return isRecord(parsed) && isRecord(parsed.data) ? parsed.data : null;
  } catch {
    return null;
  }
}

function nearestList(
  data: Readonly<Record<string, unknown>>,
): { readonly path: string; readonly list: readonly unknown[] } | null {
  let level: (readonly [string, unknown])[] = Object.entries(data);
  while (level.length > 0) {
    const found = level.find(([, value]) => Array.isArray(value));
    if (found !== undefined) return { path: found[0], list: found[1] as readonly unknown[] };
    level = level.flatMap(([path, value]) =>
      isRecord(value) ? Object.entries(value).map(([name, inner]) => [`${path}.${name}`, inner] as const) : [],
    );
  }
  return null;
}

/** Objects become columns with dots, lists the text of their JSON; `edges` show what they lead to. */
function flattened(item: unknown, prefix = '', into = new Map<string, Cell>()): Map<string, Cell> {
  if (!isRecord(item)) into.set(prefix === '' ? 'value' : prefix, cellOf(item));
  else for (const [name, value] of Object.entries(item)) flattened(value, prefix === '' ? name : `${prefix}.${name}`, into);
  return into;
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

/** A number, or an exact amount that came as text; null: neither. */
export function numberOf(cell: Cell): number | null {
  if (typeof cell === 'number') return cell;
  return typeof cell === 'string' && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : null;
}

/** Columns that hold numbers and nothing else. */
export function numericColumns({ columns, rows }: Table): number[] {
  return columns.flatMap((_, index) => {
    const cells = rows.map((row) => row[index] ?? null).filter((cell) => cell !== null);
    return cells.length > 0 && cells.every((cell) => numberOf(cell) !== null) ? [index] : [];
  });
}

/** Whether the column has days or instants, so that a line through its values means something. */
export function isTime({ rows }: Table, column: number): boolean {
  const cells = rows.map((row) => row[column] ?? null).filter((cell) => cell !== null);
  return cells.length > 1 && cells.every((cell) => typeof cell === 'string' && /^\d{4}-\d{2}-\d{2}(T|$)/.test(cell));
}

const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/;

/** A table after RFC 4180 that a spreadsheet opens without running anything. */
export function csvOf({ columns, rows }: Table): string {
  const lines = [columns, ...rows].map((row) => row.map((cell) => quoted(harmless(cell))).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

function harmless(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return startsFormula.test(text) && numberOf(text) === null ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
