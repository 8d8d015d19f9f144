import {
  defaultFieldResolver,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import type { Context, GraphqlSettings } from './context.ts';
import { directiveOf } from './directives.ts';
import { featureDisabled } from './errors.ts';
import type { Feature } from './types.generated.ts';

export const features: readonly Feature[] = [
  'ENHANCED_PROFILES',
  'HEALTH_SCORING',
  'PREDICTIVE_ANALYTICS',
  'REAL_TIME_ALERTS',
  'BATCH_PROCESSING',
];

/** The features that are switched on. */
export function featuresOn(settings: GraphqlSettings): Feature[] {
  return features.filter((feature) => settings[`FEATURE_${feature}`]);
}

function featureOf(node: Parameters<typeof directiveOf>[0]): readonly Feature[] {
  const name = directiveOf(node, 'feature')?.name as Feature | undefined;
  return name === undefined ? [] : [name];
}

/** What a field needs to be switched on: what it says itself, and what the type that it answers says. */
export function featuresNeeded(field: {
  readonly astNode?: Parameters<typeof directiveOf>[0];
  readonly type: Parameters<typeof getNamedType>[0];
}): readonly Feature[] {
  const answered = getNamedType(field.type) as GraphQLNamedType;
  return [...new Set([...featureOf(answered.astNode), ...featureOf(field.astNode)])];
}

/** Puts a guard before every field of a feature: while that is switched off, its resolver never runs. */
export function guardFeatures(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const needed = featuresNeeded(field);
      if (needed.length === 0) continue;
      const { resolve = defaultFieldResolver, subscribe } = field;
      field.resolve = (parent, args, context: Context, info) => {
        requireFeatures(context, needed);
        return resolve(parent, args, context, info);
      };
      if (subscribe === undefined) continue;
      field.subscribe = (parent, args, context: Context, info) => {
        requireFeatures(context, needed);
        return subscribe(parent, args, context, info);
      };
    }
  }
}

/** @throws GraphQLError FEATURE_DISABLED when one of these is switched off. */
function requireFeatures({ serving }: Context, needed: readonly Feature[]): void {
  for (const feature of needed) if (!serving.settings[`FEATURE_${feature}`]) throw featureDisabled(`FEATURE_${feature}`);
}
