/** The keyed hashes of the audit log: of each entry over the one before, of customers' ids, of heads. */
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Sealer } from '../db/sealing.ts';

/** READ: an answer that named customers. CHANGE: a mutation, a command, an upload. ACCESS: signing in and out, tokens that are not valid. */
export type AuditKind = 'READ' | 'CHANGE' | 'ACCESS';

/** Where it came in. */
export type AuditDoor =
  | 'GRAPHQL'
  | 'LIVE'
  | 'REST'
  | 'EXPORT'
  | 'UPLOAD'
  | 'ASSISTANT'
  | 'WEBHOOK'
  | 'SIGN_IN'
  | 'COMMAND_LINE'
  | 'SYSTEM';

/** Something that goes on record. */
export interface AuditNote {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: AuditKind;
  readonly door: AuditDoor;
  readonly principal: string;
  /** Null: nobody was recognised. */
  readonly role: string | null;
  readonly requestId: string | null;
  /** As the caller's document names it. */
  readonly operation: string | null;
  /** Mutations, commands, sign-ins. */
  readonly acts: readonly string[];
  /** Ids of what was acted on, other than customers. */
  readonly targets: readonly string[];
  /** Sealed data that was answered, such as `email`. */
  readonly fields: readonly string[];
  /** Of refusals and failures; empty: done. */
  readonly codes: readonly string[];
  readonly customerIds: readonly string[];
}

/** The keyed hashes of one installation. */
export interface AuditKeys {
  /** An id as an entry holds it: itself, or what stands for it once its customer is erased. */
  readonly erasedId: (customerId: string) => string;
  /** The hash of an entry behind another one. */
  readonly entryHash: (before: Buffer, no: number, note: AuditNote) => Buffer;
  /** The keyed hash of anything else that must not be made up, under its purpose. */
  readonly mac: (purpose: string, parts: readonly (string | number)[]) => Buffer;
}

const erasedPrefix = 'erased:';
const erasedForm = /^erased:[0-9a-f]{32}$/;
const pseudonymLength = 32; // 128 bits; not all of the hash, so that nobody can go on from it

/** Ids whose keyed hash is remembered: 2 MB. */
const mostFound = 10_000;

const known = new WeakMap<Sealer, AuditKeys>();

/** They follow from the key of the blind index, which stays when master keys change. */
export function auditKeysOf(sealer: Sealer): AuditKeys {
  const found = known.get(sealer) ?? keysOf(sealer);
  known.set(sealer, found);
  return found;
}

function keysOf(sealer: Sealer): AuditKeys {
  const chain: KeyObject = createSecretKey(sealer.blindIndex('audit', 'chain'));
  const secret = sealer.blindIndex('audit', 'customers').toString('base64');
  const found = new Map<string, string>(); // the guests of a list are asked for all day
  const erasedId = (id: string): string => {
    const known = found.get(id);
    if (known !== undefined) return known;
    const standIn = erasedPrefix + hash('sha256', secret + id).slice(0, pseudonymLength); // a third of an HMAC's time
    if (found.size >= mostFound) found.clear();
    found.set(id, standIn);
    return standIn;
  };
  const hmac = (text: string) => createHmac('sha256', chain).update(text).digest();
  return {
    erasedId,
    entryHash(before, no, note) {
      const { at, kind, door, principal, role, requestId, operation, acts, targets, fields, codes, customerIds } = note;
      const customers = customerIds.map((id) => (isErased(id) ? id : erasedId(id)));
      const told = [no, at, kind, door, principal, role, requestId, operation, acts, targets, fields, codes, customers];
      return hmac(`entry ${before.toString('base64')} ${JSON.stringify(told)}`);
    },
    mac: (purpose, parts) => hmac(`${purpose} ${JSON.stringify(parts)}`),
  };
}

/** Whether an id in an entry stands for a customer who was erased. */
export function isErased(id: string): boolean {
  return erasedForm.test(id);
}
