import { Command } from 'commander';
import { rewrapKeys } from '../store/rewrap.ts';
import { withDatabase } from './database.ts';
import { onRecord } from './on-record.ts';

const examples = `
Without downtime, OLD and NEW being 64 hexadecimal digits each (openssl rand -hex 32):
  1. restart every server and worker, one after another, with ECX_ENCRYPTION_KEY=OLD,NEW   (both open, OLD seals)
  2. restart them, one after another, with ECX_ENCRYPTION_KEY=NEW,OLD                      (both open, NEW seals)
  3. ECX_ENCRYPTION_KEY=NEW,OLD ecx key rotate-master                                      (wraps every key anew)
  4. restart them with ECX_ENCRYPTION_KEY=NEW; keep OLD as long as backups from before step 3

With the key in ECX_DATA_DIR/encryption.key the file holds NEW on its first line and OLD on its second.`;

/** `ecx key rotate-master`: every data key under the present master key. */
export function rotateMasterCommand(): Command {
  return new Command('rotate-master')
    .description('wrap every data key anew under the first key of ECX_ENCRYPTION_KEY')
    .option('--json', 'print {masterKeyId, rewrapped: {table: keys}} as JSON')
    .addHelpText('after', examples)
    .action(({ json }: { readonly json?: true }) =>
      withDatabase(async (db) => {
        const rewrapped = await rewrapKeys(db, Date.now());
        await onRecord(db, { act: 'key rotate-master', targets: [db.sealer.masterKeyId] });
        const { masterKeyId } = db.sealer;
        const keys = Object.values(rewrapped).reduce((total, count) => total + count, 0);
        const text = `${keys} keys were wrapped anew; all are under the master key ${masterKeyId} now`;
        process.stdout.write(`${json ? JSON.stringify({ masterKeyId, rewrapped }) : text}\n`);
      }),
    );
}
