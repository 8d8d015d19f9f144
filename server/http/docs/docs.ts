import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { buildSchema } from 'graphql';
import { schemaText } from '../../graphql/schema.ts';
import { projectFile, readJson } from './files.ts';
import { type DocsPlace, graphqlPage, graphqlPlaces } from './graphql-page.ts';
import { type Guide, guidePage, guidePlaces, indexPage, readGuides } from './guides.ts';
import { type DocsPage, pageHtml } from './html.ts';
import type { JsonSchema } from './json-schema.ts';
import { openapi, type RestExamples } from './openapi.ts';
import { restPage, restPlaces } from './rest-page.ts';

/** Real answers of a demo restaurant; written anew by tests/http/docs/examples.test.ts. */
export const examplesFile = 'docs/examples/rest.json';

/** What this server says about itself: the same for everybody, without any value of customers, so that it is open. */
export function docsRoutes(app: FastifyInstance): void {
  const library = once(readLibrary);
  const html = 'text/html; charset=utf-8';
  const json = 'application/json; charset=utf-8';
  const serve = (url: string, type: string, make: () => string): void => {
    const made = document(type, make);
    app.get(url, (request, reply) => sendDocument(request, reply, made()));
  };
  const page = (url: string, make: (library: Library) => DocsPage): void =>
    serve(url, html, () => pageHtml(make(library()), linksOf(library())));
  serve('/openapi.json', json, () => `${JSON.stringify(library().description)}\n`);
  page('/docs', ({ guides }) => indexPage(guides));
  page('/docs/rest', ({ description }) => restPage(description));
  page('/docs/graphql', ({ schema }) => graphqlPage(schema));
  for (const guide of readGuides()) page(`/docs/guides/${guide.name}`, () => guidePage(guide));
  serve('/docs/search.json', json, () => JSON.stringify(placesOf(library())));
  serve('/docs/search.js', 'text/javascript; charset=utf-8', () => siteFile('docs/site/search.js'));
  serve('/docs/style.css', 'text/css; charset=utf-8', () => siteFile('client/ui/tokens.css') + siteFile('docs/site/style.css'));
}

function siteFile(path: string): string {
  return readFileSync(projectFile(path), 'utf8');
}

/** Everything that the pages are made of. */
interface Library {
  readonly schema: ReturnType<typeof buildSchema>;
  readonly description: JsonSchema;
  readonly guides: readonly Guide[];
}

function readLibrary(): Library {
  const schema = buildSchema(schemaText());
  const { version } = readJson('package.json') as { readonly version: string };
  const examples = existsSync(projectFile(examplesFile)) ? (readJson(examplesFile) as RestExamples) : null;
  return { schema, description: openapi(schema, version, examples), guides: readGuides() };
}

function linksOf({ guides }: Library) {
  return [
    { path: '/docs', title: 'Overview' },
    ...guides.map(({ name, title }) => ({ path: `/docs/guides/${name}`, title })),
    { path: '/docs/rest', title: 'REST reference' },
    { path: '/docs/graphql', title: 'GraphQL reference' },
  ];
}

function placesOf({ schema, description, guides }: Library): readonly DocsPlace[] {
  return [...guidePlaces(guides), ...restPlaces(description), ...graphqlPlaces(schema)];
}

/** A text that never changes while the program lives. */
interface Document {
  readonly type: string;
  readonly text: string;
  readonly tag: string;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Made when it is first asked for. */
function document(type: string, make: () => string): () => Document {
  return once(() => {
    const text = make();
    return { type, text, tag: `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"` };
  });
}

function sendDocument(request: FastifyRequest, reply: FastifyReply, { type, text, tag }: Document): FastifyReply {
  reply.header('cache-control', 'public, max-age=300').header('etag', tag);
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  return reply.type(type).send(text);
}
