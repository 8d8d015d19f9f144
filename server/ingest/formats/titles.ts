import { UnusableFile } from '../unusable.ts';
import type { Format, Sheet } from './schema.ts';

/** Columns by name whatever their case, spaces, hyphens and signs: `Lineitem compare-at price` is `lineitem compare at price`. */
export function folded(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}#?]/gu, '');
}

/** A header row of a format that is known. */
export interface Recognised {
  readonly format: Format;
  readonly sheet: Sheet;
}

/** Settings that a person gave, by name. */
export type GivenSettings = ReadonlyMap<string, string>;

/** The columns of a name in a header: what it stands for in `headers`, a setting's column, or itself. */
export function candidatesOf(sheet: Sheet, name: string, settings: GivenSettings): readonly string[] {
  const given = name.startsWith('$') ? settings.get(name.slice(1)) : name;
  if (given === undefined) return [];
  if (name.startsWith('$')) return [given];
  return sheet.headers[name] ?? [name];
}

function has(titles: ReadonlySet<string>, sheet: Sheet, name: string): boolean {
  return (sheet.headers[name] ?? [name]).some((candidate) => titles.has(folded(candidate)));
}

/**
 * Which file of which format a header row belongs to: of those whose columns are all there, the one that needs most.
 * @returns null: it is none of them.
 * @throws UnusableFile for a report that cannot be imported, and when two fit equally well.
 */
export function recognise(header: readonly string[], formats: readonly Format[]): Recognised | null {
  const titles = new Set(header.map(folded));
  for (const { refuse } of formats)
    for (const { has: present, lacks, say } of refuse)
      if (present.every((title) => titles.has(folded(title))) && !lacks.some((title) => titles.has(folded(title))))
        throw new UnusableFile(say);
  const fitting = formats
    .flatMap((format) => format.files.map((sheet) => ({ format, sheet })))
    .filter(({ sheet }) => sheet.needs.every((name) => has(titles, sheet, name)))
    .sort((a, b) => b.sheet.needs.length - a.sheet.needs.length);
  const [best, second] = fitting;
  if (best === undefined) return null;
  if (second !== undefined && second.sheet.needs.length === best.sheet.needs.length)
    throw new UnusableFile(
      `expected a file of one format, got columns of ${best.sheet.title} and of ${second.sheet.title}: choose with --format`,
    );
  return best;
}

/** What is missing from a header for the file of these formats that comes nearest. */
export function missingColumns(header: readonly string[], formats: readonly Format[]): string {
  const titles = new Set(header.map(folded));
  const [nearest] = formats
    .flatMap(({ files }) => files)
    .map((sheet) => ({ sheet, missing: sheet.needs.filter((name) => !has(titles, sheet, name)) }))
    .sort((a, b) => a.missing.length / a.sheet.needs.length - b.missing.length / b.sheet.needs.length);
  if (nearest === undefined) return 'expected a format with files, got none';
  const shown = header
    .slice(0, 12)
    .map((title) => title.trim().slice(0, 40))
    .join(', ');
  return `expected ${nearest.sheet.title}, got a file without its column${nearest.missing.length === 1 ? '' : 's'} ${nearest.missing.join(', ')} (the file has ${shown}${header.length > 12 ? ', …' : ''}): is it another report?`;
}
