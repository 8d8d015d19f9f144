import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { readJson } from '../../../server/http/docs/files.ts';
import { openapi, type RestExamples } from '../../../server/http/docs/openapi.ts';
import { restBatches, restRoutes } from '../../../server/http/rest/routes.ts';
import { answerPointer, described, faultFinder, type Json, schema } from '../rest/demo.ts';
import { testServer } from '../serving.ts';

const examples = readJson('docs/examples/rest.json') as RestExamples;

/** Names in a value that its schema does not know, with their places. */
function strangers(value: unknown, of: Json, place = ''): string[] {
  const known = resolved(of);
  if (Array.isArray(value))
    return value.flatMap((item, index) => strangers(item, (known.items ?? {}) as Json, `${place}/${index}`));
  if (typeof value !== 'object' || value === null) return [];
  const properties = (known.properties ?? {}) as Readonly<Record<string, Json>>;
  return Object.entries(value).flatMap(([name, inner]) =>
    properties[name] === undefined ? [`${place}/${name}`] : strangers(inner, properties[name], `${place}/${name}`),
  );
}

function resolved(of: Json): Json {
  const either = of.anyOf as readonly Json[] | undefined;
  if (either !== undefined) return resolved(either[0] ?? {});
  if (typeof of.$ref !== 'string') return of;
  const { schemas } = described.components as { schemas: Readonly<Record<string, Json>> };
  return schemas[of.$ref.replace('#/components/schemas/', '')] ?? {};
}

test('the description keeps the rules of OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(
    structuredClone(openapi(schema, '1.0.0', examples)) as Record<string, unknown>,
  );
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test('every route is described, and every reference leads somewhere', () => {
  const paths = Object.keys(described.paths as object);
  expect(paths).toEqual([
    ...restRoutes.map(({ path }) => `/api/customers/{customerId}/${path}`),
    ...restBatches.map(({ path }) => `/api/customers/${path}`),
  ]);
  const text = JSON.stringify(described);
  for (const [, room = '', name = ''] of text.matchAll(/"#\/components\/(\w+)\/([\w-]+)"/g)) {
    const components = described.components as Readonly<Record<string, Json>>;
    expect(components[room]?.[name], `${room}/${name}`).toBeDefined();
  }
});

test('every schema, property and parameter says what it means', () => {
  const { schemas, parameters } = described.components as Readonly<Record<string, Readonly<Record<string, Json>>>>;
  const silent = Object.entries(schemas ?? {}).flatMap(([name, type]) =>
    Object.entries((type.properties ?? {}) as Readonly<Record<string, Json>>)
      .filter(([, { description }]) => typeof description !== 'string')
      .map(([property]) => `${name}.${property}`),
  );
  expect(silent).toEqual([]);
  expect(Object.values(parameters ?? {}).every(({ description }) => typeof description === 'string')).toBe(true);
});

test('its examples are answers that the API could give today (write them anew: see examples.test.ts)', () => {
  const faultOf = faultFinder();
  for (const [name, value] of Object.entries({
    EnhancedCustomerProfile: examples.enhancedCustomerProfile,
    CustomerHealthScore: examples.customerHealthScore,
    Problem: examples.problem,
  })) {
    expect(faultOf(`/components/schemas/${name}`, value), name).toBeNull();
    expect(strangers(value, { $ref: `#/components/schemas/${name}` }), name).toEqual([]);
  }
  expect(faultOf(answerPointer('/api/customers/batch-health-scores', 'post'), examples.batch)).toBeNull();
});

test('/openapi.json is open to everybody and names no guest of this venue', async () => {
  const server = await testServer({ ECX_WORKER: 'off' });
  const answer = await fetch(`${server.url}/openapi.json`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
  const again = await fetch(`${server.url}/openapi.json`, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
  expect(again.status).toBe(304);
  expect(((await answer.json()) as Json).openapi).toBe('3.1.0');
});
