import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestFacts } from '../../graphql/context.ts';
import type { GraphqlDoor } from '../../graphql/server.ts';
import { refuseAsker } from '../graphql.ts';
import { readsAfter } from '../position.ts';
import { refusalOf, refuse } from '../problem.ts';
import { doorPoints, type Rates } from '../rate.ts';
import { answered, refused } from './answer.ts';
import { type AskTool, listed, protocolServer } from './protocol.ts';
import { openTools } from './tools.ts';

interface AssistantOptions {
  readonly rates: Rates;
  readonly clock: () => number;
}

/**
 * `/mcp`: the Model Context Protocol over HTTP, a request and its answer at a time. Only keys are taken: a cookie would let other sites
 * ask in its owner's name. No page asks here, so whatever a browser sends for a page is refused.
 */
export function assistantRoute(app: FastifyInstance, door: GraphqlDoor, { rates, clock }: AssistantOptions): void {
  const askers = new WeakMap<FastifyRequest, RequestFacts>();
  let known: { readonly tools: ReturnType<typeof openTools>; readonly list: ReturnType<typeof listed> } | null = null;
  app.post('/mcp', {
    onRequest: async (request, reply) => {
      if (request.headers.origin !== undefined) return refuse(request, reply, fromPage);
      const now = clock();
      const { authorization } = request.headers;
      const recognition = authorization === undefined ? stranger : await rates.authenticator.recognise(request, now);
      if (recognition.kind === 'stranger') return refuse(request, reply, noKey);
      if (recognition.kind !== 'viewer') return refuseAsker(request, reply, recognition);
      askers.set(request, {
        viewer: recognition.viewer,
        now,
        requestId: request.id,
        door: 'ASSISTANT',
        readsAfter: readsAfter(request),
      });
      const spent = await rates.spend(request, doorPoints.request);
      if (spent !== null) return refuse(request, reply, spent);
    },
    handler: async (request, reply) => {
      const facts = askers.get(request);
      if (facts === undefined) throw new Error('a request came to /mcp past the check of who asks');
      if (Array.isArray(request.body)) return refuse(request, reply, several);
      const tools = known?.tools ?? openTools();
      known ??= { tools, list: listed(tools) };
      return await answer(request, reply, known, (tool, input) => askThrough(door, facts, request, tool, input));
    },
  });
}

const stranger = { kind: 'stranger' } as const;

const fromPage = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'expected a program, got a request of a page (it has an Origin); connect the assistant itself, not a page',
};

const noKey = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message:
    'expected a key, got none; send "Authorization: Bearer <key>" with a key of "ecx key create" (a session does not do here)',
  headers: { 'www-authenticate': 'Bearer realm="Enhanced Customer Experience"' },
};

const several = {
  status: 400,
  code: 'BAD_REQUEST',
  message: 'expected one message, got a list of them; send them one by one',
};

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { tools, list }: { readonly tools: ReturnType<typeof openTools>; readonly list: ReturnType<typeof listed> },
  ask: AskTool,
): Promise<FastifyReply> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  const server = protocolServer(tools, list, ask);
  await server.connect(transport);
  try {
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    );
    const sent = new Request('http://localhost/mcp', {
      method: 'POST',
      headers: headers.filter(isOfProtocol) as [string, string][],
    });
    const response = await transport.handleRequest(sent, { parsedBody: request.body });
    const type = response.headers.get('content-type');
    if (type !== null) reply.type(type);
    return reply.code(response.status).send(await response.text());
  } finally {
    await server.close();
  }
}

/** What the protocol looks at; the key stays here. */
function isOfProtocol([name]: readonly string[]): boolean {
  return name === 'accept' || name === 'content-type' || name?.startsWith('mcp-') === true;
}

/** The tool's document under the rules of every query; a fault is logged and told without its inside. */
async function askThrough(
  door: GraphqlDoor,
  facts: RequestFacts,
  request: FastifyRequest,
  ...[tool, input]: Parameters<AskTool>
): Promise<ReturnType<typeof answered>> {
  try {
    return answered(tool, await door.run(facts, { query: tool.document, variables: tool.variables(input, facts.viewer) }));
  } catch (error) {
    const refusal = refusalOf(error instanceof Error ? error : new Error('a tool failed'));
    if (refusal.status >= 500 && refusal.code !== 'UNAVAILABLE') request.log.error({ err: error }, 'a tool failed');
    return refused(refusal);
  }
}
