import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { type AuditKeys, type AuditNote, auditKeysOf, isErased } from './audit-chain.ts';

/** Where a batch was to begin whose commit nobody confirmed, and the hash of its first entry. */
export interface Doubt {
  no: number;
  hash: Buffer;
}

const lockHead = statement('audit/lock head', 'own', (kysely) =>
  kysely
    .selectFrom('audit_head')
    .select([sql<number>`entry_no::float8`.as('no'), 'hash'])
    .forUpdate(),
);

const moveHead = statement('audit/move head', 'own', (kysely, no: number, hash: Buffer) =>
  kysely.updateTable('audit_head').set({ entry_no: no, hash }),
);

const anyErased = statement('audit/any erased', 'own', (kysely) =>
  kysely.selectFrom('audit_erased').limit(1).select('pseudonym'),
);

const erasedAmong = statement('audit/erased among', 'own', (kysely, pseudonyms: readonly string[]) =>
  kysely.selectFrom('audit_erased').where(sql<boolean>`pseudonym = any(${pseudonyms}::text[])`).select('pseudonym'),
);

const hashAt = statement('audit/hash at', 'own', (kysely, no: number) =>
  kysely.selectFrom('audit_entries').where('entry_no', '=', no).select('hash'),
);

const insertEntries = statement(
  'audit/insert',
  'own',
  (
    kysely,
    nos: number[],
    ats: number[],
    kinds: string[],
    doors: string[],
    principals: string[],
    roles: (string | null)[],
    requests: (string | null)[],
    operations: (string | null)[],
    acts: string[],
    targets: string[],
    fields: string[],
    codes: string[],
    customers: string[],
    hashes: Buffer[],
  ) =>
    kysely
      .insertInto('audit_entries')
      .columns([
        ...(['entry_no', 'at', 'kind', 'door', 'principal', 'role', 'request_id', 'operation'] as const),
        ...(['acts', 'targets', 'fields', 'codes', 'customer_ids', 'hash'] as const),
      ])
      .expression(
        // Lists within lists come as the text of an array each: unnest would run them all together.
        sql`select e.no, 'epoch'::timestamptz + e.at * interval '1 millisecond', e.kind, e.door, e.principal, e.role, e.request, e.operation,
          e.acts::text[], e.targets::text[], e.fields::text[], e.codes::text[], e.customers::text[], e.hash
          from unnest(${nos}::bigint[], ${ats}::float8[], ${kinds}::text[], ${doors}::text[], ${principals}::text[], ${roles}::text[],
            ${requests}::text[], ${operations}::text[], ${acts}::text[], ${targets}::text[], ${fields}::text[], ${codes}::text[],
            ${customers}::text[], ${hashes}::bytea[])
          as e (no, at, kind, door, principal, role, request, operation, acts, targets, fields, codes, customers, hash)`,
      ),
);

/** A list as PostgreSQL writes it. */
function arrayText(items: readonly string[]): string {
  return items.length === 0 ? '{}' : `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** Waits for whoever is at the chain's end. @returns the newest entry's number and hash, which nobody else moves until this transaction ends. */
export async function holdHead(tx: Db): Promise<Doubt> {
  const [head] = await lockHead(tx);
  if (head === undefined) throw new Error('expected the head of the audit log in audit_head, got none; restore the table');
  return head;
}

/** Notes with whoever was erased meanwhile under the keyed hash. */
async function withoutErased(tx: Db, keys: AuditKeys, notes: readonly AuditNote[]): Promise<readonly AuditNote[]> {
  const forged = notes.some(({ customerIds }) => customerIds.some(isErased)); // an id that only looks like a keyed hash
  if (!forged && (await anyErased(tx)).length === 0) return notes;
  const standIns = new Map(notes.flatMap(({ customerIds }) => customerIds).map((id) => [id, keys.erasedId(id)]));
  const erased = new Set((await erasedAmong(tx, [...standIns.values()])).map(({ pseudonym }) => pseudonym));
  const named = (id: string): string => {
    const standIn = standIns.get(id) ?? id;
    return erased.has(standIn) || isErased(id) ? standIn : id;
  };
  return notes.map((note) => ({ ...note, customerIds: note.customerIds.map(named) }));
}

async function insert(tx: Db, notes: readonly AuditNote[], nos: number[], hashes: Buffer[]): Promise<void> {
  const texts = (list: (note: AuditNote) => readonly string[]) => notes.map((note) => arrayText(list(note)));
  await insertEntries(
    tx,
    nos,
    notes.map(({ at }) => at),
    notes.map(({ kind }) => kind),
    notes.map(({ door }) => door),
    notes.map(({ principal }) => principal),
    notes.map(({ role }) => role),
    notes.map(({ requestId }) => requestId),
    notes.map(({ operation }) => operation),
    texts(({ acts }) => acts),
    texts(({ targets }) => targets),
    texts(({ fields }) => fields),
    texts(({ codes }) => codes),
    texts(({ customerIds }) => customerIds),
    hashes,
  );
}

/** Appends within a transaction of somebody else's, who commits soon: nobody else can append until then. */
async function appendWithin(tx: Db, head: Doubt, given: readonly AuditNote[], begun: (first: Doubt) => void): Promise<void> {
  const keys = auditKeysOf(tx.sealer);
  const notes = await withoutErased(tx, keys, given);
  let { hash } = head;
  const hashes = notes.map((note, index) => {
    hash = keys.entryHash(hash, head.no + 1 + index, note);
    return hash;
  });
  const nos = notes.map((_note, index) => head.no + 1 + index);
  begun({ no: head.no + 1, hash: hashes[0] ?? hash });
  await insert(tx, notes, nos, hashes);
  await moveHead(tx, head.no + notes.length, hash);
}

/**
 * Appends to the chain, in one transaction, whole or not at all.
 * @param doubts of earlier tries with the same notes: what was committed after all is not written again.
 * @throws DatabaseUnavailable; try again with the same doubts.
 */
export async function appendAudit(db: Db, notes: readonly AuditNote[], doubts: Doubt[] = []): Promise<void> {
  if (notes.length === 0) return;
  await db.transaction(async (tx) => {
    const head = await holdHead(tx);
    for (const { no, hash } of doubts) if ((await hashAt(tx, no))[0]?.hash.equals(hash) === true) return;
    await appendWithin(tx, head, notes, (first) => doubts.push(first));
  });
}
