import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { type Bucket, type Rate, taken } from '../access/bucket.ts';

/** The issuer's keys cannot be had, so nobody can say whether a token is right. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

/** How long keys are used without a look whether they still hold, milliseconds. */
const freshMs = 600_000;
/** Unasked looks: anybody can name a key that nobody knows. Five at once, then one every half minute. */
const looks: Rate = { capacity: 5, perMs: 1 / 30_000 };
const patienceMs = 3_000;
const mostCharacters = 262_144;

/** The keys that an issuer publishes. */
export interface IssuerKeys {
  /** @throws IssuerUnavailable when no keys are known. */
  known(now: number): Promise<JWTVerifyGetKey>;
  /** Looks again, because a key is not among them. @returns null: that was done just now. @throws IssuerUnavailable */
  renewed(now: number): Promise<JWTVerifyGetKey | null>;
}

/** Keys stay known while the issuer is away. @param url JWT_JWKS_URL. */
export function openIssuerKeys(url: string, ask: (url: string) => Promise<unknown> = fetchKeys): IssuerKeys {
  let found: { readonly keys: JWTVerifyGetKey; readonly at: number } | null = null;
  let asking: Promise<JWTVerifyGetKey> | null = null;
  let left: Bucket | null = null;
  let isAway = false;
  const look = (now: number): Promise<JWTVerifyGetKey> => {
    asking ??= ask(url)
      .then((set) => {
        const keys = createLocalJWKSet(set as JSONWebKeySet);
        found = { keys, at: now };
        isAway = false;
        return keys;
      })
      .catch((error: unknown) => {
        isAway = true;
        throw new IssuerUnavailable('expected the keys of JWT_JWKS_URL, got none', { cause: error });
      })
      .finally(() => {
        asking = null;
      });
    return asking;
  };
  const mayLook = (now: number): boolean => {
    const { bucket, waitSeconds } = taken(left, 1, looks, now);
    left = bucket;
    return waitSeconds === 0;
  };
  return {
    async known(now) {
      if (found !== null && now - found.at < freshMs) return found.keys;
      if (asking === null && !mayLook(now)) {
        if (found !== null) return found.keys;
        throw new IssuerUnavailable('expected the keys of JWT_JWKS_URL, got none a moment ago');
      }
      const { keys: old } = found ?? { keys: null };
      return await look(now).catch((error: unknown) => {
        if (old === null) throw error;
        return old;
      });
    },
    async renewed(now) {
      if (asking === null && !mayLook(now)) {
        if (isAway) throw new IssuerUnavailable('expected the keys of JWT_JWKS_URL, got none a moment ago');
        return null;
      }
      return await look(now);
    },
  };
}

async function fetchKeys(url: string): Promise<unknown> {
  const answer = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!answer.ok) throw new Error(`expected keys, got status ${answer.status}`);
  const text = await answer.text();
  if (text.length > mostCharacters) throw new Error('expected fewer keys');
  return JSON.parse(text) as unknown;
}
