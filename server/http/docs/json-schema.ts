import {
  type GraphQLEnumType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { objectType, restFields } from '../rest/fields.ts';

/** JSON Schema of 2020-12, as OpenAPI 3.1 speaks it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const plain: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
};
const formats: Readonly<Record<string, JsonSchema>> = {
  DateTime: { type: 'string', format: 'date-time' },
  Date: { type: 'string', format: 'date' },
  Decimal: { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?$' },
};

/** The schema of what a field answers; what may be null says so. */
export function typeSchema(type: GraphQLOutputType): JsonSchema {
  const schema = certainSchema(isNonNullType(type) ? type.ofType : type);
  if (isNonNullType(type)) return schema;
  return typeof schema.type === 'string' ? { ...schema, type: [schema.type, 'null'] } : { anyOf: [schema, { type: 'null' }] };
}

function certainSchema(type: GraphQLOutputType): JsonSchema {
  if (isListType(type)) return { type: 'array', items: typeSchema(type.ofType) };
  const { name } = getNamedType(type);
  return plain[name] ?? { $ref: `#/components/schemas/${name}` };
}

/** The schemas of these types and of all that they hold, by name. */
export function componentSchemas(schema: GraphQLSchema, roots: readonly string[]): Readonly<Record<string, JsonSchema>> {
  const found = new Map<string, JsonSchema>();
  const visit = (name: string): void => {
    const type = schema.getType(name);
    if (found.has(name) || name in plain) return;
    if (isScalarType(type)) found.set(name, { ...described(type), ...formats[name] });
    if (isEnumType(type)) found.set(name, enumSchema(type));
    if (!isObjectType(type)) return;
    found.set(name, objectSchema(type));
    for (const { field } of restFields(type)) visit(getNamedType(field.type).name);
  };
  for (const name of roots) visit(objectType(schema, name).name);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function described({ description }: { readonly description?: string | null | undefined }): { readonly description?: string } {
  return description ? { description } : {};
}

function enumSchema(type: GraphQLEnumType): JsonSchema {
  const values = type.getValues();
  const lines = values.map(({ name, description }) => `- \`${name}\`: ${description}`);
  return { type: 'string', enum: values.map(({ name }) => name), description: [type.description, '', ...lines].join('\n') };
}

/** Clients should bear fields that are new to them: they are added, never renamed or removed. */
function objectSchema(type: GraphQLObjectType): JsonSchema {
  const fields = restFields(type);
  return {
    type: 'object',
    ...described(type),
    properties: Object.fromEntries(fields.map(({ field }) => [field.name, { ...typeSchema(field.type), ...described(field) }])),
    required: fields.filter(({ contact }) => !contact).map(({ field }) => field.name),
  };
}
