import { readFileSync } from 'node:fs';
import {
  buildASTSchema,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { breakingChanges } from '../../scripts/schema-compatibility.mjs';

const text = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
const schema = buildASTSchema(parse(text));
const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));

interface Described {
  readonly path: string;
  readonly description: string | null | undefined;
}

/** Every name of a type that a reader meets: itself, its fields, arguments and values. */
function namesOf(type: GraphQLNamedType): Described[] {
  const own = { path: type.name, description: type.description };
  if (isEnumType(type))
    return [own, ...type.getValues().map(({ name, description }) => ({ path: `${type.name}.${name}`, description }))];
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return [own];
  const fields = Object.values<GraphQLField<unknown, unknown> | GraphQLInputField>(type.getFields()).flatMap((field) => {
    const path = `${type.name}.${field.name}`;
    const args = 'args' in field ? field.args.map((arg) => ({ path: `${path}(${arg.name})`, description: arg.description })) : [];
    return [{ path, description: field.description }, ...args];
  });
  return [own, ...fields];
}

const hasAccess = (
  node: { readonly directives?: readonly { readonly name: { readonly value: string } }[] } | null | undefined,
): boolean => node?.directives?.some((directive) => directive.name.value === 'access') ?? false;

describe('schema.graphql', () => {
  test('says of every type, field, argument and value what it is', () => {
    // Query and Mutation are the entrances themselves.
    const silent = types
      .flatMap(namesOf)
      .filter(({ path, description }) => !description?.trim() && !['Query', 'Mutation', 'Subscription'].includes(path));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('has no field without a rule who may read it', () => {
    const open = types.flatMap((type) => {
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      if (hasAccess(type.astNode)) return [];
      return Object.values(type.getFields()).flatMap((field) => (hasAccess(field.astNode) ? [] : [`${type.name}.${field.name}`]));
    });
    expect(open).toEqual([]);
  });

  test('writes enum values in capitals', () => {
    const values = types.flatMap((type) => (isEnumType(type) ? type.getValues().map(({ name }) => name) : []));
    expect(values.filter((name) => !/^[A-Z][A-Z0-9_]*$/.test(name))).toEqual([]);
  });

  test('breaks nothing that was released', async () => {
    expect((await breakingChanges()) ?? []).toEqual([]);
  });
});

describe('the compatibility check', () => {
  const released = 'type Query { "a" name(first: Int): String size: Int! }';

  test.each([
    ['a removed field', 'type Query { name(first: Int): String }'],
    ['a field that may suddenly be null', 'type Query { name(first: Int): String size: Int }'],
    ['a new required argument', 'type Query { name(first: Int, of: ID!): String size: Int! }'],
    ['another type', 'type Query { name(first: Int): Int size: Int! }'],
  ])('finds %s', async (_, current) => {
    expect(await breakingChanges(released, current)).toHaveLength(1);
  });

  test('lets additions pass', async () => {
    expect(await breakingChanges(released, 'type Query { name(first: Int, of: ID): String size: Int! more: Int }')).toEqual([]);
  });
});
