import { type GraphQLField, type GraphQLSchema, getNamedType } from 'graphql';
import { answeredType } from '../rest/documents.ts';
import { objectType } from '../rest/fields.ts';
import { operationOf, type RestBatch, type RestRoute, restBatches, restRoutes } from '../rest/routes.ts';
import { componentSchemas, type JsonSchema, typeSchema } from './json-schema.ts';
import { common, description } from './openapi-common.ts';

/** Real answers of a demo restaurant; absent: the description has none. */
export interface RestExamples {
  readonly enhancedCustomerProfile: Readonly<Record<string, unknown>>;
  readonly customerHealthScore: Readonly<Record<string, unknown>>;
  readonly batch: unknown;
  readonly problem: unknown;
}

/** The description of the REST façade by OpenAPI 3.1, made from schema.graphql and the table of routes. */
export function openapi(schema: GraphQLSchema, version: string, examples: RestExamples | null): JsonSchema {
  const types = [...restRoutes, ...restBatches].map(({ root }) => answeredType(schema, root));
  const { schemas, ...components } = common(examples?.problem);
  return {
    openapi: '3.1.0',
    info: { title: 'Enhanced Customer Experience', version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'This server' }],
    security: [{ bearer: [] }, { session: [] }],
    tags: [
      { name: 'Profile', description: 'What a guest likes, buys and needs.' },
      { name: 'Health', description: 'How the relation with a guest stands and where it goes.' },
      { name: 'Batches', description: 'The same for several guests at once.' },
    ],
    paths: Object.fromEntries([
      ...restRoutes.map((route) => [
        `/api/customers/{customerId}/${route.path}`,
        { get: routeOperation(schema, route, examples) },
      ]),
      ...restBatches.map((batch) => [`/api/customers/${batch.path}`, { post: batchOperation(schema, batch, examples) }]),
    ]),
    components: { ...components, schemas: { ...componentSchemas(schema, [...new Set(types)]), ...schemas } },
  };
}

/** The field of GraphQL that a route answers. */
function fieldOf(schema: GraphQLSchema, { root, section }: RestRoute): GraphQLField<unknown, unknown> {
  const type = section === null ? schema.getQueryType() : objectType(schema, answeredType(schema, root));
  const field = type?.getFields()[section ?? root];
  if (field === undefined) throw new Error(`expected ${section ?? root} in schema.graphql, found none; mend rest/routes.ts`);
  return field;
}

function routeOperation(schema: GraphQLSchema, route: RestRoute, examples: RestExamples | null): JsonSchema {
  const { root, section } = route;
  const field = fieldOf(schema, route);
  const object = examples?.[root];
  const example = object === undefined ? {} : { example: section === null ? object : object[section] };
  const answered = section === null ? { $ref: `#/components/schemas/${getNamedType(field.type).name}` } : typeSchema(field.type);
  return {
    tags: [root === 'enhancedCustomerProfile' ? 'Profile' : 'Health'],
    operationId: operationOf(route),
    summary: titleOf(route.path),
    description: `${field.description ?? ''}\n\nThe JSON of GraphQL's \`${root}${section === null ? '' : `.${section}`}\`.`,
    parameters: ['customerId', 'asOf', ...route.parameters.map(({ name }) => name), 'ifNoneMatch'].map((name) => ({
      $ref: `#/components/parameters/${name}`,
    })),
    responses: {
      200: {
        description: 'The answer.',
        headers: headersNamed('ETag', 'Query-Cost', 'Switched-Off', 'X-Request-Id'),
        content: { 'application/json': { schema: answered, ...example } },
      },
      304: { description: 'Nothing has changed since the answer with that tag.', headers: headersNamed('ETag') },
      ...refusals('400', '401', '403', '404', '429', '503'),
    },
  };
}

function batchOperation(schema: GraphQLSchema, batch: RestBatch, examples: RestExamples | null): JsonSchema {
  const object = { $ref: `#/components/schemas/${answeredType(schema, batch.root)}` };
  const example = examples === null || batch.root !== 'customerHealthScores' ? {} : { example: examples.batch };
  const properties = {
    data: {
      type: 'array',
      items: { anyOf: [object, { type: 'null' }] },
      description: 'One for each id, in its place; null: see `errors`.',
    },
    errors: { type: 'array', items: { $ref: '#/components/schemas/BatchError' } },
  };
  return {
    tags: ['Batches'],
    operationId: operationOf(batch),
    summary: titleOf(batch.path),
    description: schema.getQueryType()?.getFields()[batch.root]?.description ?? '',
    parameters: [{ $ref: '#/components/parameters/asOf' }],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/CustomerIds' } } },
    },
    responses: {
      200: {
        description: 'What there is, and what is wrong with the rest.',
        headers: headersNamed('Query-Cost', 'X-Request-Id'),
        content: { 'application/json': { schema: { type: 'object', properties, required: ['data', 'errors'] }, ...example } },
      },
      ...refusals('400', '401', '403', '413', '415', '429', '503'),
    },
  };
}

/** `health-score/components` → "Health score: components". */
function titleOf(path: string): string {
  const words = path.replaceAll('-', ' ').replace('/', ': ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function headersNamed(...names: readonly string[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function refusals(...statuses: readonly string[]): JsonSchema {
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }]));
}
