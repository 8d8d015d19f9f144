import type { FastifyRequest } from 'fastify';

/** The name of the session's cookie. */
export const sessionName = 'ecx_session';

/** The session token of a `Cookie` header; null: none. The first one counts, as browsers send the most specific first. */
export function sessionOf(header: string | undefined): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === sessionName && value !== undefined && value !== '') return value;
  }
  return null;
}

/**
 * The `Set-Cookie` text of a session. No script can read it; another site's form or script cannot send it, a clicked link can (Lax).
 * @param maxAgeSeconds 0 removes it from the browser.
 */
export function sessionCookie(request: FastifyRequest, session: string, maxAgeSeconds: number): string {
  // A proxy's word is enough here: it can only make the cookie stricter.
  const secure = request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';
  return `${sessionName}=${session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? '; Secure' : ''}`;
}
