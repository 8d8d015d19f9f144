import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorCodes, type FastifyInstance, type FastifyReply } from 'fastify';

/** How long this server waits for the body of a request. */
export interface BodyPatience {
  /** Waits so much longer, for a body that is known to be long. */
  extend(request: IncomingMessage, ms: number): void;
}

/** A body may stand still for so long when it is long. */
const stallMs = 20_000;

/** Closes connections whose body does not come in time. Node's own limit is one for all requests, so it is switched off for this one. */
export function limitBodies(app: FastifyInstance, usualMs: number): BodyPatience {
  const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();
  const start = (request: IncomingMessage, ms: number, over: () => void) => {
    clearTimeout(timers.get(request));
    timers.set(request, setTimeout(over, ms).unref());
  };
  const close = ({ socket, complete }: IncomingMessage) => {
    if (complete || socket.destroyed) return;
    socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', () => socket.destroy());
  };
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.complete) return;
    start(request, usualMs, () => close(request));
    response.once('close', () => clearTimeout(timers.get(request)));
  });
  return {
    extend(request, ms) {
      clearTimeout(timers.get(request));
      const { socket } = request;
      let seen = socket.bytesRead;
      let waited = 0;
      const look = () => {
        waited += stallMs;
        const stalls = socket.bytesRead === seen;
        seen = socket.bytesRead;
        if (stalls || waited >= ms) close(request);
        else if (!request.complete) start(request, stallMs, look);
      };
      start(request, stallMs, look);
    },
  };
}

/** How long this server works on an answer. */
export interface AnswerPatience {
  readonly begin: (reply: FastifyReply) => void;
  readonly end: (reply: FastifyReply) => void;
}

/** How often it is looked for answers that take too long, milliseconds: so much longer they may take. */
const lookEveryMs = 1_000;

/**
 * Ends requests that take longer with an error, as fastify's own limit does; but that makes a timer and an AbortController for each
 * request, which cost as much as half of a small answer.
 */
export function limitAnswers(app: FastifyInstance, mostMs: number): AnswerPatience {
  const begun = new Map<FastifyReply, number>(); // in the order in which they began
  const giveUp = (reply: FastifyReply) => {
    begun.delete(reply);
    if (reply.sent) return;
    const error = new errorCodes.FST_ERR_HANDLER_TIMEOUT(String(mostMs), reply.request.routeOptions.url ?? '');
    if (reply.raw.headersSent) reply.raw.destroy(error);
    else reply.send(error);
  };
  const looking = setInterval(() => {
    const now = performance.now();
    for (const [reply, since] of begun) {
      if (now - since < mostMs) break;
      giveUp(reply);
    }
  }, lookEveryMs).unref();
  app.addHook('onClose', async () => clearInterval(looking));
  return {
    begin: (reply) => void begun.set(reply, performance.now()),
    end: (reply) => void begun.delete(reply),
  };
}
