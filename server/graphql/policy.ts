import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import type { Permission } from '../access/roles.ts';
import { mayDo } from '../access/viewer.ts';
import type { Context } from './context.ts';
import { directiveOf } from './directives.ts';
import { refusal } from './errors.ts';

/**
 * What these need was already asked at the root: whoever may not read customers gets none. Every other permission is asked at each field.
 */
const askedAtTheRoot: ReadonlySet<Permission> = new Set(['SIGNED_IN', 'READ_CUSTOMERS']);

/** The permission that a field needs: its own rule, else its type's. Null: it has neither and is refused to everybody. */
export function permissionNeeded(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Permission | null {
  const rule = directiveOf(field.astNode, 'access') ?? directiveOf(type.astNode, 'access');
  return (rule?.needs as Permission | undefined) ?? null;
}

/** Every `Type.field` of the schema with the permission that it needs. */
export function policyOf(schema: GraphQLSchema): ReadonlyMap<string, Permission | null> {
  const policy = new Map<string, Permission | null>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      policy.set(`${type.name}.${field.name}`, permissionNeeded(type as GraphQLObjectType, field));
    }
  }
  return policy;
}

/** Puts a guard before every field that needs one: refused fields are null with error FORBIDDEN and their resolver never runs. */
export function guard(schema: GraphQLSchema): void {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const needed = permissionNeeded(type, field);
      if (needed !== null && askedAtTheRoot.has(needed) && !roots.has(type)) continue;
      field.resolve = guarded(`${type.name}.${field.name}`, needed, field.resolve ?? defaultFieldResolver);
      if (field.subscribe !== undefined) field.subscribe = guarded(`${type.name}.${field.name}`, needed, field.subscribe);
    }
  }
}

function guarded(
  coordinate: string,
  needed: Permission | null,
  resolve: GraphQLFieldResolver<unknown, Context>,
): GraphQLFieldResolver<unknown, Context> {
  return (parent, args, context, info) => {
    if (needed === null || !mayDo(context.viewer, needed)) {
      throw refusal('FORBIDDEN', `${coordinate} is not for your role (${context.viewer.role}); ask an administrator`);
    }
    return resolve(parent, args as Record<string, unknown>, context, info);
  };
}
