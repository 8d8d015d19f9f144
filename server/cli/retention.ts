import { Command } from 'commander';
import { withoutTrace } from '../ingest/import.ts';
import { forgetOld, retentionOf } from '../store/retention.ts';
import { withDatabase } from './database.ts';
import { onRecord } from './on-record.ts';

const examples = `
Examples:
  ecx retention --dry-run          rows that would be removed now, by table
  ecx retention                    remove them; a worker does it by itself at ECX_SCHEDULE_RETENTION
  ecx retention --dry-run --json

How long: ECX_RETENTION_ALERT_DAYS, ECX_RETENTION_HISTORY_DAYS, and what docs/privacy.md says of each table.`;

export function retentionCommand(): Command {
  return new Command('retention')
    .description('remove what is kept long enough, or say what would be')
    .option('--dry-run', 'do it, count, and undo it')
    .option('--json', 'print {dryRun, removed: {table: rows}} as JSON')
    .addHelpText('after', examples)
    .action(({ dryRun = false, json }: { readonly dryRun?: boolean; readonly json?: true }) =>
      withDatabase(async (db, settings) => {
        const now = Date.now();
        const policy = retentionOf(settings);
        const removed = dryRun ? await withoutTrace(db, (tx) => forgetOld(tx, now, policy)) : await forgetOld(db, now, policy);
        if (!dryRun) await onRecord(db, { act: 'retention' });
        const lines = Object.entries(removed).map(([table, rows]) => `${String(rows).padStart(9)}  ${table}`);
        const title = dryRun ? 'rows that would be removed now:' : 'rows removed:';
        process.stdout.write(`${json ? JSON.stringify({ dryRun, removed }) : [title, ...lines].join('\n')}\n`);
      }),
    );
}
