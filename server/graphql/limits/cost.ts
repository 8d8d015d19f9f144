import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { directiveOf } from '../directives.ts';

/** Points that one operation may cost. A whole profile with health is about 20. */
export const costLimit = 5000;

type Variables = Readonly<Record<string, unknown>>;

/** How large the arguments named here (`first`, or `Type.field.first` for one field) may count: a request beyond is refused by its field, with a better message than its price. */
export type LargestArguments = Readonly<Record<string, number>>;

/** What one field adds to the price, with how often it is asked. */
export interface CostPart {
  /** Names of the answer from the root, with dots. */
  readonly path: string;
  readonly points: number;
  readonly times: number;
}

/** Where in the answer a price is being worked out, for who wants to know what it is made of. */
interface Trace {
  readonly path: string;
  readonly times: number;
  readonly note: (part: CostPart) => void;
}

/** What a selection costs once its variables are known. */
type Price = (variables: Variables, trace?: Trace) => number;

/** The size that an argument asks for: the number, or the length of the list. */
function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.length;
  return value === null || value === undefined ? 0 : 1;
}

/** @param absent the size when the argument is not given, in the document or by a variable. */
function sizeOfNode(node: ValueNode | undefined, operation: OperationDefinitionNode, absent: number): Price {
  if (node === undefined) return () => absent;
  if (node.kind === Kind.VARIABLE) {
    const name = node.name.value;
    const otherwise = sizeOfNode(defaultOf(name, operation), operation, absent);
    return (variables) => (variables[name] === undefined ? otherwise(variables) : sizeOf(variables[name]));
  }
  const size =
    node.kind === Kind.INT ? Number(node.value) : node.kind === Kind.LIST ? node.values.length : node.kind === Kind.NULL ? 0 : 1;
  return () => size;
}

/** Null: neither true nor false, which the operation is refused for when it runs. */
function answerOfNode(node: ValueNode | undefined, operation: OperationDefinitionNode): (variables: Variables) => boolean | null {
  if (node?.kind === Kind.BOOLEAN) return () => node.value;
  if (node?.kind !== Kind.VARIABLE) return () => null;
  const otherwise = answerOfNode(defaultOf(node.name.value, operation), operation);
  return (variables) => {
    const given = variables[node.name.value];
    if (given === undefined) return otherwise(variables);
    return typeof given === 'boolean' ? given : null;
  };
}

function defaultOf(name: string, operation: OperationDefinitionNode): ValueNode | undefined {
  return operation.variableDefinitions?.find((definition) => definition.variable.name.value === name)?.defaultValue;
}

class Pricing {
  readonly #schema: GraphQLSchema;
  readonly #operation: OperationDefinitionNode;
  readonly #largest: LargestArguments;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, largest: LargestArguments) {
    this.#schema = schema;
    this.#operation = operation;
    this.#largest = largest;
    const found = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(found.map((node) => [node.name.value, node]));
  }

  selection(set: SelectionSetNode | undefined, parent: GraphQLNamedType | undefined): Price {
    const prices = (set?.selections ?? []).map((selection) => this.#ifTaken(selection, this.#one(selection, parent)));
    const paid = prices.filter((price) => price !== free);
    return paid.length === 0 ? free : (variables, trace) => paid.reduce((total, price) => total + price(variables, trace), 0);
  }

  #one(selection: SelectionNode, parent: GraphQLNamedType | undefined): Price {
    if (selection.kind === Kind.FIELD) return this.#field(selection, parent);
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
    const type = fragment?.typeCondition === undefined ? parent : this.#schema.getType(fragment.typeCondition.name.value);
    return this.selection(fragment?.selectionSet, type);
  }

  /** What `@include` or `@skip` leaves out is never worked on. */
  #ifTaken(selection: SelectionNode, price: Price): Price {
    if (price === free) return free;
    return (selection.directives ?? []).reduce<Price>((taken, { name, arguments: given }) => {
      const unless = { include: false, skip: true }[name.value];
      const condition = given?.find((argument) => argument.name.value === 'if')?.value;
      if (unless === undefined || condition === undefined) return taken;
      const answer = answerOfNode(condition, this.#operation);
      return (variables, trace) => (answer(variables) === unless ? 0 : taken(variables, trace));
    }, price);
  }

  #field(node: FieldNode, parent: GraphQLNamedType | undefined): Price {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return free;
    const field = parent.getFields()[node.name.value];
    if (field === undefined) return free; // introspection
    const below = this.selection(node.selectionSet, getNamedType(field.type));
    const cost = directiveOf(field.astNode, 'cost');
    const name = node.alias?.value ?? node.name.value;
    if (cost === null) return below === free ? free : (variables, trace) => below(variables, under(trace, name, 1));
    const points = Number(cost.points ?? 1);
    const sizes = ((cost.each as readonly string[] | undefined) ?? []).map((size) => this.#size(node, parent, size));
    const together = Number(cost.together ?? 1);
    return (variables, trace) => {
      const times = sizes.length === 0 ? 1 : Math.ceil(Math.max(...sizes.map((size) => size(variables))) / together);
      const here = under(trace, name, times);
      here?.note({ path: here.path, points: points * here.times, times: here.times });
      return times * (points + below(variables, here));
    };
  }

  #size(node: FieldNode, parent: GraphQLObjectType | GraphQLInterfaceType, name: string): Price {
    const field = parent.getFields()[node.name.value];
    const fallback = sizeOf(field?.args.find((argument) => argument.name === name)?.defaultValue);
    const given = sizeOfNode(node.arguments?.find((argument) => argument.name.value === name)?.value, this.#operation, fallback);
    const largest = this.#largest[`${parent.name}.${node.name.value}.${name}`] ?? this.#largest[name] ?? Number.POSITIVE_INFINITY;
    return (variables) => Math.min(Math.max(given(variables), 0), largest);
  }
}

const free: Price = () => 0;

function under(trace: Trace | undefined, name: string, times: number): Trace | undefined {
  if (trace === undefined) return undefined;
  return { path: trace.path === '' ? name : `${trace.path}.${name}`, times: trace.times * times, note: trace.note };
}

/** The price of an operation of a valid document: worked out once, then asked with the variables of each request. */
export function priceOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  largest: LargestArguments,
): (variables: Variables) => number {
  const price = pricing(schema, document, operation, largest);
  return (variables) => price(variables);
}

/** What the price of an operation is made of, the largest part first; the points of all parts add up to it. */
export function costParts(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  largest: LargestArguments,
): (variables: Variables) => CostPart[] {
  const price = pricing(schema, document, operation, largest);
  return (variables) => {
    const parts: CostPart[] = [];
    price(variables, { path: '', times: 1, note: (part) => parts.push(part) });
    return parts.filter(({ points }) => points > 0).sort((a, b) => b.points - a.points);
  };
}

function pricing(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  largest: LargestArguments,
): Price {
  const root = schema.getRootType(operation.operation);
  return new Pricing(schema, document, operation, largest).selection(operation.selectionSet, root ?? undefined);
}
