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
import { breakingChanges, deprecationFaults } from '../../scripts/schema-compatibility.mjs';

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

  test('gives every connection edges, nodes, pageInfo and totalCount', () => {
    const lacking = types.flatMap((type) => {
      if (!isObjectType(type) || !type.name.endsWith('Connection')) return [];
      const fields = type.getFields();
      return ['edges', 'nodes', 'pageInfo', 'totalCount'].flatMap((name) => (name in fields ? [] : [`${type.name}.${name}`]));
    });
    expect(lacking).toEqual([]);
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
    expect(await breakingChanges()).toEqual([]);
  });

  test('says of everything deprecated what to use instead, and until when it stays', () => {
    expect(deprecationFaults()).toEqual([]);
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

  const reason = 'ask fullName instead; since 2026-12-01, removed after 2027-06-01';
  const old = `type Query { name: String @deprecated(reason: "${reason}") size(in: Unit): Int! }
    enum Unit { METRE MILE @deprecated(reason: "ask METRE instead; since 2026-12-01, removed after 2027-06-01") }`;

  test('keeps what is deprecated until its day is over, and no name that is not', async () => {
    const without = 'type Query { size(in: Unit): Int! } enum Unit { METRE }';
    expect(await breakingChanges(old, without, '2027-06-01')).toHaveLength(2);
    expect(await breakingChanges(old, without, '2027-06-02')).toEqual([]);
    expect(
      await breakingChanges(old, 'type Query { name: String size: Int! } enum Unit { METRE MILE }', '2030-01-01'),
    ).toHaveLength(1);
  });

  test('lets a type go with all that led to it', async () => {
    const led = `type Query { a: Int b: Part @deprecated(reason: "${reason}") } type Part { c: Int d: Part }`;
    expect(await breakingChanges(led, 'type Query { a: Int }', '2027-06-02')).toEqual([]);
    expect(await breakingChanges(led, 'type Query { a: Int }', '2027-05-31')).toHaveLength(2);
  });

  test.each([
    ['no days', 'ask fullName instead', 'expected the reason to read'],
    ['a day that is none', 'ask fullName instead; since 2026-13-01, removed after 2027-06-01', 'expected the reason to read'],
    [
      'too short a notice',
      'ask fullName instead; since 2026-12-01, removed after 2027-05-29',
      'at least 180 days until it is removed, got 179',
    ],
    [
      'an earlier end than promised',
      'ask fullName instead; since 2026-11-01, removed after 2027-05-31',
      'the promised 2027-06-01',
    ],
  ])('refuses a deprecation with %s', (_name, given, message) => {
    expect(deprecationFaults(old, old.replace(reason, given)).join()).toContain(message);
  });

  test('takes a deprecation that gives more time, is taken back, or is as it should be', () => {
    const later = 'ask fullName instead; since 2026-12-01, removed after 2028-06-01';
    expect(deprecationFaults(old, old.replace(reason, later))).toEqual([]);
    expect(deprecationFaults(old, old.replace(/ @deprecated\(reason: "[^"]*"\)/g, ''))).toEqual([]);
    expect(deprecationFaults(null, old)).toEqual([]);
  });
});
