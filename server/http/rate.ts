import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Budgets } from '../graphql/budgets.ts';
import { askedBy } from './asked.ts';
import type { Authenticator } from './authenticate.ts';
import { networkOf } from './guess-limit.ts';
import { wantsStream } from './live-stream.ts';
import type { Refusal } from './problem.ts';

/** Points of what has no document: a file that is sent here, a file that is fetched, any other request. */
export const doorPoints = { upload: 100, file: 10, request: 1 } as const;

/** Budgets as doors see them: whose a request is was settled when it was recognised. */
export interface Rates {
  /** Recognises callers and remembers whose budget it is. Who shows nothing valid spends a point of its address. */
  readonly authenticator: Authenticator;
  /** Takes points before a request is worked on. @returns the refusal; null: taken. */
  spend(request: FastifyRequest, points: number): Promise<Refusal | null>;
}

/** Every answer to a recognised caller says what is left, by the IETF's draft of RateLimit fields. */
export function openRates(app: FastifyInstance, inner: Authenticator, budgets: Budgets): Rates {
  const policy = policyOf(budgets.limit);
  const say = (request: FastifyRequest, reply: { header: (name: string, value: string) => unknown }): void => {
    const { account } = askedBy(request);
    if (account === null) return;
    const { limit, remaining, resetSeconds } = budgets.look(account);
    reply.header('ratelimit-policy', limit === budgets.limit ? policy : policyOf(limit));
    reply.header('ratelimit', `"points";r=${remaining};t=${resetSeconds}`);
  };
  app.addHook('preHandler', (request, reply, done) => {
    if (wantsStream(request)) say(request, reply); // its head is sent before its answer is known
    done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    say(request, reply);
    done();
  });
  return {
    authenticator: {
      async recognise(request, now) {
        const recognition = await inner.recognise(request, now);
        if (recognition.kind === 'limited') return recognition;
        const isKnown = recognition.kind === 'viewer';
        const account = isKnown ? recognition.viewer.principal : `address:${networkOf(request.ip)}`;
        askedBy(request).account = account;
        if (isKnown) return recognition;
        const { waitSeconds } = await budgets.take(account, doorPoints.request);
        return waitSeconds === 0 ? recognition : { kind: 'limited', retryAfterSeconds: waitSeconds };
      },
    },
    async spend(request, points) {
      const { account } = askedBy(request);
      if (account === null) throw new Error('a request came to be paid for past the check of who asks');
      const { budget, waitSeconds } = await budgets.take(account, points);
      if (waitSeconds === 0) return null;
      const message = `expected at most ${budget.limit} points a minute, ${budget.remaining} are left; wait ${waitSeconds} seconds`;
      return { status: 429, code: 'RATE_LIMITED', message, retryAfter: waitSeconds };
    },
  };
}

/** `q`: points of a window, `w`: its seconds. Beside it, `r`: points left, `t`: seconds until all are back. */
function policyOf(limit: number): string {
  return `"points";q=${limit};w=60;qu="points"`;
}
