import type { MappedColumn } from '../store/imports.ts';
import type { TableShape } from './columns.ts';
import { type ColumnMap, headerPlan, nearest } from './header.ts';
import { UnusableFile } from './unusable.ts';

/**
 * The columns of a file that will be read: those that were chosen and no other. Without a choice those that have our own names.
 * @throws UnusableFile when a chosen name is not there, or nothing is read as a column that must be there.
 */
export function chosenMapping(
  shape: TableShape,
  header: readonly string[],
  chosen: readonly MappedColumn[] | null,
): readonly MappedColumn[] {
  const mapping = chosen ?? ownNames(shape, header);
  const canonical = shape.columns.map(({ name }) => name);
  const seen = new Set<string>();
  for (const { canonical: name, foreign } of mapping) {
    if (!canonical.includes(name))
      throw new UnusableFile(
        `expected a column of ${shape.table}, got ${shown(name)}; did you mean ${nearest(name, canonical)}?`,
      );
    if (seen.has(name)) throw new UnusableFile(`expected each column once, got ${name} twice; choose one`);
    seen.add(name);
    if (!header.includes(foreign))
      throw new UnusableFile(
        `expected a column of the file for ${name}, got ${shown(foreign)}; did you mean ${shown(nearest(foreign, header) ?? '')}?`,
      );
  }
  for (const { name, required } of shape.columns) {
    if (required !== true || seen.has(name)) continue;
    const near = nearest(name, header) ?? '';
    throw new UnusableFile(`expected a column to read ${name} from, got none; choose one, the nearest name is ${shown(near)}`);
  }
  const read = mappedShape(shape, mapping);
  headerPlan(header, read.shape, read.map); // refuses names that stand twice
  return mapping;
}

/** The table as a mapping reads it from a file. */
export function mappedShape(
  shape: TableShape,
  mapping: readonly MappedColumn[],
): { readonly shape: TableShape; readonly map: ColumnMap } {
  const map = new Map(mapping.map(({ canonical, foreign }) => [canonical, foreign]));
  return { map, shape: { ...shape, columns: shape.columns.filter(({ name }) => map.has(name)) } };
}

function ownNames({ columns }: TableShape, header: readonly string[]): MappedColumn[] {
  return columns.flatMap(({ name }) => {
    const foreign = header.find((title) => title === name) ?? header.find((title) => title.toLowerCase() === name);
    return foreign === undefined ? [] : [{ canonical: name, foreign }];
  });
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 60));
}
