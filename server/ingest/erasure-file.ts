/**
 * Erasures are also kept beside the database, as `erasures.jsonl` in the data folder: a backup that is restored knows nothing of those after
 * it, and learns them from there at the next start. The file names nobody: it holds receipts and keyed hashes.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Listening } from '../db/listener.ts';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { notesOf } from '../store/installation.ts';
import {
  erasedChannel,
  erasureIds,
  type Receipt,
  readErasures,
  type Tombstone,
  type TombstoneKind,
  tellErased,
  tombstoneHash,
  writeReceipt,
} from '../store/tombstones.ts';
import { eraseWithin } from './erase.ts';

/** An erasure as a line of the file holds it. */
export interface KeptErasure {
  readonly receipt: Receipt;
  readonly tombstones: readonly Tombstone[];
  /** Of which installation and its backups. */
  readonly installation: string;
  /** Names the key of the hashes without revealing it. */
  readonly indexKey: string;
}

/** What a replay came to. */
export interface Replayed {
  /** Erasures that the database did not know of. */
  readonly erasures: number;
  /** Customers of them who were on record again, and were erased again. */
  readonly customers: number;
}

export function erasureFile(dataDir: string): string {
  return join(dataDir, 'erasures.jsonl');
}

/** The same for every database of one key. */
function indexKeyOf(db: Db): string {
  return tombstoneHash(db.sealer, 'CUSTOMER', '\u0000which key').toString('hex').slice(0, 16);
}

async function installationOf(db: Db): Promise<string> {
  return (await notesOf(db, ['installation_id'])).get('installation_id') ?? '';
}

function lineOf({ receipt, tombstones, installation, indexKey }: KeptErasure): string {
  const { customerHash, ...rest } = receipt;
  const stones = tombstones.map(({ kind, hash }) => ({ kind, hash: hash.toString('hex') }));
  return `${JSON.stringify({ installation, indexKey, receipt: { ...rest, customerHash: customerHash.toString('hex') }, tombstones: stones })}\n`;
}

/** @returns null: no erasure, such as a line that was broken off when the power went. */
function parseLine(line: string): KeptErasure | null {
  try {
    const { installation, indexKey, receipt, tombstones } = JSON.parse(line) as {
      installation: string;
      indexKey: string;
      receipt: Omit<Receipt, 'customerHash'> & { customerHash: string };
      tombstones: readonly { kind: TombstoneKind; hash: string }[];
    };
    return {
      installation,
      indexKey,
      receipt: { ...receipt, customerHash: Buffer.from(receipt.customerHash, 'hex') },
      tombstones: tombstones.map(({ kind, hash }) => ({ kind, hash: Buffer.from(hash, 'hex') })),
    };
  } catch {
    return null;
  }
}

/** The erasures of a file, each once. A file that is not there has none. */
export async function readErasureFile(path: string): Promise<readonly KeptErasure[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const kept = text.split('\n').flatMap((line) => parseLine(line) ?? []);
  return [...new Map(kept.map((each) => [each.receipt.id, each])).values()];
}

/** Adds to the file what the database knows and the file does not. @returns how many. */
export async function keepErasures(db: Db, path: string): Promise<number> {
  const known = new Set((await readErasureFile(path)).map(({ receipt }) => receipt.id));
  const missing = await readErasures(db, known);
  if (missing.length === 0) return 0;
  const [installation, indexKey] = [await installationOf(db), indexKeyOf(db)];
  const lines = missing.map((erasure) => lineOf({ ...erasure, installation, indexKey }));
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, `\n${lines.join('')}`, { mode: 0o600, flush: true }); // the line before may have been broken off
  return missing.length;
}

const idsAfter = statement('erasures/ids', 'population', (kysely, after: string, limit: number) =>
  kysely.selectFrom('customers').where('customer_id', '>', after).orderBy('customer_id').limit(limit).select('customer_id as id'),
);

