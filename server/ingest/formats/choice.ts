import type { FormatChoice } from '../../store/imports.ts';
import { type ImportTable, tableShapes } from '../columns.ts';
import { UnusableFile } from '../unusable.ts';
import { settingsFor } from './settings.ts';
import { shippedFormat, shippedFormats } from './shipped.ts';
import { missingColumns, type Recognised, recognise } from './titles.ts';

/** What a header shows a file to be. @throws UnusableFile for a report that cannot be imported. */
export function recognisedFormat(header: readonly string[]): Recognised | null {
  return recognise(header, shippedFormats());
}

/** A format for people who choose it. */
export function describedFormat({ format, sheet }: Recognised): {
  readonly id: string;
  readonly title: string;
  readonly tables: readonly ImportTable[];
  readonly beside: readonly string[];
  readonly settings: readonly { readonly name: string; readonly about: string; readonly default: string | null }[];
} {
  return {
    id: format.id,
    title: sheet.title,
    tables: tableShapes.map(({ table }) => table).filter((table) => table in sheet.tables),
    beside: format.files
      .filter(({ id }) => id in sheet.with || sheet.id in (format.files.find((file) => file.id === id)?.with ?? {}))
      .map(({ title }) => title),
    settings: Object.entries(format.settings).map(([name, setting]) => ({
      name,
      about: setting.about,
      default: setting.default ?? null,
    })),
  };
}

/** @throws UnusableFile when the file is not of this format, or a setting is not one of it. */
export function formatChoice(
  header: readonly string[],
  id: string,
  settings: readonly { readonly name: string; readonly value: string }[],
): FormatChoice {
  const format = shippedFormat(id);
  if (recognise(header, [format]) === null) throw new UnusableFile(missingColumns(header, [format]));
  const given = settings.filter(({ value }) => value.trim() !== '').map(({ name, value }) => ({ name, value: value.trim() }));
  settingsFor(format, new Map(given.map(({ name, value }) => [name, value])));
  return { format: format.id, settings: given };
}
