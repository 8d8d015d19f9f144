import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomFillSync,
} from 'node:crypto';

/** The key of one customer's sealed columns. The bytes stay inside the KeyObject, so that no log can print them. */
export interface DataKey {
  readonly customerId: string;
  readonly key: KeyObject;
}

/** Where a sealed value lives. It is bound to this place: copied elsewhere, it does not open. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly customerId: string;
}

/** A sealed value that does not open: another key, another place, or bytes that were changed. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

export type BlindIndexKind = 'email' | 'phone' | 'customer' | 'audit';

/**
 * Envelope encryption of personal columns: AES-256-GCM with one data key per customer, each wrapped by the master key.
 * Bytes of a sealed value: version (1), nonce (12), ciphertext, tag (16).
 */
export interface Sealer {
  /** Names the master key without revealing it; stored in each `customer_keys` row and in `installation`. */
  readonly masterKeyId: string;
  /** Whether keys wrapped by this master key open here. */
  knows(masterKeyId: string): boolean;
  /** A wrapped key under the present master key. @throws SealBroken as `openDataKey`. */
  rewrap(customerId: string, masterKeyId: string, wrappedKey: Buffer): { masterKeyId: string; wrappedKey: Buffer };
  /** The key of the blind index, wrapped by the present master key: it stays the same when master keys change. */
  wrapIndexKey(): KeptIndexKey;
  newDataKey(customerId: string): { masterKeyId: string; wrappedKey: Buffer; key: DataKey };
  /** @throws SealBroken when the key was wrapped by another master key, for another customer, or changed. */
  openDataKey(customerId: string, masterKeyId: string, wrappedKey: Buffer): DataKey;
  seal(key: DataKey, place: Place, content: string | Buffer): Buffer;
  /** @throws SealBroken */
  unseal(key: DataKey, place: Place, sealed: Buffer): string;
  /** As `unseal`, for what is no text. @throws SealBroken */
  unsealBytes(key: DataKey, place: Place, sealed: Buffer): Buffer;
  /** A keyed hash for exact search: equal input, equal bytes; nothing else can be learned without the master key. */
  blindIndex(kind: BlindIndexKind, normalised: string): Buffer;
}

/** The key of the blind index as an installation keeps it. */
export interface KeptIndexKey {
  readonly masterKeyId: string;
  /** Null: it follows from that master key, as long as none was changed. */
  readonly wrapped: Buffer | null;
}

const formatVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;
export const masterKeyBytes = 32;

/** Parts with their lengths before them, so that ("ab", "c") and ("a", "bc") differ. */
function boundTo(parts: readonly string[]): Buffer {
  let size = boundPrefix.length;
  for (const part of parts) size += lengthBytes + Buffer.byteLength(part);
  const bound = Buffer.allocUnsafe(size);
  let at = boundPrefix.copy(bound);
  for (const part of parts) {
    const length = bound.write(part, at + lengthBytes, 'utf8');
    at = bound.writeUInt32BE(length, at) + length;
  }
  return bound;
}

const lengthBytes = 4;
const boundPrefix = Buffer.concat(
  ['ecx', String(formatVersion)].flatMap((part) => [Buffer.from([0, 0, 0, part.length]), Buffer.from(part)]),
);

/** Random bytes in store: to ask the system for twelve costs as much as for four thousand. */
const store = Buffer.alloc(4_092);
let taken = store.length;

function writeNonce(target: Buffer, at: number): Buffer {
  if (taken + nonceBytes > store.length) {
    randomFillSync(store);
    taken = 0;
  }
  store.copy(target, at, taken, taken + nonceBytes);
  taken += nonceBytes;
  return target.subarray(at, at + nonceBytes);
}

function encrypt(key: KeyObject, aad: Buffer, plain: Buffer): Buffer {
  const sealed = Buffer.allocUnsafe(1 + nonceBytes + plain.length + tagBytes);
  sealed[0] = formatVersion;
  const nonce = writeNonce(sealed, 1);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(aad);
  cipher.update(plain).copy(sealed, 1 + nonceBytes);
  cipher.final(); // nothing more comes of it in this mode
  cipher.getAuthTag().copy(sealed, sealed.length - tagBytes);
  return sealed;
}

function decrypt(key: KeyObject, aad: Buffer, sealed: Buffer, what: string): Buffer {
  if (sealed.length < 1 + nonceBytes + tagBytes || sealed[0] !== formatVersion)
    throw new SealBroken(
      `${what}: expected sealed bytes of version ${formatVersion}, got ${sealed.length} bytes of version ${sealed[0]}`,
    );
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceBytes), { authTagLength: tagBytes })
    .setAAD(aad)
    .setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + nonceBytes, sealed.length - tagBytes)), decipher.final()]);
  } catch (error) {
    throw new SealBroken(`${what} does not open: another key, another place or changed bytes`, { cause: error });
  }
}

