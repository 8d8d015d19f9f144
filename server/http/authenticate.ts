import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { adminTokenViewer, keyViewer, sessionViewer } from '../access/principal.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Keys } from '../store/keys.ts';
import type { Sessions } from '../store/sessions.ts';
import { sessionOf } from './cookie.ts';
import type { GuessLimit } from './guess-limit.ts';
import { looksLikeJwt, type Tokens } from './tokens.ts';

/** What became of the question who is asking. */
export type Recognition =
  | { readonly kind: 'viewer'; readonly viewer: Viewer }
  /** Nothing was shown. */
  | { readonly kind: 'stranger' }
  /** A token was shown that is not valid (any more). */
  | { readonly kind: 'wrong' }
  /** Too many wrong tokens came from this address. */
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number };

export interface AuthenticatorOptions {
  readonly sessions: Sessions;
  readonly keys: Keys;
  /** ECX_ADMIN_TOKEN. */
  readonly adminToken: string;
  readonly guesses: GuessLimit;
  /** Of JWT_ISSUER; null: none is accepted. */
  readonly tokens: Tokens | null;
}

export interface Authenticator {
  /** Who is asking? @throws DatabaseUnavailable when a session or key cannot be looked up, IssuerUnavailable when a token cannot be checked. */
  recognise(request: FastifyRequest, now: number): Promise<Recognition>;
}

/** So many recently accepted tokens are remembered; they pass even while their address is limited. */
const mostAccepted = 10_000;

export function openAuthenticator({ sessions, keys, adminToken, guesses, tokens }: AuthenticatorOptions): Authenticator {
  const adminDigest = sha256(adminToken);
  const accepted = new Set<string>();
  const digests = new Map<string, Digest>(); // of what is shown all day
  const digestOf = (token: string): Digest => {
    const known = digests.get(token);
    if (known !== undefined) return known;
    const bytes = sha256(token);
    const digest = { bytes, text: bytes.toString('base64') };
    if (digests.size >= mostDigests) digests.clear();
    if (token.length <= longestRemembered) digests.set(token, digest);
    return digest;
  };

  async function viewerFor(shown: Shown, { bytes: digest }: Digest, now: number): Promise<Viewer | null> {
    if (shown.kind === 'session') {
      const session = await sessions.find(shown.token, now);
      return session === null ? null : sessionViewer(session, digest.toString('hex'));
    }
    if (timingSafeEqual(digest, adminDigest)) return adminTokenViewer;
    if (tokens !== null && looksLikeJwt(shown.token)) return await tokens.check(shown.token, now);
    const key = await keys.check(shown.token, now);
    return key === null ? null : keyViewer(key);
  }

  return {
    async recognise(request, now) {
      const shown = shownBy(request);
      if (shown === null) return { kind: 'stranger' };
      const digest = digestOf(shown.token);
      const memory = digest.text;
      // A caller who was right before is not locked out by a guesser behind the same address; a new token has to wait unseen.
      const known = accepted.has(memory);
      const waitSeconds = known ? 0 : guesses.take(request.ip, now);
      if (waitSeconds > 0) return { kind: 'limited', retryAfterSeconds: waitSeconds };
      const viewer = await viewerFor(shown, digest, now).catch((error: unknown) => {
        if (!known) guesses.giveBack(request.ip); // nobody knows whether it was wrong
        throw error;
      });
      if (viewer === null) {
        accepted.delete(memory);
        return { kind: 'wrong' };
      }
      if (!known) guesses.giveBack(request.ip);
      remember(accepted, memory);
      return { kind: 'viewer', viewer };
    },
  };
}

interface Digest {
  readonly bytes: Buffer;
  /** The same in base64. */
  readonly text: string;
}

/** Tokens whose digest is remembered, whether they are valid or not: that is asked each time. */
const mostDigests = 1_000;
const longestRemembered = 4_096;

interface Shown {
  readonly kind: 'bearer' | 'session';
  readonly token: string;
}

/** What the request shows: a header goes before the cookie, because it was sent on purpose. */
function shownBy(request: FastifyRequest): Shown | null {
  const header = request.headers.authorization;
  if (header !== undefined) return { kind: 'bearer', token: /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? '' };
  const session = sessionOf(request.headers.cookie);
  return session === null ? null : { kind: 'session', token: session };
}

function remember(accepted: Set<string>, memory: string): void {
  accepted.delete(memory);
  accepted.add(memory);
  if (accepted.size <= mostAccepted) return;
  for (const oldest of accepted) {
    accepted.delete(oldest);
    return;
  }
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
