import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pagesFolder } from '../client-pages.ts';

/** A file of the project, from the source as well as from dist/. */
export function projectFile(path: string): string {
  return join(pagesFolder(), '..', '..', path);
}

/** What a JSON file of the project holds. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(projectFile(path), 'utf8'));
}