/** What follows from one master key. */
function masterOf(masterKey: Buffer) {
  if (masterKey.length !== masterKeyBytes)
    throw new Error(
      `expected a master key of ${masterKeyBytes} bytes, got ${masterKey.length}; set ECX_ENCRYPTION_KEY to 64 hexadecimal digits`,
    );
  const derive = (purpose: string, bytes: number) => Buffer.from(hkdfSync('sha256', masterKey, '', `ecx ${purpose}`, bytes));
  const id = derive('key id', 8).toString('hex');
  return { id, wrapping: createSecretKey(derive('wrap data keys', 32)), index: () => derive('blind index', 32) };
}

const wrapPlace = (owner: string, id: string) => boundTo(['customer_keys', 'wrapped_key', owner, id]);
const indexOwner = '\u0000blind index';

/**
 * @param masterKey 32 bytes, as all others; only keys derived from it are used.
 * @param others master keys that open, too: the next one before a rotation, the former one until it is done.
 * @param kept the key of the blind index; null: it follows from `masterKey`.
 */
export function createSealer(masterKey: Buffer, others: readonly Buffer[] = [], kept: KeptIndexKey | null = null): Sealer {
  const present = masterOf(masterKey);
  const ring = new Map([...others.map(masterOf), present].map((master) => [master.id, master]));
  const { id: masterKeyId, wrapping } = present;
  const unwrap = (owner: string, wrappedBy: string, wrapped: Buffer): Buffer => {
    const master = ring.get(wrappedBy);
    if (master === undefined)
      throw new SealBroken(
        `expected a data key wrapped by master key ${masterKeyId}, got one of ${wrappedBy}; set the ECX_ENCRYPTION_KEY it was made with`,
      );
    return decrypt(master.wrapping, wrapPlace(owner, wrappedBy), wrapped, 'customer_keys.wrapped_key');
  };
  const indexOf = ({ masterKeyId: by, wrapped }: KeptIndexKey) =>
    wrapped === null ? (ring.get(by) ?? present).index() : unwrap(indexOwner, by, wrapped);
  let indexing: KeyObject | null = null; // opened when it is first needed: first it is told whether the keys fit at all
  const indexKey = (): KeyObject => {
    indexing ??= createSecretKey(kept === null ? present.index() : indexOf(kept));
    return indexing;
  };
  const placeOf = (key: DataKey, place: Place) => {
    if (key.customerId !== place.customerId)
      throw new SealBroken(`${place.table}.${place.column}: expected the data key of its own customer, got another customer's`);
    return boundTo([place.table, place.column, place.customerId]);
  };

  const unsealBytes: Sealer['unsealBytes'] = (key, place, sealed) =>
    decrypt(key.key, placeOf(key, place), sealed, `${place.table}.${place.column}`);

  return {
    masterKeyId,
    knows: (id) => ring.has(id),
    rewrap: (customerId, wrappedBy, wrapped) => ({
      masterKeyId,
      wrappedKey: encrypt(wrapping, wrapPlace(customerId, masterKeyId), unwrap(customerId, wrappedBy, wrapped)),
    }),
    wrapIndexKey: () => ({ masterKeyId, wrapped: encrypt(wrapping, wrapPlace(indexOwner, masterKeyId), indexKey().export()) }),
    newDataKey(customerId) {
      const bytes = randomBytes(32);
      const wrappedKey = encrypt(wrapping, wrapPlace(customerId, masterKeyId), bytes);
      return { masterKeyId, wrappedKey, key: { customerId, key: createSecretKey(bytes) } };
    },
    openDataKey: (customerId, wrappedBy, wrappedKey) => ({
      customerId,
      key: createSecretKey(unwrap(customerId, wrappedBy, wrappedKey)),
    }),
    seal: (key, place, content) =>
      encrypt(key.key, placeOf(key, place), typeof content === 'string' ? Buffer.from(content, 'utf8') : content),
    unseal: (key, place, sealed) => unsealBytes(key, place, sealed).toString('utf8'),
    unsealBytes,
    blindIndex: (kind, normalised) =>
      createHmac('sha256', indexKey())
        .update(boundTo([kind, normalised]))
        .digest(),
  };
}

/** The form under which an e-mail address is found again: trimmed, NFC, lower case. Validity is not judged. */
export function normaliseEmail(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

/** The form under which a telephone number is found again: digits, with a leading + when the country is given (+49… or 0049…). */
export function normalisePhone(text: string): string {
  const trimmed = text.normalize('NFKC').replace(/\(0\)/g, '').trim();
  const digits = trimmed.replace(/\D/g, '');
  if (trimmed.startsWith('+')) return `+${digits}`;
  return digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
}
