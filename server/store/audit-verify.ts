import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { type AuditKeys, type AuditNote, auditKeysOf } from './audit-chain.ts';
import { forgedNames } from './audit-names.ts';
import { readAuditBehind } from './audit-reading.ts';
import { notesOf } from './installation.ts';

/** A state of the log that is kept elsewhere: whoever changes the log later cannot change this, nor make another. */
export interface SignedHead {
  readonly installation: string;
  /** When it was read, milliseconds since 1970. */
  readonly at: number;
  /** Entries so far. */
  readonly entries: number;
  /** Of the newest entry, hexadecimal. */
  readonly hash: string;
  /** Keyed hash of all of the above, hexadecimal. */
  readonly signature: string;
}

/** Something that is not as it was written. `entry`: where; null: no single entry. */
export interface AuditFault {
  readonly entry: number | null;
  readonly message: string;
}

export interface AuditVerdict {
  /** Entries looked at. */
  readonly entries: number;
  /** Entries that were removed because they were old. */
  readonly removed: number;
  readonly head: string;
  /** At most 100; empty: nothing was changed, removed or exchanged. */
  readonly faults: readonly AuditFault[];
}

const readHead = statement('audit/head', 'own', (kysely) =>
  kysely
    .selectFrom('audit_head')
    .select([sql<number>`entry_no::float8`.as('no'), 'hash'])
    .select([sql<number>`removed_no::float8`.as('removedNo'), 'removed_hash as removedHash', 'removed_mac as removedMac']),
);

const everyErased = statement('audit/every erased', 'own', (kysely) => kysely.selectFrom('audit_erased').select('pseudonym'));

const pageSize = 2_000;
const mostFaults = 100;

async function headOf(db: Db) {
  const [head] = await readHead(db);
  if (head === undefined) throw new Error('expected the head of the audit log in audit_head, got none; restore the table');
  return head;
}

const signed = (keys: AuditKeys, head: Omit<SignedHead, 'signature'>): string =>
  keys.mac('head', [head.installation, head.at, head.entries, head.hash]).toString('hex');

/** The log as it is now, to be kept elsewhere. @param now milliseconds since 1970. */
export async function signedHead(db: Db, now: number): Promise<SignedHead> {
  const { no, hash } = await headOf(db);
  const head = { installation: await installationId(db), at: now, entries: no, hash: hash.toString('hex') };
  return { ...head, signature: signed(auditKeysOf(db.sealer), head) };
}

async function installationId(db: Db): Promise<string> {
  return (await notesOf(db, ['installation_id'])).get('installation_id') ?? '';
}

/** What removing old entries keeps of them, so that nobody else can remove some. */
export function removalMac(keys: AuditKeys, no: number, hash: Buffer): Buffer {
  return keys.mac('removed', [no, hash.toString('hex')]);
}

/** What is wrong with kept heads, apart from the entries. */
async function headFaults(db: Db, keys: AuditKeys, kept: readonly SignedHead[], entries: number): Promise<AuditFault[]> {
  const installation = await installationId(db);
  const fault = (head: SignedHead): AuditFault[] => {
    const when = `the head of ${new Date(head.at).toISOString()}`;
    if (signed(keys, head) !== head.signature)
      return [{ entry: null, message: `${when} was not made by this installation, or was changed` }];
    if (head.installation !== installation) return [{ entry: null, message: `${when} is that of another installation` }];
    if (head.entries <= entries) return [];
    const message = `${when} knows ${head.entries} entries, the log ends at ${entries}: the end was cut off, or an older backup was restored`;
    return [{ entry: entries + 1, message }];
  };
  return kept.flatMap(fault);
}

interface Known {
  readonly kept: readonly SignedHead[];
  readonly erased: ReadonlySet<string>;
}

class Walk {
  readonly faults: AuditFault[] = [];
  readonly #keys: AuditKeys;
  readonly #kept: ReadonlyMap<number, string>;
  readonly #erased: ReadonlySet<string>;
  no: number;
  hash: Buffer;
  entries = 0;

  constructor(keys: AuditKeys, from: { readonly no: number; readonly hash: Buffer }, known: Known) {
    [this.#keys, this.no, this.hash] = [keys, from.no, from.hash];
    this.#kept = new Map(known.kept.map(({ entries, hash }) => [entries, hash]));
    this.#erased = known.erased;
    this.#compare(from.no, from.hash);
  }

  fault(entry: number | null, message: string): void {
    if (this.faults.length < mostFaults) this.faults.push({ entry, message });
  }

  #compare(no: number, hash: Buffer): void {
    const kept = this.#kept.get(no);
    if (kept !== undefined && kept !== hash.toString('hex')) this.fault(no, 'is not the one that a kept head knows');
  }

  look({ no, hash, ...note }: AuditNote & { readonly no: number; readonly hash: Buffer }): void {
    if (no !== this.no + 1) this.fault(this.no + 1, no === this.no + 2 ? 'is missing' : `to ${no - 1} are missing`);
    else if (!this.#keys.entryHash(this.hash, no, note).equals(hash)) this.fault(no, 'was changed, exchanged or put in');
    this.#compare(no, hash);
    if (this.#erased.size > 0 && note.customerIds.some((id) => this.#erased.has(this.#keys.erasedId(id))))
      this.fault(no, 'names a customer who was erased');
    [this.no, this.hash, this.entries] = [no, hash, this.entries + 1];
  }
}

/**
 * Walks the whole chain, in one snapshot.
 * @param kept heads that were kept elsewhere: without one, nobody can tell whether the end was cut off together with the head in the database.
 */
export async function verifyAudit(
  db: Db,
  kept: readonly SignedHead[],
  onProgress: (done: number) => void = () => undefined,
): Promise<AuditVerdict> {
  return await db.transaction(async (tx) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(tx.kysely);
    const keys = auditKeysOf(tx.sealer);
    const head = await headOf(tx);
    const { removedNo, removedHash, removedMac } = head;
    const erased = new Set((await everyErased(tx)).map(({ pseudonym }) => pseudonym));
    const walk = new Walk(keys, { no: removedNo, hash: removedHash }, { kept, erased });
    const isOwn =
      removedNo === 0
        ? removedMac === null && removedHash.length === 0
        : removedMac?.equals(removalMac(keys, removedNo, removedHash)) === true;
    if (!isOwn) walk.fault(null, 'where the log begins was changed: entries were removed that were not old');
    for (;;) {
      const rows = await readAuditBehind(tx, walk.no, pageSize);
      for (const row of rows) walk.look(row);
      onProgress(walk.entries);
      if (rows.length < pageSize) break;
    }
    if (walk.no !== head.no) walk.fault(walk.no + 1, `to ${head.no} are missing: the log ends at ${walk.no}`);
    else if (!walk.hash.equals(head.hash)) walk.fault(null, 'the end of the log was changed');
    for (const fault of await headFaults(tx, keys, kept, walk.no)) walk.fault(fault.entry, fault.message);
    for (const principal of await forgedNames(tx)) walk.fault(null, `the name of ${principal} was changed by hand`);
    return { entries: walk.entries, removed: removedNo, head: head.hash.toString('hex'), faults: walk.faults };
  });
}
