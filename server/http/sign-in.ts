import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isRole } from '../access/roles.ts';
import type { Sessions } from '../store/sessions.ts';
import { sessionLifeMs } from '../store/sessions.ts';
import type { Authenticator } from './authenticate.ts';
import { sessionCookie, sessionOf } from './cookie.ts';
import type { GuessLimit } from './guess-limit.ts';
import type { Recorder } from './on-record.ts';
import { confirmPage, laterPage, signInPage, signOutPage, spentLinkPage, waitPage } from './pages.ts';

export interface SignInOptions {
  readonly sessions: Sessions;
  readonly authenticator: Authenticator;
  readonly guesses: GuessLimit;
  readonly record: Recorder;
  readonly clock: () => number;
}

/** Where a signed-in browser goes. */
const home = '/';

/** Programs that open links to show a preview of them, and browsers that load ahead: neither is a person who signs in. */
const previewers =
  /bot\b|crawler|spider|preview|facebookexternalhit|slack|whatsapp|telegram|discord|skype|teams|outlook|linkexpander|embedly/i;

function isPreview({ headers }: FastifyRequest): boolean {
  const purpose = `${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''} ${headers['x-moz'] ?? ''}`;
  if (/prefetch|prerender|preview/i.test(purpose) || previewers.test(headers['user-agent'] ?? '')) return true;
  const accept = headers.accept ?? '*/*';
  return !/text\/html|text\/\*|\*\/\*/i.test(accept);
}

/** `/sign-in?token=…` and `/sign-out`. */
export function signInRoutes(app: FastifyInstance, options: SignInOptions): void {
  app.head('/sign-in', async (_request, reply) => html(reply, 200, '')); // a look at a link never uses it up
  app.get<{ Querystring: Readonly<Record<string, unknown>> }>('/sign-in', { exposeHeadRoute: false }, async (request, reply) => {
    const { token, confirm } = request.query;
    if (token === undefined) return html(reply, 200, signInPage);
    if (typeof token !== 'string' || !/^[\w-]{1,200}$/.test(token)) return spent(request, reply, options);
    if (confirm !== 'yes' && isPreview(request)) return html(reply, 200, confirmPage(token));
    return redeem(request, reply, options, token);
  });
  signOutRoutes(app, options);
}

async function redeem(
  request: FastifyRequest,
  reply: FastifyReply,
  options: SignInOptions,
  token: string,
): Promise<FastifyReply> {
  const { sessions, guesses, record, clock } = options;
  const waitSeconds = guesses.take(request.ip, clock());
  if (waitSeconds > 0) return html(reply.header('retry-after', String(waitSeconds)), 429, waitPage);
  try {
    const redeemed = await sessions.redeem(token, clock());
    if (redeemed === null || !isRole(redeemed.role)) return await spent(request, reply, options);
    guesses.giveBack(request.ip);
    record.signedIn(request, redeemed.session, redeemed.role);
    reply.header('set-cookie', sessionCookie(request, redeemed.session, sessionLifeMs / 1000));
    return reply.code(303).header('location', home).send();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'DatabaseUnavailable') throw error;
    guesses.giveBack(request.ip);
    return html(reply.header('retry-after', '5'), 503, laterPage);
  }
}

/** A link that is used up: who is signed in already (a second click, the back button) simply goes on. */
async function spent(
  request: FastifyRequest,
  reply: FastifyReply,
  { authenticator, record, clock }: SignInOptions,
): Promise<FastifyReply> {
  const asker = sessionOf(request.headers.cookie) === null ? null : await authenticator.recognise(request, clock());
  if (asker?.kind === 'viewer') return reply.code(303).header('location', home).send();
  record.signInRefused(request);
  return html(reply, 401, spentLinkPage);
}

function signOutRoutes(app: FastifyInstance, { sessions, record, clock }: SignInOptions): void {
  app.get('/sign-out', async (_request, reply) => html(reply, 200, signOutPage));
  app.register(async (scope) => {
    // A form without fields still names its type.
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 1024 }, async () => null);
    scope.post('/sign-out', async (request, reply) => {
      const session = sessionOf(request.headers.cookie);
      const known = session === null ? null : await sessions.find(session, clock());
      if (session !== null) await sessions.end(session);
      if (session !== null && known !== null) record.signedOut(request, session, known.role);
      reply.header('set-cookie', sessionCookie(request, '', 0));
      return reply.code(303).header('location', '/sign-in').send();
    });
  });
}

function html(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(text);
}
