import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { z } from 'zod';

/**
 * An input object of the schema as tools describe theirs: the same names, types and descriptions. Where it holds itself, the inner one is
 * any object: its meaning is the same, and the door checks it as everything else.
 */
export function inputOf(schema: GraphQLSchema, name: string): z.ZodType<Readonly<Record<string, unknown>>> {
  const type = schema.getType(name);
  if (!isInputObjectType(type))
    throw new Error(`expected an input type ${name} in schema.graphql, got ${type}; rename one of the two`);
  return objectOf(type, []);
}

function objectOf(type: GraphQLInputObjectType, around: readonly string[]): z.ZodType<Readonly<Record<string, unknown>>> {
  if (around.includes(type.name)) return z.record(z.string(), z.unknown());
  const fields = Object.values(type.getFields()).map((field) => {
    const value = typeOf(field.type, [...around, type.name]);
    return [field.name, field.description ? value.describe(field.description) : value] as const;
  });
  return z.strictObject(Object.fromEntries(fields));
}

function typeOf(type: GraphQLInputType, around: readonly string[]): z.ZodType {
  return isNonNullType(type) ? givenOf(type.ofType, around) : givenOf(type, around).optional();
}

function givenOf(type: Exclude<GraphQLInputType, { readonly ofType: never }>, around: readonly string[]): z.ZodType {
  if (isNonNullType(type)) return givenOf(type.ofType, around);
  if (isListType(type)) return z.array(givenOf(type.ofType, around));
  if (isEnumType(type)) return z.enum(type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) return objectOf(type, around);
  return scalars[type.name] ?? z.string(); // ids, instants, days and amounts are text
}

const scalars: Readonly<Record<string, z.ZodType>> = { Int: z.int(), Float: z.number(), Boolean: z.boolean() };
