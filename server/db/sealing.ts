import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
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

export type BlindIndexKind = 'email' | 'phone' | 'customer';

/**
 * Envelope encryption of personal columns: AES-256-GCM with one data key per customer, each wrapped by the master key.
 * Bytes of a sealed value: version (1), nonce (12), ciphertext, tag (16).
 */
export interface Sealer {
  /** Names the master key without revealing it; stored in each `customer_keys` row and in `installation`. */
  readonly masterKeyId: string;
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

const formatVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;
export const masterKeyBytes = 32;

/** Parts with their lengths before them, so that ("ab", "c") and ("a", "bc") differ. */
function boundTo(parts: readonly string[]): Buffer {
  return Buffer.concat(
    ['ecx', String(formatVersion), ...parts].flatMap((part) => {
      const bytes = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

function encrypt(key: KeyObject, aad: Buffer, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(aad);
  return Buffer.concat([Buffer.from([formatVersion]), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
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

/** @param masterKey 32 bytes; only keys derived from it are used. */
export function createSealer(masterKey: Buffer): Sealer {
  if (masterKey.length !== masterKeyBytes)
    throw new Error(
      `expected a master key of ${masterKeyBytes} bytes, got ${masterKey.length}; set ECX_ENCRYPTION_KEY to 64 hexadecimal digits`,
    );
  const derive = (purpose: string, bytes: number) => Buffer.from(hkdfSync('sha256', masterKey, '', `ecx ${purpose}`, bytes));
  const wrapping = createSecretKey(derive('wrap data keys', 32));
  const indexing = createSecretKey(derive('blind index', 32));
  const masterKeyId = derive('key id', 8).toString('hex');
  const wrapPlace = (customerId: string) => boundTo(['customer_keys', 'wrapped_key', customerId, masterKeyId]);
  const placeOf = (key: DataKey, place: Place) => {
    if (key.customerId !== place.customerId)
      throw new SealBroken(`${place.table}.${place.column}: expected the data key of its own customer, got another customer's`);
    return boundTo([place.table, place.column, place.customerId]);
  };

  const unsealBytes: Sealer['unsealBytes'] = (key, place, sealed) =>
    decrypt(key.key, placeOf(key, place), sealed, `${place.table}.${place.column}`);

  return {
    masterKeyId,
    newDataKey(customerId) {
      const bytes = randomBytes(32);
      const wrappedKey = encrypt(wrapping, wrapPlace(customerId), bytes);
      return { masterKeyId, wrappedKey, key: { customerId, key: createSecretKey(bytes) } };
    },
    openDataKey(customerId, wrappedBy, wrappedKey) {
      if (wrappedBy !== masterKeyId)
        throw new SealBroken(
          `expected a data key wrapped by master key ${masterKeyId}, got one of ${wrappedBy}; set the ECX_ENCRYPTION_KEY it was made with`,
        );
      return {
        customerId,
        key: createSecretKey(decrypt(wrapping, wrapPlace(customerId), wrappedKey, 'customer_keys.wrapped_key')),
      };
    },
    seal: (key, place, content) =>
      encrypt(key.key, placeOf(key, place), typeof content === 'string' ? Buffer.from(content, 'utf8') : content),
    unseal: (key, place, sealed) => unsealBytes(key, place, sealed).toString('utf8'),
    unsealBytes,
    blindIndex: (kind, normalised) =>
      createHmac('sha256', indexing)
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
