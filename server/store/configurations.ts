import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { SavedSettings } from '../engine/configuration.ts';

/** A saved configuration of the scoring. */
export interface SavedConfiguration {
  /** From 2 on; 1 is the defaults, of which there is no row. */
  readonly version: number;
  readonly settings: SavedSettings;
  /** Null: nothing was said. */
  readonly note: string | null;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** The principal who saved it. */
  readonly savedBy: string;
  /** The same for people; null: saved before names were noted. */
  readonly savedByName: string | null;
}

/** Somebody else has saved a configuration meanwhile. */
export class ConfigurationOvertaken extends Error {
  override readonly name = 'ConfigurationOvertaken';
}

const columns = ['version', 'settings', 'note', 'saved_at', 'saved_by', 'saved_by_name'] as const;

const newest = statement('store.configurations', 'own', (kysely, limit: number) =>
  kysely.selectFrom('scoring_configurations').orderBy('version', 'desc').limit(sql<number>`${limit}::int`).select(columns),
);

const one = statement('store.configuration', 'own', (kysely, version: number) =>
  kysely.selectFrom('scoring_configurations').where('version', '=', version).select(columns),
);

const insert = statement(
  'store.saveConfiguration',
  'own',
  (kysely, version: number, settings: string, note: string | null, savedAt: Date, savedBy: string, savedByName: string | null) =>
    kysely
      .insertInto('scoring_configurations')
      .values({ version, settings, note, saved_at: savedAt, saved_by: savedBy, saved_by_name: savedByName })
      .onConflict((conflict) => conflict.column('version').doNothing())
      .returning('version'),
);

type Row = Awaited<ReturnType<typeof newest>>[number];

function savedOf({ version, settings, note, saved_at, saved_by, saved_by_name }: Row): SavedConfiguration {
  const saved = { savedAt: saved_at.getTime(), savedBy: saved_by, savedByName: saved_by_name };
  return { version, settings: settings as SavedSettings, note, ...saved };
}

/** The newest ones, newest first. */
export async function readConfigurations(db: Db, limit: number): Promise<SavedConfiguration[]> {
  return (await newest(db, limit)).map(savedOf);
}

/** @returns null when there is no such version. */
export async function readConfiguration(db: Db, version: number): Promise<SavedConfiguration | null> {
  const [row] = await one(db, version);
  return row === undefined ? null : savedOf(row);
}

/** Saves the version as the newest one. @throws ConfigurationOvertaken when it exists already. */
export async function writeConfiguration(
  db: Db,
  { version, settings, note, savedAt, savedBy, savedByName }: SavedConfiguration,
): Promise<void> {
  const written = await insert(db, version, JSON.stringify(settings), note, new Date(savedAt), savedBy, savedByName);
  if (written.length === 0) throw new ConfigurationOvertaken(`expected version ${version} to be free, it was saved meanwhile`);
}
