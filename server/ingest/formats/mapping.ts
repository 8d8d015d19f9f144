import type { ImportTable } from '../columns.ts';
import type { Block, Sheet } from './schema.ts';
import { type Group, Refused, type Scope, type SheetRow, type Surroundings } from './scope.ts';
import { conditionOf, isOn, numberOf, type Read, type ReadNumber, readerOf } from './values.ts';

/** Ids that only the other system gives: they are kept as `system:id`, so that two systems never mean the same one. */
const systemIds: readonly string[] = ['visit_id', 'feedback_id', 'transaction_id', 'intervention_id'];

/** A table that a sheet feeds, ready to read. */
export interface TableMapping {
  readonly table: ImportTable;
  readonly block: Block;
  readonly sheetId: string;
  readonly holds: (row: SheetRow) => boolean;
  readonly columns: readonly (readonly [string, Read])[];
}

interface Check {
  readonly per: 'group' | 'row';
  readonly left: ReadNumber;
  readonly right: ReadNumber;
  readonly tolerance: number;
  readonly say: string;
}

/** Everything that a sheet's mapping says, as functions; making it notes the columns that have to be read. */
export interface SheetMapping {
  readonly tables: readonly TableMapping[];
  readonly checks: readonly Check[];
  readonly isDropped: (group: Group) => boolean;
  /** False: the group only corrects one that came in another file, such as a refund. */
  readonly isSale: (group: Group) => boolean;
}

export function sheetMapping(around: Surroundings): SheetMapping {
  const { sheet } = around;
  const drops = sheet.drop.map((where) => conditionOf(where, around, sheet.id));
  const sale = sheet.group?.sale === undefined ? () => true : conditionOf(sheet.group.sale, around, sheet.id);
  const rows = (group: Group) => group.rows.get(sheet.id) ?? [];
  return {
    tables: Object.entries(sheet.tables).map(([table, block]) => tableMapping(table as ImportTable, block, around)),
    checks: sheet.checks.flatMap((check) =>
      isOn(check, around)
        ? [
            {
              ...check,
              left: numberOf(check.left, around, sheet.id),
              right: numberOf(check.right, around, sheet.id),
              tolerance: check.tolerance * 10_000,
            },
          ]
        : [],
    ),
    isDropped: (group) => rows(group).some((row) => drops.some((drop) => drop(row))),
    isSale: (group) => rows(group).some(sale),
  };
}

function tableMapping(table: ImportTable, block: Block, around: Surroundings): TableMapping {
  const sheetId = block.in ?? around.sheet.id;
  const columns = Object.entries(block.columns).map(([name, value]): readonly [string, Read] => {
    const read = readerOf(value, around, sheetId);
    if (!systemIds.includes(name)) return [name, read];
    return [
      name,
      (scope) => {
        const id = read(scope);
        return id === '' ? '' : `${around.format.id}:${id}`;
      },
    ];
  });
  return {
    table,
    block,
    sheetId,
    columns,
    holds: block.where === undefined ? () => true : conditionOf(block.where, around, sheetId),
  };
}

/** What a group is for a table: one thing, or one for each of its rows. */
export function scopesOf(group: Group, guest: string, { block, sheetId, holds }: TableMapping, sheet: Sheet): Scope[] {
  if (block.per === 'group') return [{ group, row: null, sheetId: sheet.id, guest, ordinal: 1 }];
  return (group.rows.get(sheetId) ?? []).filter(holds).map((row, index) => ({ group, row, sheetId, guest, ordinal: index + 1 }));
}

/** The values of a row of ours, or why there are none. */
export function valuesOf(scope: Scope, { columns }: TableMapping): { values: Record<string, string>; fault?: string } {
  const values: Record<string, string> = {};
  try {
    for (const [name, read] of columns) values[name] = read(scope);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { values, fault: error.message };
  }
  return { values };
}

/** The line and file by which people find a group or row again. */
export function placeOf({ group, row }: Scope): { readonly line: number; readonly file: number } {
  if (row !== null) return row;
  const [first, ...others] = [...group.rows.values()].flat();
  return others.reduce(
    (earliest, each) => (each.file === earliest.file && each.line < earliest.line ? each : earliest),
    first ?? { line: 0, file: 0 },
  );
}
