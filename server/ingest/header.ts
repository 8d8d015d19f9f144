import type { TableShape } from './columns.ts';
import { UnusableFile } from './unusable.ts';

/** Canonical column name to the name that a file uses for it. */
export type ColumnMap = ReadonlyMap<string, string>;

/** Which cell of a line belongs to which canonical column. */
export interface HeaderPlan {
  readonly width: number;
  readonly places: readonly { readonly name: string; readonly index: number }[];
  readonly warnings: readonly string[];
}

export const maxColumns = 1_000;

/**
 * Finds the canonical columns of a header: under their foreign name where `map` gives one, else under their own, in any case.
 * @throws UnusableFile when a required column is missing or a name stands twice
 */
export function headerPlan(header: readonly string[], shape: TableShape, map: ColumnMap): HeaderPlan {
  if (header.length > maxColumns) throw new UnusableFile(`expected at most ${maxColumns} columns, got ${header.length}`);
  // Control characters have no place on a terminal; a file that is no text is full of them.
  const titles = header.map((title) => title.trim().replace(/\p{C}/gu, '\ufffd'));
  const places: { name: string; index: number }[] = [];
  const warnings: string[] = [];
  const used = new Set<number>();
  for (const { name, required } of shape.columns) {
    const foreign = map.get(name);
    const mapped = foreign === undefined ? -1 : placeOf(titles, foreign);
    const index = mapped < 0 ? placeOf(titles, name) : mapped;
    if (index >= 0) {
      places.push({ name, index });
      used.add(index);
      if (foreign !== undefined && mapped < 0)
        warnings.push(`there is no column ${JSON.stringify(foreign)} to read ${name} from; the column ${titles[index]} is read`);
    } else if (required) throw new UnusableFile(missing(name, foreign, titles));
    else if (foreign !== undefined)
      warnings.push(`there is no column ${JSON.stringify(foreign)} to read ${name} from; columns: ${list(titles)}`);
  }
  const canonical = shape.columns.map(({ name }) => name);
  for (const [index, title] of titles.entries()) {
    if (used.has(index) || title === '') continue;
    const near = nearest(title, canonical) ?? '';
    const advice = isAlike(title, near) ? `: --map ${near}=${title}` : '';
    const hint = canonical.includes(title) ? 'another column is mapped to it' : `the nearest canonical name is ${near}${advice}`;
    warnings.push(`unknown column ${JSON.stringify(title)} is ignored; ${hint}`);
  }
  return { width: header.length, places, warnings };
}

/** @throws UnusableFile when the name stands twice, because nothing says which one is meant */
function placeOf(titles: readonly string[], name: string): number {
  const exact = titles.flatMap((title, index) => (title === name ? [index] : []));
  const same = titles.flatMap((title, index) => (title.toLowerCase() === name.toLowerCase() ? [index] : []));
  const found = exact.length > 0 ? exact : same;
  if (found.length > 1)
    throw new UnusableFile(
      `expected one column ${name}, got ${found.length} (columns ${found.map((index) => index + 1).join(' and ')}): rename one`,
    );
  return found[0] ?? -1;
}

function missing(name: string, foreign: string | undefined, titles: readonly string[]): string {
  const near = nearest(name, titles);
  if (foreign !== undefined)
    return `expected a column ${JSON.stringify(foreign)} for ${name} (as --map says), got ${list(titles)}`;
  return `expected a column ${name}, got ${list(titles)}: name it with --map ${name}=${near?.slice(0, 60) ?? '…'}`;
}

function list(titles: readonly string[]): string {
  const shown = titles
    .slice(0, 30)
    .map((title) => title.slice(0, 60))
    .join(', ');
  return titles.length > 30 ? `${shown}, … (${titles.length} columns)` : shown;
}

/** The candidate with the fewest letters to change; undefined: there is none. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || distance < best.distance) best = { candidate, distance };
  }
  return best?.candidate;
}

/** Near enough for a typing mistake or a shortened name. */
function isAlike(title: string, near: string): boolean {
  return editDistance(title.toLowerCase(), near) <= Math.max(title.length, near.length) / 2;
}

/** Levenshtein distance over the first 60 letters. */
export function editDistance(left: string, right: string): number {
  const [from, to] = [left.slice(0, 60), right.slice(0, 60)];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
