import { migrate } from '../db/migrate.ts';
import { type Db, openDatabase } from '../db/open.ts';
import { followErasures } from '../ingest/erasure-file.ts';
import { holdTerms } from '../ingest/terms.ts';
import { readSettings, type Settings } from '../settings.ts';
import { settleAudit } from './audit-log.ts';

/** How long a statement of a command may take, milliseconds. */
const commandPatienceMs = 60_000;

/** A line for people: standard error, so that `--json` has standard output for itself. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Where the database of the settings is. */
export function databaseOf(settings: Settings) {
  return {
    databaseUrl: settings.DATABASE_URL,
    databaseCaFile: settings.DATABASE_CA_FILE,
    dataDir: settings.ECX_DATA_DIR,
    encryptionKey: settings.ECX_ENCRYPTION_KEY,
    statementTimeoutMs: commandPatienceMs,
  };
}

/** The database of the settings, with connections for a command. */
export function openFor(settings: Settings, maxConnections: number): Promise<Db> {
  return openDatabase({ ...databaseOf(settings), maxConnections, log: tell });
}

/**
 * Runs `work` on the migrated database of the settings: beside a running server, or on the embedded one started for this long.
 * @throws Error with one line that says what to do when the settings are wrong or the database is away.
 */
export async function withDatabase<Result>(
  work: (db: Db, settings: Settings) => Promise<Result>,
  maxConnections = 2,
): Promise<Result> {
  const settings = readSettings();
  const db = await openFor(settings, maxConnections);
  try {
    await migrate(db, { log: tell });
    await holdTerms(db, settings, Date.now(), tell);
    await followErasures(db, settings.ECX_DATA_DIR, { now: Date.now(), timeZone: settings.TIME_ZONE, log: tell });
    const result = await work(db, settings);
    await settleAudit(db);
    return result;
  } finally {
    await db.close();
  }
}

/** @throws Error when the feature is switched off: a command of it does nothing then. */
export function requireFeature(settings: Settings, feature: 'FEATURE_HEALTH_SCORING' | 'FEATURE_PREDICTIVE_ANALYTICS'): void {
  if (!settings[feature])
    throw new Error(`expected ${feature}=true for this command, got false; set it and run the command again`);
}
