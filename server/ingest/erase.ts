import { randomUUID } from 'node:crypto';
import type { Db } from '../db/open.ts';
import { normaliseEmail, normalisePhone } from '../db/sealing.ts';
import { nameInAuditAgain, renameInAudit } from '../store/audit-erase.ts';
import { restartBulkExports } from '../store/bulk-restart.ts';
import {
  discardEveryUpload,
  forgetAnswersNaming,
  holdCustomer,
  type Names,
  readFirstVisit,
  readNames,
  removeCustomer,
  renameInReach,
  replaceWords,
} from '../store/erasing.ts';
import { renameInSegments } from '../store/erasing-segments.ts';
import {
  liftTombstones,
  type Receipt,
  readReceipt,
  sealReceipt,
  type Tombstone,
  tellErased,
  tombstoneHash,
  writeReceipt,
} from '../store/tombstones.ts';
import { markWeeksStale } from './effects.ts';

/** Who erases, when, and where a week begins. */
export interface EraseContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** IANA zone of the installation. */
  readonly timeZone: string;
  readonly principal: string;
  /** The same for people. */
  readonly by: string;
}

/** Words shorter than this say too little of anybody to be replaced in what people wrote. */
const shortestWord = 5;

/** How people may have written of a customer: the whole name, contacts in their forms, the id in quotation marks. */
function wordsOf(customerId: string, { names, emails, phones }: Names): string[] {
  const whole = names.map((name) => name.trim()).filter((name) => name.includes(' '));
  const contacts = [
    ...emails.flatMap((text) => [text.trim(), normaliseEmail(text)]),
    ...phones.flatMap((text) => [text.trim(), normalisePhone(text)]),
  ];
  const words = [...whole, ...contacts].filter((word) => word.length >= shortestWord);
  return [...new Set([...words, JSON.stringify(customerId)])].sort((a, b) => b.length - a.length);
}

function tombstonesOf(db: Db, customerId: string, { emails, phones }: Names): Tombstone[] {
  const stones: Tombstone[] = [
    { kind: 'CUSTOMER', hash: tombstoneHash(db.sealer, 'CUSTOMER', customerId) },
    ...emails.map((text): Tombstone => ({ kind: 'EMAIL', hash: tombstoneHash(db.sealer, 'EMAIL', text) })),
    ...phones.map((text): Tombstone => ({ kind: 'PHONE', hash: tombstoneHash(db.sealer, 'PHONE', text) })),
  ];
  return [...new Map(stones.map((stone) => [stone.hash.toString('hex'), stone])).values()];
}

/**
 * Erases a customer in one transaction: every row, the data key with all that it had sealed (in backups too), what waits in uploads and exports,
 * remembered answers; words of people lose the name. What stays are a receipt and keyed hashes that keep the customer from coming back.
 *
 * @returns the receipt, of the first time if the customer was erased before; null: there is no such customer.
 * @throws DatabaseUnavailable when somebody holds the customer's rows for long: nothing was changed.
 */
export async function eraseCustomer(
  db: Db,
  customerId: string,
  context: EraseContext,
): Promise<{ readonly receipt: Receipt; readonly repeated: boolean } | null> {
  return await db.transaction(async (tx) => {
    if (await holdCustomer(tx, customerId)) {
      const receipt = await eraseWithin(tx, customerId, context, null);
      return { receipt, repeated: false };
    }
    const earlier = await readReceipt(tx, tombstoneHash(tx.sealer, 'CUSTOMER', customerId));
    return earlier === null ? null : { receipt: earlier, repeated: true };
  });
}

/** Lets an erased customer be recorded again, as a new one of the same id. @returns the newest receipt; null: nothing kept this id out. */
export async function liftErasure(db: Db, customerId: string): Promise<Receipt | null> {
  const customerHash = tombstoneHash(db.sealer, 'CUSTOMER', customerId);
  return await db.transaction(async (tx) => {
    if ((await liftTombstones(tx, customerHash)) === 0) return null;
    await nameInAuditAgain(tx, customerId);
    return readReceipt(tx, customerHash);
  });
}

/** @param again the erasure that is done again on a restored backup, with its tombstones; null: the first time. */
export async function eraseWithin(
  tx: Db,
  customerId: string,
  context: EraseContext,
  again: { readonly receipt: Receipt; readonly tombstones: readonly Tombstone[] } | null,
): Promise<Receipt> {
  const { now, timeZone, principal, by } = context;
  const names = await readNames(tx, customerId);
  const firstVisit = await readFirstVisit(tx, customerId);
  const words = wordsOf(customerId, names);
  const stones = [...tombstonesOf(tx, customerId, names), ...(again?.tombstones ?? [])];
  const pseudonym = `erased-${randomUUID().slice(0, 13)}`;
  const rows = await removeCustomer(tx, customerId);
  const add = (counts: Readonly<Record<string, number>>) => {
    for (const [table, count] of Object.entries(counts)) rows[table] = (rows[table] ?? 0) + count;
  };
  add(await renameInSegments(tx, customerId, pseudonym));
  add({ api_keys: await renameInReach(tx, customerId, pseudonym) });
  add(
    await replaceWords(
      tx,
      words.map((word) => ({ word, pseudonym: word === JSON.stringify(customerId) ? JSON.stringify(pseudonym) : pseudonym })),
    ),
  );
  add({ idempotency_keys: await forgetAnswersNaming(tx, words) });
  add({ imports: await discardEveryUpload(tx, now) });
  add({ bulk_exports: await restartBulkExports(tx, words, now) });
  add({ audit_entries: await renameInAudit(tx, customerId) });
  await markWeeksStale(tx, { now, timeZone, dayStartMinutes: 0, currency: '', createCustomers: false }, firstVisit);
  const id = randomUUID();
  const customerHash = tombstoneHash(tx.sealer, 'CUSTOMER', customerId);
  const receipt = again?.receipt ?? sealReceipt({ id, customerHash, at: now, principal, by, rows });
  await writeReceipt(tx, receipt, stones, again === null ? null : now);
  await tellErased(tx);
  return receipt;
}
