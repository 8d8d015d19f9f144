import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSealer } from '../../server/db/master-key.ts';

let dataDir = '';
let lines: string[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ecx-key-'));
  lines = [];
});
afterEach(async () => await rm(dataDir, { recursive: true, force: true }));

const open = (options: { encryptionKey?: string; knownKeyId?: string } = {}) =>
  openSealer({
    dataDir,
    encryptionKey: options.encryptionKey,
    knownKeyId: options.knownKeyId ?? null,
    log: (line) => void lines.push(line),
  });

test('a key is made once, for its owner only, and kept', async () => {
  const first = await open();
  expect(lines).toEqual([expect.stringContaining('back it up apart from the database')]);
  expect((await stat(join(dataDir, 'encryption.key'))).mode & 0o777).toBe(0o600);
  expect((await open({ knownKeyId: first.masterKeyId })).masterKeyId).toBe(first.masterKeyId);
  expect(lines).toHaveLength(1);
});

test('many that make it at once get the same', async () => {
  const sealers = await Promise.all(Array.from({ length: 8 }, () => open()));
  expect(new Set(sealers.map(({ masterKeyId }) => masterKeyId)).size).toBe(1);
});

test('the key of the settings comes before the file, and no file is made', async () => {
  const sealer = await open({ encryptionKey: 'AB'.repeat(32) });
  expect(sealer.masterKeyId).toBe((await open({ encryptionKey: 'ab'.repeat(32) })).masterKeyId);
  await expect(stat(join(dataDir, 'encryption.key'))).rejects.toThrow('ENOENT');
});

test('a lost key is not replaced by a new one', async () => {
  const { masterKeyId } = await open();
  await rm(join(dataDir, 'encryption.key'));
  await expect(open({ knownKeyId: masterKeyId })).rejects.toThrow(
    /got none; set ECX_ENCRYPTION_KEY or restore .*encryption\.key from your backup/,
  );
});

test('another key is named by its id, never shown', async () => {
  const { masterKeyId } = await open({ encryptionKey: '11'.repeat(32) });
  const other = open({ encryptionKey: '22'.repeat(32), knownKeyId: masterKeyId });
  await expect(other).rejects.toThrow(`expected the encryption key ${masterKeyId}`);
  await expect(other).rejects.not.toThrow('2222');
});

test('a damaged key file is refused', async () => {
  await open();
  await writeFile(join(dataDir, 'encryption.key'), (await readFile(join(dataDir, 'encryption.key'), 'utf8')).slice(5));
  await expect(open()).rejects.toThrow(/expected 64 hexadecimal digits in .*encryption\.key/);
});
