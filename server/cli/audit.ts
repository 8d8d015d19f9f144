import { appendFile, readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Db } from '../db/open.ts';
import { type ChainedEntry, readAuditBehind } from '../store/audit-reading.ts';
import { type AuditVerdict, type SignedHead, signedHead, verifyAudit } from '../store/audit-verify.ts';
import { tell, withDatabase } from './database.ts';
import { writeOut } from './export-file.ts';
import { onRecord } from './on-record.ts';
import { openProgress } from './progress.ts';

const examples = `
Examples:
  ecx audit verify                          was an entry changed, removed, exchanged or put in?
  ecx audit head --out heads.jsonl          keep the signed head, somewhere else than the database
  ecx audit export --out audit.jsonl        all entries, one JSON object a line`;

const verifyExamples = `
Examples:
  ecx audit verify                          walk the whole log: was an entry changed, removed, exchanged or put in?
  ecx audit verify --head heads.jsonl       also whether its end was cut off since the heads were kept
  ecx audit verify --head *.backup.head     the same with the heads that "ecx backup" wrote
  ecx audit verify --json                   {ok, entries, removed, head, faults: [{entry, message}]}

It ends with 1 when something is not as it was written.`;

const headExamples = `
Examples:
  ecx audit head                            print the signed head: how many entries there are, and the newest one's hash
  ecx audit head --out /mnt/safe/heads.jsonl   add it to a file; daily, somewhere else than the database

Whoever can write to the database can cut off the log's end together with what the database knows of it. A head that is kept elsewhere
tells: nobody can make another one without the master key.`;

const exportExamples = `
Examples:
  ecx audit export --out audit.jsonl        all entries with their hashes, one JSON object a line
  ecx audit export --after 120000           only those behind entry 120000, to standard output

Customers are named by ids, erased ones by a keyed hash.`;

export function auditCommand(): Command {
  return new Command('audit')
    .description('who read and changed what: verify the log, keep its head, write it out')
    .addCommand(verify())
    .addCommand(head())
    .addCommand(exportAll())
    .addHelpText('after', examples);
}

function verify(): Command {
  return new Command('verify')
    .description('find entries that were changed, removed, exchanged or put in')
    .option('--head <files...>', 'heads that were kept, one JSON object a line')
    .option('--json', 'print {ok, entries, removed, head, faults} as JSON')
    .addHelpText('after', verifyExamples)
    .action(async ({ head: files = [], json }: { readonly head?: readonly string[]; readonly json?: true }) => {
      const kept: SignedHead[] = [];
      for (const file of files) kept.push(...(await readHeads(file)));
      const verdict = await withDatabase(async (db) => {
        const progress = openProgress('entries verified');
        try {
          return await verifyAudit(db, kept, (done) => progress.update(done, null));
        } finally {
          progress.stop();
        }
      });
      const ok = verdict.faults.length === 0;
      process.stdout.write(`${json ? JSON.stringify({ ok, ...verdict }) : textOf(verdict, kept.length)}\n`);
      if (!ok) process.exitCode = 1;
    });
}

function textOf({ entries, removed, head: hash, faults }: AuditVerdict, heads: number): string {
  const removedText = removed === 0 ? '' : `; the ${removed} before them were removed because they were old`;
  const known = `${entries} entries${removedText}; the newest hash is ${hash === '' ? 'none' : hash}`;
  const against = heads === 0 ? 'no kept head to compare with (--head)' : `compared with ${heads} kept heads`;
  if (faults.length === 0) return `Nothing was changed, removed, exchanged or put in: ${known}; ${against}.`;
  const lines = faults.map(({ entry, message }) => (entry === null ? message : `entry ${entry} ${message}`));
  return [`The log is not as it was written (${known}; ${against}):`, ...lines].join('\n');
}

/** @throws Error for a file that cannot be read, and one with a line that is no head. */
async function readHeads(file: string): Promise<SignedHead[]> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Error(`--head: expected a file of "ecx audit head", got ${JSON.stringify(file)} (${error.message}); name another`);
  });
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => headIn(file, line, index + 1));
}

function headIn(file: string, line: string, number: number): SignedHead {
  try {
    const { installation, at, entries, hash, signature } = JSON.parse(line) as Record<string, unknown>;
    const texts = [installation, hash, signature];
    if (texts.every((text) => typeof text === 'string') && typeof at === 'number' && typeof entries === 'number')
      return { installation, at, entries, hash, signature } as SignedHead;
  } catch {
    // said below
  }
  throw new Error(`--head: expected a line of "ecx audit head", got another one in line ${number} of ${file}; take it out`);
}

function head(): Command {
  return new Command('head')
    .description('print the signed head of the log, to be kept elsewhere')
    .option('--out <file>', 'add it to this file instead')
    .addHelpText('after', headExamples)
    .action(async ({ out }: { readonly out?: string }) => {
      const line = `${JSON.stringify(await withDatabase((db) => signedHead(db, Date.now())))}\n`;
      if (out === undefined) process.stdout.write(line);
      else await appendFile(out, line, { mode: 0o600 });
    });
}

const pageSize = 2_000;

/** @param after the entry before the first one. */
async function* linesOf(db: Db, after: number, counted: { entries: number }): AsyncGenerator<string> {
  let no = after;
  for (;;) {
    const rows = await readAuditBehind(db, no, pageSize);
    const last = rows.at(-1);
    if (last === undefined) return;
    counted.entries += rows.length;
    yield rows.map(lineOf).join('');
    no = last.no;
  }
}

function lineOf({ at, hash, ...entry }: ChainedEntry): string {
  return `${JSON.stringify({ ...entry, at: new Date(at).toISOString(), hash: hash.toString('hex') })}\n`;
}

function exportAll(): Command {
  return new Command('export')
    .description('write the entries out, one JSON object a line')
    .option('--out <file>', 'where to; -: standard output', '-')
    .option('--after <entry>', 'only entries behind this number', (text) => entryNo(text), 0)
    .addHelpText('after', exportExamples)
    .action(({ out, after }: { readonly out: string; readonly after: number }) =>
      withDatabase(async (db) => {
        const counted = { entries: 0 };
        await onRecord(db, { act: 'audit export', kind: 'READ' });
        const { sha256 } = await writeOut(out, linesOf(db, after, counted));
        tell(`${counted.entries} entries, SHA-256 ${sha256}`);
      }),
    );
}

/** @throws Error for what is no number of an entry. */
function entryNo(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Error(`--after: expected the number of an entry, got ${JSON.stringify(text)}; take one from an earlier export`);
}
