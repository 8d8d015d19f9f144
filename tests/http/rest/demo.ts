import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { buildSchema } from 'graphql';
import { vi } from 'vitest';
import { wholeSelection } from '../../../bench/whole.ts';
import { loadDemo } from '../../../server/demo/load.ts';
import { demoOptions } from '../../../server/demo/options.ts';
import { schemaText } from '../../../server/graphql/schema.ts';
import { openapi } from '../../../server/http/docs/openapi.ts';
import { testDatabase, testDatabaseUrl } from '../../support/database.ts';
import { adminToken, bearer, read, type TestServer, testServer } from '../serving.ts';

/** A demo restaurant to compare REST with GraphQL, and the description to hold answers against. */

export const schema = buildSchema(schemaText());
export const described = openapi(schema, '1.0.0', null);
export type Json = Readonly<Record<string, unknown>>;

/** A demo restaurant, everybody scored once; nothing changes by itself. */
export interface DemoServer {
  readonly server: TestServer;
  readonly ids: readonly string[];
  /** Answers of GraphQL, data and errors alike, as whoever these headers say. */
  readonly ask: (query: string, variables: Json, headers?: Readonly<Record<string, string>>) => Promise<Json>;
}

export async function demoServer(customers: number): Promise<DemoServer> {
  const url = await testDatabaseUrl();
  const db = await testDatabase({ url });
  const now = Date.now();
  const context = { now, timeZone: 'UTC', dayStartMinutes: 240, currency: 'EUR', createCustomers: false };
  await loadDemo(db, demoOptions({ customers: String(customers), currency: 'EUR', now }), context, () => undefined);
  const server = await testServer({ DATABASE_URL: url, ECX_WORKER: 'off' });
  const ask: DemoServer['ask'] = async (query, variables, headers = bearer(adminToken)) =>
    (await read(
      fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    )) as Json;
  const rows = await db.kysely.selectFrom('customers').select('customer_id').orderBy('customer_id').execute();
  const ids = rows.map((row) => row.customer_id);
  for (let from = 0; from < ids.length; from += 50) {
    await vi.waitFor(() => recalculate(ask, ids.slice(from, from + 50)), { timeout: 60_000, interval: 500 });
  }
  return { server, ids, ask };
}

/** @throws Error with what was answered; the first to ask may be told to come again while the week is computed. */
async function recalculate(ask: DemoServer['ask'], ids: readonly string[]): Promise<void> {
  const { errors } = await ask('mutation ($ids: [ID!]) { recalculateHealthScores(customerIds: $ids) { scored } }', { ids });
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
}

const segmentFields = Object.keys((schema.getType('Segment') as unknown as { getFields(): object }).getFields());
/** What has addresses of its own, and what is shown only on purpose. */
const without: ReadonlySet<string> = new Set([
  'Customer.enhancedProfile',
  'Customer.healthScore',
  'Customer.dietary',
  ...segmentFields.filter((name) => name !== 'id' && name !== 'name').map((name) => `Segment.${name}`),
]);

/** Both objects of a guest, whole, by GraphQL; the fields with arguments as the façade asks them by default. */
export const wholeQuery = `query ($id: ID!, $asOf: DateTime) {
  enhancedCustomerProfile(customerId: $id, asOf: $asOf) ${wholeSelection(schema, 'EnhancedCustomerProfile', without)}
  customerHealthScore(customerId: $id, asOf: $asOf) ${wholeSelection(schema, 'CustomerHealthScore', without).replace(
    /\}$/,
    `healthHistory(last: 90) ${wholeSelection(schema, 'HealthHistoryEntry', without)} }`,
  )}
}`;

/** Says what is wrong with a value by a schema of the description; null: nothing. */
export function faultFinder(): (pointer: string, value: unknown) => string | null {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  formats.default(ajv);
  ajv.addSchema(described as object, 'openapi.json');
  return (pointer, value) => {
    const check = ajv.getSchema(`openapi.json#${pointer}`);
    if (check === undefined) throw new Error(`expected a schema at ${pointer} of the description, found none`);
    return check(value) === true ? null : JSON.stringify(check.errors);
  };
}

/** A step of a JSON pointer. */
export function step(text: string): string {
  return encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** The pointer to the schema of a route's answer. */
export function answerPointer(path: string, method = 'get'): string {
  return `/paths/${step(path)}/${method}/responses/200/content/${step('application/json')}/schema`;
}