const walkedAtOnce = 5_000;

/** The customers on record of these hashes of ids, by the hash in hexadecimal. */
async function customersOf(db: Db, hashes: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let after = ''; ; ) {
    const ids = (await idsAfter(db, after, walkedAtOnce)).map(({ id }) => id);
    for (const id of ids) {
      const hash = tombstoneHash(db.sealer, 'CUSTOMER', id).toString('hex');
      if (hashes.has(hash)) found.set(hash, id);
    }
    const last = ids.at(-1);
    if (last === undefined) return found;
    after = last;
  }
}

/**
 * Erases again whom these erasures name, where the database does not know of them: it was restored from a backup that is older.
 * @param onlyOwn leave out erasures of other installations, such as of a copy for tests that shares the folder.
 * @throws Error when the hashes were made with another key than this database's.
 */
export async function replayErasures(
  db: Db,
  kept: readonly KeptErasure[],
  { now, timeZone, onlyOwn }: { readonly now: number; readonly timeZone: string; readonly onlyOwn: boolean },
): Promise<Replayed> {
  const [known, own, indexKey] = [await erasureIds(db), await installationOf(db), indexKeyOf(db)];
  const unknown = kept.filter(({ receipt, installation }) => !known.has(receipt.id) && (!onlyOwn || installation === own));
  const foreign = unknown.find((erasure) => erasure.indexKey !== indexKey);
  if (foreign !== undefined)
    throw new Error(
      `expected erasures whose hashes were made with the key ${indexKey} of this database, got ${foreign.indexKey}; start with the ECX_ENCRYPTION_KEY that the backup was made with`,
    );
  if (unknown.length === 0) return { erasures: 0, customers: 0 };
  const onRecord = await customersOf(db, new Set(unknown.map(({ receipt }) => receipt.customerHash.toString('hex'))));
  for (const erasure of unknown) {
    const customerId = onRecord.get(erasure.receipt.customerHash.toString('hex'));
    await db.transaction(async (tx) => {
      if (customerId === undefined) await writeReceipt(tx, erasure.receipt, erasure.tombstones, now);
      else await eraseWithin(tx, customerId, { now, timeZone, principal: 'replay', by: 'replay' }, erasure);
      await tellErased(tx);
    });
  }
  return { erasures: unknown.length, customers: onRecord.size };
}

/** At a start: first what a restored backup does not know of, then the file is brought up to date. */
export async function followErasures(
  db: Db,
  dataDir: string,
  context: { readonly now: number; readonly timeZone: string; readonly log: (line: string) => void },
): Promise<Replayed> {
  const path = erasureFile(dataDir);
  const done = await replayErasures(db, await readErasureFile(path), { ...context, onlyOwn: true });
  if (done.erasures > 0)
    context.log(
      `this database is older than ${done.erasures} erasures of ${path}: erased ${done.customers} customers again who were back on record`,
    );
  await keptOrTold(db, path, context.log);
  return done;
}

/** Without the file a restored backup has to be told of erasures by hand: worth a line, not worth to stop for. */
async function keptOrTold(db: Db, path: string, log: (line: string) => void): Promise<void> {
  try {
    await keepErasures(db, path);
  } catch (error) {
    log(
      `expected to keep erasures in ${path}, got "${error instanceof Error ? error.message : String(error)}"; make it writable, or keep the file of "ecx erase --list FILE" beside your backups`,
    );
  }
}

/**
 * While a server runs: whenever anybody was erased, by whichever process, what this one remembers is forgotten and the file is brought up to
 * date.
 */
export function forgetErased(
  db: Db,
  dataDir: string,
  remembered: readonly ({ clear(): void } | null)[],
  log: (line: string) => void,
): Listening {
  return db.listen(erasedChannel, () => {
    for (const each of remembered) each?.clear();
    void keptOrTold(db, erasureFile(dataDir), log);
  });
}
