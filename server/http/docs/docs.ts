import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { buildSchema } from 'graphql';
import { schemaText } from '../../graphql/schema.ts';
import { projectFile, readJson } from './files.ts';
import { openapi, type RestExamples } from './openapi.ts';

/** Real answers of a demo restaurant; written anew by tests/http/docs/examples.test.ts. */
export const examplesFile = 'docs/examples/rest.json';

/** What this server says about itself: the same for everybody, without any value of customers, so that it is open. */
export function docsRoutes(app: FastifyInstance): void {
  const schema = buildSchema(schemaText());
  const { version } = readJson('package.json') as { readonly version: string };
  const examples = existsSync(projectFile(examplesFile)) ? (readJson(examplesFile) as RestExamples) : null;
  const description = document(
    'application/json; charset=utf-8',
    () => `${JSON.stringify(openapi(schema, version, examples))}\n`,
  );
  app.get('/openapi.json', (request, reply) => sendDocument(request, reply, description()));
}

/** A text that never changes while the program lives. */
interface Document {
  readonly type: string;
  readonly text: string;
  readonly tag: string;
}

/** Made when it is first asked for. */
function document(type: string, make: () => string): () => Document {
  let made: Document | null = null;
  return () => {
    if (made === null) {
      const text = make();
      made = { type, text, tag: `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"` };
    }
    return made;
  };
}

function sendDocument(request: FastifyRequest, reply: FastifyReply, { type, text, tag }: Document): FastifyReply {
  reply.header('cache-control', 'public, max-age=300').header('etag', tag);
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  return reply.type(type).send(text);
}
