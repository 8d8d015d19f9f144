import { createHash } from 'node:crypto';
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { isKeyScope } from '../access/scopes.ts';
import { type Viewer, viewerOf } from '../access/viewer.ts';
import { type IssuerKeys, openIssuerKeys } from './jwks.ts';

/** Signatures that nobody can make who can check them. Whatever a token says of itself, no other is looked at. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const toleranceSeconds = 30;
const longestSubject = 255;
const mostReach = 10_000;

export interface TokenOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** The customers that segments and locations stand for now. */
  readonly reachOf: ReachOf;
}

/** Whom a reach by name means at an instant. @param name the same for the same reach. */
export type ReachOf = (
  name: string,
  named: { readonly reachSegments: readonly string[] | null; readonly reachLocations: readonly string[] | null },
  now: number,
) => Promise<readonly string[]>;

/** Tokens of an issuer. */
export interface Tokens {
  /** Who shows this token; null: it is not valid. @throws IssuerUnavailable, DatabaseUnavailable */
  check(token: string, now: number): Promise<Viewer | null>;
}

/** Whether a text has the form of a signed token: three parts. */
export function looksLikeJwt(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}

export function openTokens(options: TokenOptions, keys: IssuerKeys = openIssuerKeys(options.jwksUrl)): Tokens {
  const { issuer, audience, reachOf } = options;
  const verified = async (token: string, by: JWTVerifyGetKey, now: number): Promise<JWTPayload | 'NO_SUCH_KEY' | null> => {
    try {
      const { payload } = await jwtVerify(token, by, {
        algorithms,
        issuer,
        audience,
        requiredClaims: ['exp', 'sub', 'role'],
        clockTolerance: toleranceSeconds,
        currentDate: new Date(now),
      });
      return payload;
    } catch (error) {
      return error instanceof errors.JWKSNoMatchingKey ? 'NO_SUCH_KEY' : null; // whatever else it is, it is no token of the issuer
    }
  };
  return {
    async check(token, now) {
      let payload = await verified(token, await keys.known(now), now);
      if (payload === 'NO_SUCH_KEY') {
        const renewed = await keys.renewed(now);
        payload = renewed === null ? null : await verified(token, renewed, now);
      }
      return payload === null || payload === 'NO_SUCH_KEY' ? null : await viewerBy(payload, reachOf, now);
    },
  };
}

/** Null: a claim is not what it must be; nothing is guessed. */
async function viewerBy(payload: JWTPayload, reachOf: ReachOf, now: number): Promise<Viewer | null> {
  const { sub, role, name, scope, iss } = payload;
  const [reach, reachSegments, reachLocations] = ['customers', 'segments', 'locations'].map((what) =>
    idsOf(payload[`ecx_${what}`]),
  );
  if (typeof role !== 'string' || typeof sub !== 'string' || sub === '' || sub.length > longestSubject) return null;
  if (reach === undefined || reachSegments === undefined || reachLocations === undefined) return null;
  const follows = reachSegments !== null || reachLocations !== null;
  const principal = `jwt:${createHash('sha256')
    .update(JSON.stringify([iss, sub]))
    .digest('hex')
    .slice(0, 32)}`;
  const reachName = `jwt:${createHash('sha256')
    .update(JSON.stringify([reachSegments, reachLocations]))
    .digest('hex')}`;
  const ids = follows ? [...(reach ?? []), ...(await reachOf(reachName, { reachSegments, reachLocations }, now))] : reach;
  return viewerOf({
    role,
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, longestSubject) : sub,
    principal,
    reach: ids,
    reachFollows: follows,
    scopes: typeof scope === 'string' ? scope.split(' ').filter(isKeyScope) : [],
  });
}

/** Null: the claim is not there; undefined: it is no list of ids. */
function idsOf(claim: unknown): readonly string[] | null | undefined {
  if (claim === undefined) return null;
  if (!Array.isArray(claim) || claim.length > mostReach) return undefined;
  return claim.every((id): id is string => typeof id === 'string' && id !== '') ? claim : undefined;
}
