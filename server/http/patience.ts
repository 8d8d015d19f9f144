import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

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
