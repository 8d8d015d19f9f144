import { Command } from 'commander';
import type { Db } from '../db/open.ts';
import { eraseCustomer, liftErasure } from '../ingest/erase.ts';
import { erasureFile, keepErasures, readErasureFile, replayErasures } from '../ingest/erasure-file.ts';
import type { Settings } from '../settings.ts';
import { commandLine } from './command-line.ts';
import { tell, withDatabase } from './database.ts';
import { onRecord } from './on-record.ts';
import { usable } from './options.ts';

const examples = `
Examples:
  ecx export --customer C1042 --out C1042.json   what is held, if the customer wants it
  ecx erase C1042 --yes                          erase everything of this customer, print the receipt
  ecx erase C1042 --yes --json                   the receipt as JSON
  ecx erase --list erasures.jsonl                keep all erasures in a file, beside your backups
  ecx erase --replay erasures.jsonl              after a restore: erase again whom the backup brought back
  ecx erase --lift C1042 --yes                   the same person comes back: let the id and the contacts of then be recorded again

It cannot be undone. Imports and recordings of the id, the e-mail address or the telephone number are refused from then on.
Erasures are also kept in ECX_DATA_DIR/erasures.jsonl, and a server or command that starts on a restored database erases again by itself.
The files hold keyed hashes, no names. Files that "ecx export" wrote before, and your CRM, are yours to clean.`;

interface Options {
  readonly yes?: true;
  readonly json?: true;
  readonly list?: string;
  readonly replay?: string;
  readonly lift?: string;
}

export function eraseCommand(): Command {
  return new Command('erase')
    .description('erase a customer for ever, with a receipt')
    .argument('[customer]', "the customer's id")
    .option('--yes', 'really do it')
    .option('--list <file>', 'instead: add all erasures so far to this file')
    .option('--replay <file>', 'instead: erase again whom this file names')
    .option('--lift <customer>', 'instead: let an erased customer of this id be recorded again; the receipt stays')
    .option('--json', 'print the receipt, or what a replay came to, as JSON as the last line')
    .addHelpText('after', examples)
    .action(async (customerId: string | undefined, options: Options, command: Command) => {
      const wanted = [customerId, options.list, options.replay, options.lift].filter((each) => each !== undefined);
      usable(command, () => {
        if (wanted.length !== 1)
          throw new Error(`expected one of a customer's id, --list, --replay and --lift, got ${wanted.length}; give exactly one`);
        if (customerId !== undefined && options.yes !== true)
          throw new Error(`erasing ${JSON.stringify(customerId)} cannot be undone: expected --yes; add it to do it`);
        if (options.lift !== undefined && options.yes !== true)
          throw new Error(`lifting an erasure needs the person's wish: expected --yes; add it to do it`);
      });
      await withDatabase((db, settings) => {
        if (options.list !== undefined) return list(db, options.list, options);
        if (options.replay !== undefined) return replay(db, settings, options.replay, options);
        if (options.lift !== undefined) return lift(db, options.lift, options);
        return erase(db, settings, customerId ?? '', options);
      });
    });
}

async function erase(db: Db, settings: Settings, customerId: string, { json }: Options): Promise<void> {
  const { principal, name } = commandLine;
  const done = await eraseCustomer(db, customerId, { now: Date.now(), timeZone: settings.TIME_ZONE, principal, by: name });
  if (done === null)
    throw new Error(
      `expected the id of a customer on record, got ${JSON.stringify(customerId)}; look for it with search in the API`,
    );
  await onRecord(db, { act: 'erase', targets: [done.receipt.id], customerIds: [customerId] });
  await keepErasures(db, erasureFile(settings.ECX_DATA_DIR));
  const { receipt, repeated } = done;
  const totalRows = Object.values(receipt.rows).reduce((total, count) => total + count, 0);
  const at = new Date(receipt.at).toISOString();
  const { id, by, rows, hash: receiptHash } = receipt;
  if (json) return say(JSON.stringify({ id, at, by, rows, totalRows, receiptHash, repeated }));
  tell(repeated ? 'This customer was erased before; the receipt of then:' : `Erased ${customerId}.`);
  say(`receipt ${id}\nat      ${at}\nby      ${by}\nrows    ${totalRows}\nhash    ${receiptHash}`);
}

async function list(db: Db, file: string, { json }: Options): Promise<void> {
  const added = await keepErasures(db, file);
  say(json ? JSON.stringify({ added }) : `added ${added} erasures to ${file}`);
}

async function replay(db: Db, settings: Settings, file: string, { json }: Options): Promise<void> {
  const kept = await readErasureFile(file);
  if (kept.length === 0)
    throw new Error(
      `expected erasures in ${file}, got none; give the file of "ecx erase --list", or ECX_DATA_DIR/erasures.jsonl`,
    );
  const done = await replayErasures(db, kept, { now: Date.now(), timeZone: settings.TIME_ZONE, onlyOwn: false });
  await onRecord(db, { act: 'erase --replay' });
  await keepErasures(db, erasureFile(settings.ECX_DATA_DIR));
  say(
    json ? JSON.stringify(done) : `${done.erasures} erasures were not known here; ${done.customers} customers were erased again`,
  );
}

async function lift(db: Db, customerId: string, { json }: Options): Promise<void> {
  const receipt = await liftErasure(db, customerId);
  if (receipt === null)
    throw new Error(`expected the id of an erased customer, got ${JSON.stringify(customerId)}; it may be recorded already`);
  await onRecord(db, { act: 'erase --lift', targets: [receipt.id] });
  say(
    json
      ? JSON.stringify({ lifted: customerId, receipt: receipt.id })
      : `${customerId} may be recorded again; receipt ${receipt.id} stays`,
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
