import { Command } from 'commander';
import { migrate } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import { readSettings } from '../settings.ts';
import { tell } from './database.ts';

/** `ecx migrate`: brings the database up to this version of the program. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database up to this version of the program')
    .option('--json', 'print {"applied": [names]} as the last line')
    .addHelpText('after', '\nExamples:\n  ecx migrate\n  DATABASE_URL=postgres://user:password@host/name ecx migrate --json')
    .action(async (options: { json?: boolean }) => {
      const settings = readSettings();
      const db = await openDatabase({
        databaseUrl: settings.DATABASE_URL,
        databaseCaFile: settings.DATABASE_CA_FILE,
        dataDir: settings.ECX_DATA_DIR,
        encryptionKey: settings.ECX_ENCRYPTION_KEY,
        statementTimeoutMs: 60_000,
        maxConnections: 1,
        log: tell,
      });
      try {
        const applied = await migrate(db, { log: tell });
        const summary = applied.length === 0 ? 'the database is up to date' : `${applied.length} applied`;
        process.stdout.write(`${options.json === true ? JSON.stringify({ applied }) : summary}\n`);
      } finally {
        await db.close();
      }
    });
}
