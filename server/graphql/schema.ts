import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, type GraphQLSchema, isInterfaceType, isObjectType, isScalarType } from 'graphql';
import { recordActs } from './auditing.ts';
import { guardFeatures } from './features.ts';
import { guard } from './policy.ts';
import { resolvers } from './resolvers/all.ts';
import { type ScalarBehaviour, scalars } from './scalars.ts';

/** The project's schema.graphql, looked for upward from this file: it serves the sources and the built program alike. */
function schemaFile(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, 'schema.graphql');
    if (existsSync(file)) return file;
    if (folder === dirname(folder))
      throw new Error(`expected schema.graphql in a folder above ${start}, found none; install the program again`);
  }
}

/** The schema's text, word for word: its descriptions are the manual. */
export function schemaText(): string {
  return readFileSync(schemaFile(), 'utf8');
}

/** @throws Error when the resolvers name a type or field that the schema does not have. */
export function executableSchema(text: string = schemaText()): GraphQLSchema {
  const schema = buildSchema(text);
  for (const [name, behaviour] of Object.entries(scalars)) installScalar(schema, name, behaviour);
  for (const [name, fields] of Object.entries(resolvers)) installType(schema, name, fields as Readonly<Record<string, unknown>>);
  guardFeatures(schema);
  guard(schema);
  recordActs(schema);
  return schema;
}

function installScalar(schema: GraphQLSchema, name: string, behaviour: ScalarBehaviour): void {
  const type = schema.getType(name);
  if (!isScalarType(type)) throw new Error(`expected a scalar ${name} in schema.graphql, got ${type}; rename one of the two`);
  Object.assign(type, behaviour);
}

function installType(schema: GraphQLSchema, name: string, fields: Readonly<Record<string, unknown>>): void {
  const type = schema.getType(name);
  if (!isObjectType(type) && !isInterfaceType(type))
    throw new Error(`expected a type ${name} in schema.graphql; rename its resolvers`);
  const known = type.getFields();
  for (const [key, resolve] of Object.entries(fields)) {
    if (key === '__resolveType') {
      Object.assign(type, { resolveType: resolve });
      continue;
    }
    const field = known[key];
    if (field === undefined) throw new Error(`expected a field ${name}.${key} in schema.graphql; rename its resolver`);
    Object.assign(field, typeof resolve === 'function' ? { resolve } : resolve); // of a subscription: resolve and subscribe
  }
}
