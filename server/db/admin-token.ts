import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { createOnce, readIfThere } from './files.ts';

/** As for ECX_ADMIN_TOKEN: a shorter one could be guessed. */
const shortestToken = 16;

/** ECX_ADMIN_TOKEN, else the one in the data folder, made when there is none. */
export async function adminTokenOf({
  given,
  dataDir,
}: {
  readonly given: string | undefined;
  readonly dataDir: string;
}): Promise<{ readonly token: string; readonly isNew: boolean }> {
  if (given !== undefined) return { token: given, isNew: false };
  const path = resolve(dataDir, 'admin-token');
  const known = (await readIfThere(path))?.trim();
  if (known !== undefined && known !== '') return { token: known, isNew: false };
  const made = randomBytes(32).toString('base64url');
  const token = (await createOnce(path, `${made}\n`)).trim();
  if (token.length < shortestToken) {
    throw new Error(
      `expected a token of at least ${shortestToken} characters in ${path}, got ${token.length}; delete the file and start again`,
    );
  }
  return { token, isNew: token === made };
}
