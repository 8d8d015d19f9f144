import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

const dayMs = 86_400_000;

/** How long a sign-in link waits for its one use. */
export const signInLifeMs = dayMs;

/** How long a browser stays signed in. */
export const sessionLifeMs = 30 * dayMs;

/** Only digests are kept: who reads the database learns no token. The tokens are 256 random bits, so a plain hash is enough. */
export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** An unguessable token of 256 bits, fit for an address and a cookie. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

const insertSignIn = statement(
  'own_sign_in_insert',
  'own',
  (kysely, digest: Buffer, role: string, name: string | null, now: Date, expiresAt: Date) =>
    kysely
      .insertInto('sign_in_tokens')
      .values({ token_digest: digest, role, name, created_at: now, expires_at: expiresAt, used_at: null }),
);

const useSignIn = statement('own_sign_in_use', 'own', (kysely, digest: Buffer, now: Date) =>
  kysely
    .updateTable('sign_in_tokens')
    .set({ used_at: now })
    .where('token_digest', '=', digest)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['role', 'name']),
);

const deleteOldSignIns = statement('own_sign_in_delete_old', 'own', (kysely, now: Date) =>
  kysely.deleteFrom('sign_in_tokens').where('expires_at', '<=', now),
);

const insertSession = statement(
  'own_session_insert',
  'own',
  (kysely, digest: Buffer, role: string, name: string | null, now: Date, expiresAt: Date) =>
    kysely.insertInto('sessions').values({ session_digest: digest, role, name, created_at: now, expires_at: expiresAt }),
);

const findSession = statement('own_session_find', 'own', (kysely, digest: Buffer, now: Date) =>
  kysely.selectFrom('sessions').where('session_digest', '=', digest).where('expires_at', '>', now).select(['role', 'name']),
);

const findSessionByStart = statement('own_session_find_by_start', 'own', (kysely, start: Buffer, now: Date) =>
  kysely
    .selectFrom('sessions')
    .where(sql<boolean>`substring(session_digest from 1 for length(${start}::bytea)) = ${start}::bytea`)
    .where('expires_at', '>', now)
    .select(['role', 'name']),
);

const deleteSession = statement('own_session_delete', 'own', (kysely, digest: Buffer) =>
  kysely.deleteFrom('sessions').where('session_digest', '=', digest),
);

const deleteOldSessions = statement('own_session_delete_old', 'own', (kysely, now: Date) =>
  kysely.deleteFrom('sessions').where('expires_at', '<=', now),
);

/** Removes what has expired. */
export async function expireSessions(db: Db, now: number): Promise<void> {
  await deleteOldSignIns(db, new Date(now));
  await deleteOldSessions(db, new Date(now));
}

/** Who is signed in by a session. */
export interface SignedIn {
  readonly role: string;
  /** Null: no name was given. */
  readonly name: string | null;
}

/** Sign-in links and browser sessions. `now` is in milliseconds since 1970 everywhere. */
export interface Sessions {
  /** Makes a link's token: good for one use within 24 hours. `name`: of who will be signed in; without it the role speaks for them. */
  createSignIn(role: string, now: number, name?: string): Promise<string>;
  /** Uses a link's token up and opens a session; null: the token is unknown, used or expired. Two at once: one of them wins. */
  redeem(token: string, now: number): Promise<{ readonly session: string; readonly role: string } | null>;
  /** Whose session it is; null: unknown or expired. */
  find(session: string, now: number): Promise<SignedIn | null>;
  /** The same by the beginning of its digest, hexadecimal, for work that goes on after its request. */
  current(digestStart: string, now: number): Promise<SignedIn | null>;
  /** Ends a session; an unknown one is nothing to do. */
  end(session: string): Promise<void>;
}

export function openSessions(db: Db): Sessions {
  return {
    async createSignIn(role, now, name) {
      const token = newToken();
      await deleteOldSignIns(db, new Date(now));
      await insertSignIn(db, digestOf(token), role, name ?? null, new Date(now), new Date(now + signInLifeMs));
      return token;
    },
    redeem: (token, now) =>
      db.transaction(async (tx) => {
        const [used] = await useSignIn(tx, digestOf(token), new Date(now));
        if (used === undefined) return null;
        const session = newToken();
        await deleteOldSessions(tx, new Date(now));
        await insertSession(tx, digestOf(session), used.role, used.name, new Date(now), new Date(now + sessionLifeMs));
        return { session, role: used.role };
      }),
    async find(session, now) {
      const [found] = await findSession(db, digestOf(session), new Date(now));
      return found ?? null;
    },
    async current(digestStart, now) {
      const [found] = await findSessionByStart(db, Buffer.from(digestStart, 'hex'), new Date(now));
      return found ?? null;
    },
    async end(session) {
      await deleteSession(db, digestOf(session));
    },
  };
}
