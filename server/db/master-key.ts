import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createOnce, readIfThere } from './files.ts';
import { createSealer, type KeptIndexKey, masterKeyBytes, type Sealer } from './sealing.ts';

const fileName = 'encryption.key';

/**
 * The sealer of this installation: the master key from the setting, else from `encryption.key` in the data folder, which is made
 * when neither exists and the database was never used with a key.
 *
 * @param knownKeyId the id of the key that the database was set up with; null: a new database.
 * @throws Error with one line that says which key is missing or does not fit.
 */
export async function openSealer(options: {
  encryptionKey: string | undefined;
  dataDir: string;
  knownKeyId: string | null;
  /** As the installation notes it; null or absent: no master key was ever changed. */
  indexKey?: string | null;
  log: (line: string) => void;
}): Promise<Sealer> {
  const path = join(options.dataDir, fileName);
  const hex = options.encryptionKey ?? (await readIfThere(path))?.trim() ?? (await makeKeyFile(path, options));
  const [present = '', ...others] = hex.split(/[\s,]+/);
  if (![present, ...others].every((key) => /^[0-9a-f]{64}$/i.test(key)))
    throw new Error(
      `expected 64 hexadecimal digits in ${path}, got something else; restore the file from your backup or set ECX_ENCRYPTION_KEY`,
    );
  const { knownKeyId, indexKey } = options;
  const kept = indexKey ? keptIndexKey(indexKey) : knownKeyId === null ? null : { masterKeyId: knownKeyId, wrapped: null };
  const sealer = createSealer(
    Buffer.from(present, 'hex'),
    others.map((key) => Buffer.from(key, 'hex')),
    kept,
  );
  assertFits(sealer, options.knownKeyId, options.encryptionKey === undefined ? path : 'ECX_ENCRYPTION_KEY');
  return sealer;
}

/** @throws Error when the database was set up with another master key: its personal data would be unreadable. */
export function assertFits(sealer: Sealer, knownKeyId: string | null, source: string): void {
  if (knownKeyId === null || sealer.knows(knownKeyId)) return;
  throw new Error(
    `expected the encryption key ${knownKeyId} that this database was set up with, got key ${sealer.masterKeyId} from ${source}; give the right key in ECX_ENCRYPTION_KEY`,
  );
}

async function makeKeyFile(path: string, options: { knownKeyId: string | null; log: (line: string) => void }): Promise<string> {
  if (options.knownKeyId !== null)
    throw new Error(
      `expected the encryption key ${options.knownKeyId} that this database was set up with, got none; set ECX_ENCRYPTION_KEY or restore ${path} from your backup`,
    );
  const hex = await createOnce(path, `${randomBytes(masterKeyBytes).toString('hex')}\n`);
  options.log(`made the encryption key ${path}: back it up apart from the database, without it contact data cannot be read`);
  return hex.trim();
}

/** How an installation notes the key of its blind index. */
export function indexKeyNote({ masterKeyId, wrapped }: KeptIndexKey): string {
  return `${masterKeyId}:${wrapped?.toString('hex') ?? ''}`;
}

function keptIndexKey(note: string): KeptIndexKey {
  const [masterKeyId = '', wrapped = ''] = note.split(':');
  return { masterKeyId, wrapped: wrapped === '' ? null : Buffer.from(wrapped, 'hex') };
}
