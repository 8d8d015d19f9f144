import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { buildSchema } from 'graphql';
import { mayDo, type Viewer } from '../../access/viewer.ts';
import { schemaText } from '../../graphql/schema.ts';
import type { GraphqlDoor } from '../../graphql/server.ts';
import type { Authenticator } from '../authenticate.ts';
import { refuseAsker } from '../graphql.ts';
import { readsAfter } from '../position.ts';
import { refusalOf, refuse } from '../problem.ts';
import { type Answered, sayCost, sendBatch, sendObject } from './answers.ts';
import { batchDocument, routeDocument, type StoredDocument } from './documents.ts';
import { idsOf, type Variables, variablesOf } from './parameters.ts';
import { type RestParameter, restBatches, restRoutes } from './routes.ts';

interface RestOptions {
  readonly authenticator: Authenticator;
  readonly clock: () => number;
}

const base = '/api/customers/';
const everyMethod: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Who asks, and when: settled before a byte of the body is read. */
interface Asking {
  readonly viewer: Viewer;
  readonly now: number;
}

/** The REST façade: each route is a stored document, run by the door of GraphQL under all of its rules. */
export function restApi(app: FastifyInstance, door: GraphqlDoor, options: RestOptions): void {
  const schema = buildSchema(schemaText());
  const asking = new WeakMap<FastifyRequest, Asking>();
  const settled = (request: FastifyRequest): Asking => {
    const found = asking.get(request);
    if (found === undefined) throw new Error('a request came to /api past the check of who asks');
    return found;
  };
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    reply.header('cache-control', 'private, no-cache').header('vary', 'Authorization, Cookie');
    const now = options.clock();
    const recognition = await options.authenticator.recognise(request, now);
    if (recognition.kind !== 'viewer') return refuseAsker(request, reply, recognition);
    asking.set(request, { viewer: recognition.viewer, now });
    return undefined;
  };
  const run = async (request: FastifyRequest, document: StoredDocument, variables: Variables): Promise<Answered> => {
    const { viewer, now } = settled(request);
    const { query, operationName } = document;
    const contact = document.variables.has('contact') ? { contact: mayDo(viewer, 'READ_CONTACT') } : {};
    return await door.answer(
      { viewer, now, requestId: request.id, door: 'REST', readsAfter: readsAfter(request) },
      { query, operationName, variables: { ...variables, ...contact } },
    );
  };
  const read = (request: FastifyRequest, parameters: readonly RestParameter[]) =>
    variablesOf(request.query as Variables, parameters, (text) => door.instantOf(text, settled(request).now));

  for (const route of restRoutes) {
    const document = routeDocument(schema, route);
    const url = `${base}:customerId/${route.path}`;
    app.get<{ Params: { readonly customerId: string } }>(url, { onRequest }, async (request, reply) => {
      const given = read(request, route.parameters);
      if ('refusal' in given) return refuse(request, reply, given.refusal);
      const answered = await run(request, document, { ...given.variables, customerId: request.params.customerId });
      sayCost(reply, answered);
      return sendObject(request, reply, answered, route);
    });
    refuseOthers(app, url, ['GET', 'HEAD']);
  }
  for (const batch of restBatches) {
    const document = batchDocument(schema, batch);
    const url = `${base}${batch.path}`;
    app.post(url, { onRequest, errorHandler: refuseBody }, async (request, reply) => {
      const given = read(request, []);
      if ('refusal' in given) return refuse(request, reply, given.refusal);
      const ids = idsOf(request.body);
      if ('refusal' in ids) return refuse(request, reply, ids.refusal);
      const answered = await run(request, document, { ...given.variables, ...ids });
      sayCost(reply, answered);
      return sendBatch(request, reply, answered, { root: batch.root, customerIds: ids.customerIds });
    });
    refuseOthers(app, url, ['POST']);
  }
}

/** A body that cannot be read is a mistake of the caller's input, under the code of all such mistakes. */
function refuseBody(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error);
  if (refusal.status >= 500) request.log.error({ err: error }, 'a request failed');
  return refuse(request, reply, refusal.status === 400 ? { ...refusal, code: 'BAD_USER_INPUT' } : refusal);
}

/** Answers 405 to the other methods. */
function refuseOthers(app: FastifyInstance, url: string, allowed: readonly HTTPMethods[]): void {
  const method = everyMethod.filter((name) => !allowed.includes(name));
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const message = `expected ${allowed.join(' or ')}, got ${request.method}; use one of them`;
    const headers = { allow: allowed.join(', ') };
    return refuse(request, reply, { status: 405, code: 'METHOD_NOT_ALLOWED', message, headers });
  };
  app.route({ method, url, onRequest, handler: async () => undefined });
}
