import { sql } from 'kysely';
import type { Db } from './session.ts';

/** Null, or nothing: an SQL null. */
export type Cell = string | null | undefined;

const pieceLength = 65_536; // characters handed to the connection at once

/**
 * Copies rows into a temporary table of the transaction, with the types of `table` and none of its constraints.
 * @returns the name of the temporary table. It is empty again after the transaction.
 */
export async function stage(
  tx: Db,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  suffix = '',
): Promise<string> {
  const staging = `staging_${table}${suffix}`;
  const list = sql.join(columns.map((name) => sql.ref(name)));
  await sql`
    create temporary table if not exists ${sql.table(staging)} on commit delete rows as
    select ${list} from ${sql.table(table)} with no data`.execute(tx.kysely);
  await tx.copyIn(`copy ${staging} (${columns.join(', ')}) from stdin`, copyText(rows, columns.length));
  return staging;
}

/** PostgreSQL's COPY text format. */
function* copyText(rows: readonly (readonly Cell[])[], width: number): Generator<string> {
  let piece = '';
  for (const cells of rows) {
    for (let index = 0; index < width; index += 1) {
      const cell = cells[index];
      if (index > 0) piece += '\t';
      piece += cell === undefined || cell === null ? '\\N' : escaped(cell);
    }
    piece += '\n';
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

const special = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(text: string): string {
  return special.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character) : text;
}
