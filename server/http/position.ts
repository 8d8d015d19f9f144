import type { FastifyInstance, FastifyRequest } from 'fastify';
import { positionHeader, positionOf } from '../graphql/position.ts';
import { refuse } from './problem.ts';

function given({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const text = headers[positionHeader];
  return Array.isArray(text) ? text.join(',') : text;
}

/** What the caller wants to see at least; null: it knows of no change. */
export function readsAfter(request: Pick<FastifyRequest, 'headers'>): bigint | null {
  return positionOf(given(request) ?? '');
}

/** A position that cannot be read is a mistake: without it the caller would not see what it has written. */
export function refusePositions(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const text = given(request);
    if (text === undefined || positionOf(text) !== null) return done();
    const message = `expected ${positionHeader} as the answer to a mutation gave it (16 hexadecimal digits), got ${JSON.stringify(text.slice(0, 40))}; send that one, or leave it out`;
    refuse(request, reply, { status: 400, code: 'BAD_USER_INPUT', message });
  });
}
