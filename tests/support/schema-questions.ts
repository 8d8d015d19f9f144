import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** Questions that are made from the schema, so that no field or argument is forgotten when one is added. */

export type Kind = 'query' | 'mutation' | 'subscription';
export type Variables = Readonly<Record<string, unknown>>;

/** A root field with every argument as a variable. */
export interface RootQuestion {
  readonly kind: Kind;
  readonly field: GraphQLField<unknown, unknown>;
  /** Asks for `__typename`, or the value itself. */
  readonly document: string;
  /** A value of the right kind for each argument that must be given. */
  readonly variables: Variables;
}

/** What stands for a text, number or object in arguments, by the name of its argument or field; absent: by its type. */
export type Samples = Readonly<Record<string, unknown>>;

const byType: Samples = {
  ID: 'G01',
  String: 'word',
  Int: 3,
  Float: 0.5,
  Boolean: true,
  DateTime: '2026-03-01T00:00:00Z',
  Date: '2026-03-01',
  Decimal: '1.00',
};

function rootsOf(schema: GraphQLSchema): (readonly [Kind, GraphQLField<unknown, unknown>])[] {
  const kinds = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  return kinds.flatMap(([kind, type]) => Object.values(type?.getFields() ?? {}).map((field) => [kind, field] as const));
}

export function rootQuestions(schema: GraphQLSchema, samples: Samples = {}): RootQuestion[] {
  return rootsOf(schema).map(([kind, field]) => ({
    kind,
    field,
    document: documentOf(kind, field, isLeafType(getNamedType(field.type)) ? '' : '{ __typename }'),
    variables: needed(field.args, samples),
  }));
}

/** A document that asks a root field for this selection, each argument as the variable of its name. */
export function documentOf(kind: Kind, field: GraphQLField<unknown, unknown>, selection: string): string {
  const names = field.args.map(({ name, type }) => `$${name}: ${type}`);
  const given = field.args.map(({ name }) => `${name}: $${name}`);
  const inBrackets = (list: readonly string[]) => (list.length === 0 ? '' : `(${list.join(', ')})`);
  return `${kind} Asked${inBrackets(names)} { ${field.name}${inBrackets(given)} ${selection} }`;
}

function needed(parts: readonly (GraphQLArgument | GraphQLInputField)[], samples: Samples): Variables {
  const given = parts.filter(({ type, name }) => isNonNullType(type) || Object.hasOwn(samples, name));
  return Object.fromEntries(given.map(({ name, type }) => [name, sampleOf(type, name, samples)]));
}

/** A value of this type with nothing in it that could be left out. */
export function sampleOf(type: GraphQLInputType, name: string, samples: Samples): unknown {
  if (Object.hasOwn(samples, name)) return samples[name];
  const bare = getNullableType(type);
  if (isListType(bare)) return [sampleOf(bare.ofType, name, samples)];
  if (isEnumType(bare)) return bare.getValues()[0]?.name;
  if (isInputObjectType(bare)) return needed(Object.values(bare.getFields()), samples);
  return byType[getNamedType(bare).name];
}

/** A single value somewhere in the arguments of a root field. */
export interface Leaf {
  readonly path: readonly string[];
  readonly type: GraphQLNamedType;
  /** The variables with this value there, and whatever else has to be given. */
  readonly holding: (value: unknown) => Variables;
}

/** Every value that can be given, in objects as in arguments; objects that hold themselves are gone into once. */
export function leavesOf({ field, variables }: RootQuestion, samples: Samples): Leaf[] {
  return field.args.flatMap((argument) =>
    leavesIn(argument.type, argument.name, samples, [], []).map(({ path, type, holding }) => ({
      path,
      type,
      holding: (value) => ({ ...variables, [argument.name]: holding(value) }),
    })),
  );
}

interface Inner {
  readonly path: readonly string[];
  readonly type: GraphQLNamedType;
  readonly holding: (value: unknown) => unknown;
}

function leavesIn(
  type: GraphQLInputType,
  name: string,
  samples: Samples,
  above: readonly string[],
  path: readonly string[],
): Inner[] {
  const bare = getNullableType(type);
  if (isListType(bare))
    return leavesIn(bare.ofType, name, samples, above, path).map((leaf) => ({
      ...leaf,
      holding: (value) => [leaf.holding(value)],
    }));
  if (!isInputObjectType(bare)) return [{ path: [...path, name], type: getNamedType(bare), holding: (value) => value }];
  if (above.includes(bare.name)) return [];
  const parts = Object.values(bare.getFields());
  const base = needed(parts, samples);
  return parts.flatMap((part) =>
    leavesIn(part.type, part.name, samples, [...above, bare.name], [...path, name]).map((leaf) => ({
      ...leaf,
      holding: (value) => ({ ...base, [part.name]: leaf.holding(value) }),
    })),
  );
}

/** How a selection is made. */
export interface Choice {
  readonly samples?: Samples;
  /** Fields that are left out. */
  readonly skips?: (type: GraphQLObjectType | GraphQLInterfaceType, field: GraphQLField<unknown, unknown>) => boolean;
}

/** Everything below a type down to a depth, no type within itself; arguments that must be given, and the length of pages, by samples. */
export function selectionOf(type: GraphQLNamedType, depth: number, choice: Choice = {}, above: readonly string[] = []): string {
  if (!isObjectType(type) && !isInterfaceType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const below = getNamedType(field.type);
    if (above.includes(below.name) || below.name === type.name || (depth <= 1 && !isLeafType(below))) return [];
    if (choice.skips?.(type, field) === true) return [];
    const inner = selectionOf(below, depth - 1, choice, [...above, type.name]);
    return [`${field.name}${argumentsOf(field, choice.samples ?? {})} ${inner}`];
  });
  return `{ ${['__typename', ...fields].join(' ')} }`;
}

function argumentsOf({ args }: GraphQLField<unknown, unknown>, samples: Samples): string {
  const given = args.filter(({ name, type }) => isNonNullType(type) || ['first', 'reveal'].includes(name));
  const texts = given.map(({ name, type }) => `${name}: ${literalOf(type, sampleOf(type, name, samples))}`);
  return texts.length === 0 ? '' : `(${texts.join(', ')})`;
}

function literalOf(type: GraphQLInputType, value: unknown): string {
  const bare = getNullableType(type);
  if (isListType(bare)) return `[${(value as unknown[]).map((item) => literalOf(bare.ofType, item)).join(', ')}]`;
  if (isEnumType(bare)) return String(value);
  if (!isInputObjectType(bare)) return JSON.stringify(value);
  const fields = Object.entries(value as Variables).map(([name, inner]) => {
    const field = bare.getFields()[name];
    if (field === undefined) throw new Error(`expected a field ${bare.name}.${name}`);
    return `${name}: ${literalOf(field.type, inner)}`;
  });
  return `{ ${fields.join(', ')} }`;
}
