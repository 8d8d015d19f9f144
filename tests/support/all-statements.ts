import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type StatementText, statements } from '../../server/db/statement.ts';

/** Every statement of the program: importing a module registers its statements. */
export async function allStatements(): Promise<readonly StatementText[]> {
  const server = fileURLToPath(new URL('../../server/', import.meta.url));
  for (const room of ['facts', 'store', 'ingest', 'jobs', 'privacy']) {
    if (!existsSync(join(server, room))) continue;
    const names = await readdir(join(server, room), { recursive: true });
    for (const name of names.filter((candidate) => candidate.endsWith('.ts'))) await import(join(server, room, name));
  }
  return statements;
}
