import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { permissionNeeded } from '../../graphql/policy.ts';

/** A field of an object as REST answers it. */
export interface RestField {
  readonly field: GraphQLField<unknown, unknown>;
  /** Left out for who may not read contact data. */
  readonly contact: boolean;
}

/** Objects that have addresses of their own, pages that need arguments, and what is shown only on purpose. */
const elsewhere: ReadonlySet<string> = new Set(['Customer.enhancedProfile', 'Customer.healthScore', 'Customer.dietary']);
/** Of these only what says which one it is. */
const onlyNamed: ReadonlyMap<string, readonly string[]> = new Map([['Segment', ['id', 'name']]]);

/**
 * The fields of a type that REST answers: every one that can be asked for without arguments and that whoever reads customers may read;
 * contact data for those who may.
 */
export function restFields(type: GraphQLObjectType): readonly RestField[] {
  const named = onlyNamed.get(type.name);
  return Object.values(type.getFields()).flatMap((field) => {
    const coordinate = `${type.name}.${field.name}`;
    const needed = permissionNeeded(type, field);
    const contact = needed === 'READ_CONTACT';
    const readable = contact || needed === 'READ_CUSTOMERS' || needed === 'SIGNED_IN';
    const pages = getNamedType(field.type).name.endsWith('Connection');
    const asks = field.args.some((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined);
    if (!readable || pages || asks || elsewhere.has(coordinate)) return [];
    return named === undefined || named.includes(field.name) ? [{ field, contact }] : [];
  });
}

/** Arguments of fields that come from the address. */
const fromAddress: ReadonlyMap<string, string> = new Map([
  ['CustomerHealthScore.predictionModels', 'horizonDays: Int'],
  ['CustomerHealthScore.healthHistory', 'last: Int = 90'],
]);

/** A selection and the variables that it needs, such as `$last: Int = 90`. */
export interface RestSelection {
  readonly text: string;
  readonly variables: ReadonlySet<string>;
}

/** The field of a type with everything below it. @throws Error for a type that holds itself: it has no end. */
export function fieldSelection(
  type: GraphQLObjectType,
  { field, contact }: RestField,
  above: readonly string[] = [],
): RestSelection {
  const variables = new Set<string>();
  const argument = fromAddress.get(`${type.name}.${field.name}`);
  const name = argument?.split(':', 1)[0] ?? '';
  if (argument !== undefined) variables.add(`$${argument}`);
  if (contact) variables.add('$contact: Boolean!');
  const below = getNamedType(field.type);
  const rest = isLeafType(below) || !isObjectType(below) ? null : objectSelection(below, [...above, type.name]);
  for (const variable of rest?.variables ?? []) variables.add(variable);
  const given = argument === undefined ? '' : `(${name}: $${name})`;
  const text = [`${field.name}${given}`, ...(contact ? ['@include(if: $contact)'] : []), ...(rest === null ? [] : [rest.text])];
  return { text: text.join(' '), variables };
}

/** Everything of an object that REST answers. */
export function objectSelection(type: GraphQLObjectType, above: readonly string[] = []): RestSelection {
  if (above.includes(type.name)) {
    throw new Error(`expected types that end, got ${type.name} within itself; leave one of its fields out in rest/fields.ts`);
  }
  const parts = restFields(type).map((known) => fieldSelection(type, known, above));
  return {
    text: `{ ${parts.map(({ text }) => text).join(' ')} }`,
    variables: new Set(parts.flatMap(({ variables }) => [...variables])),
  };
}

/** An object type by name. @throws Error when the schema has none. */
export function objectType(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`expected the object type ${name} in schema.graphql, found none; mend rest/routes.ts`);
  return type;
}
