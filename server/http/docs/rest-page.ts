import type { DocsPlace } from './graphql-page.ts';
import { type DocsPage, escaped, prose } from './html.ts';
import type { JsonSchema } from './json-schema.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Operation {
  readonly tags: readonly string[];
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly { readonly $ref: string }[];
  readonly responses: Readonly<Record<string, Fields>>;
  readonly requestBody?: Fields;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const path = '/docs/rest';

function routesOf(description: JsonSchema): readonly Route[] {
  return Object.entries(description.paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>).flatMap(
    ([at, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path: at, operation })),
  );
}

/** The reference of REST, made from the same description that programs read at `/openapi.json`. */
export function restPage(description: JsonSchema): DocsPage {
  const { description: general } = description.info as { readonly description: string };
  const tags = (description.tags as readonly { readonly name: string; readonly description: string }[]).map((tag) => ({
    ...tag,
    routes: routesOf(description).filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  return {
    path,
    title: 'REST reference',
    summary: 'Sections of a guest as plain JSON, for programs that know no GraphQL. The same as OpenAPI 3.1: `/openapi.json`.',
    contents: tags.flatMap(({ name, routes }) => [
      { id: name, title: name },
      ...routes.map(({ operation }) => ({ id: operation.operationId, title: operation.summary })),
    ]),
    body: `${prose(general)}<p><a href="/openapi.json">openapi.json</a></p>${tags
      .map(
        (tag) =>
          `<h2 id="${tag.name}">${tag.name}</h2>${prose(tag.description)}${tag.routes.map((route) => routeHtml(description, route)).join('')}`,
      )
      .join('\n')}`,
  };
}

/** What the search finds in it. */
export function restPlaces(description: JsonSchema): readonly DocsPlace[] {
  return routesOf(description).map(({ method, path: at, operation }) => ({
    title: `${method} ${at}`,
    href: `${path}#${operation.operationId}`,
    text: operation.description.split('\n')[0] ?? '',
  }));
}

function routeHtml(description: JsonSchema, { method, path: at, operation }: Route): string {
  const parameters = operation.parameters.map(({ $ref }) => parameterRow(resolved(description, $ref)));
  const answer = (operation.responses['200']?.content as Fields | undefined)?.['application/json'] as
    | { readonly schema: JsonSchema; readonly example?: unknown }
    | undefined;
  const type = /"#\/components\/schemas\/(\w+)"/.exec(JSON.stringify(answer?.schema ?? {}))?.[1];
  const kind = type === undefined ? '' : `<p>Answers <a href="/docs/graphql#${type}">${type}</a>.</p>`;
  const refusals = Object.keys(operation.responses).filter((status) => status !== '200');
  const example =
    answer?.example === undefined
      ? ''
      : `<details><summary>An answer of the demo</summary><pre tabindex="0"><code>${escaped(JSON.stringify(answer.example, null, 2))}</code></pre></details>`;
  return `<section class="docs-type"><h3 id="${operation.operationId}">${escaped(operation.summary)}</h3>
<p class="docs-route"><code><b>${method}</b> ${escaped(at).replaceAll('/', '/<wbr>')}</code></p>${prose(operation.description)}${kind}
${operation.requestBody === undefined ? '' : '<p>Body: <code>{"customerIds": ["…"]}</code></p>'}
<dl>${parameters.join('')}</dl>
<p>Other answers: ${refusals.map((status) => `<code>${status}</code>`).join(', ')}.</p>${example}</section>`;
}

function resolved(description: JsonSchema, reference: string): Fields {
  const steps = reference.slice(2).split('/');
  return steps.reduce<Fields>((at, step) => (at[step] ?? {}) as Fields, description);
}

function parameterRow({ name, in: place, description, required }: Fields): string {
  return `<dt><code>${escaped(String(name))}</code> <span class="docs-mark">${escaped(String(place))}${required === true ? ', required' : ''}</span></dt><dd>${prose(String(description))}</dd>`;
}
