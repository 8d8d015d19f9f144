import { migrate } from '../db/migrate.ts';
import { type Db, openDatabase } from '../db/open.ts';
import { holdTerms } from '../ingest/terms.ts';
import { readSettings, type Settings } from '../settings.ts';

/** How long a statement of a command may take, milliseconds. */
const commandPatienceMs = 60_000;

/** A line for people: standard error, so that `--json` has standard output for itself. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs `work` on the migrated database of the settings: beside a running server, or on the embedded one started for this long.
 * @throws Error with one line that says what to do when the settings are wrong or the database is away.
 */
export async function withDatabase<Result>(work: (db: Db, settings: Settings) => Promise<Result>): Promise<Result> {
  const settings = readSettings();
  const db = await openDatabase({
    databaseUrl: settings.DATABASE_URL,
    dataDir: settings.ECX_DATA_DIR,
    encryptionKey: settings.ECX_ENCRYPTION_KEY,
    statementTimeoutMs: commandPatienceMs,
    maxConnections: 2,
    log: tell,
  });
  try {
    await migrate(db, { log: tell });
    await holdTerms(db, settings, Date.now(), tell);
    return await work(db, settings);
  } finally {
    await db.close();
  }
}
