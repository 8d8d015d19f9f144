import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';
import { badInput, refusal } from '../errors.ts';
import { costLimit, type LargestArguments, priceOf } from '../limits/cost.ts';
import { documentFault, tokenLimit } from '../limits/plugin.ts';
import { valueFault } from '../limits/text.ts';
import { type BulkColumn, columnsOf } from './columns.ts';

/** What is to be exported. */
export interface BulkOrder {
  /** One query whose root is one list `customers { nodes { … } }`. */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** How an order is walked: the same rows whatever the size of a page. */
export interface BulkPlan {
  /** Answers a page: its root field is `list`, with `nodes` and `pageInfo`. */
  readonly page: string;
  /** Answers how many rows there are: `list { totalCount }`. */
  readonly count: string;
  /** The variable of `page` that holds the cursor. */
  readonly after: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly columns: readonly BulkColumn[];
  /** What was asked for, checked against the schema. */
  readonly document: DocumentNode;
}

/** Guests of one page: the most that the API gives; fewer where each has to be computed, so that others are answered in between. */
const pageSize = 100;
const computedPageSize = 25;
/** What a guest costs whose fields are all on record. */
const plainCost = 1;

const form = 'write query { customers(filter: …) { nodes { id … } } }, without first and after: all of them are walked';

/**
 * How a query over all customers is walked.
 * @throws GraphQLError BAD_USER_INPUT for a document that is none, QUERY_TOO_EXPENSIVE when one customer alone costs too much.
 */
export function planBulk(schema: GraphQLSchema, largest: LargestArguments, { query, variables }: BulkOrder): BulkPlan {
  const document = checkedDocument(schema, query);
  const operation = onlyOperation(document);
  const list = onlyList(operation);
  assertVariables(schema, operation, variables);
  const set = nodeSelection(list);
  const after = freeName(operation, 'after');
  const pages = (size: number) => pageDocument(document, operation, list, { after, size, set });
  const one = costOf(schema, largest, pages(1), variables);
  if (one > costLimit) {
    const message = `Each customer of the query may cost at most ${costLimit} points, got ${one}; ask for less of each`;
    throw refusal('QUERY_TOO_EXPENSIVE', message, { cost: one, limit: costLimit });
  }
  const size = one <= plainCost ? pageSize : Math.min(computedPageSize, Math.floor(costLimit / one));
  const customer = schema.getType('Customer');
  if (!isObjectType(customer)) throw new Error('expected a type Customer in the schema, got none');
  return {
    page: print(pages(size)),
    count: print(countDocument(operation, list)),
    after,
    variables,
    columns: columnsOf(schema, document, customer, set),
    document,
  };
}

function checkedDocument(schema: GraphQLSchema, query: string): DocumentNode {
  const fault = documentFault(query);
  if (fault !== null) throw badInput(`query: ${fault}`);
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: tokenLimit });
  } catch (error) {
    if (error instanceof GraphQLError) throw badInput(`query: ${error.message}`);
    throw error;
  }
  const [wrong] = validate(schema, document, undefined, { maxErrors: 1 });
  if (wrong !== undefined) throw badInput(`query: ${wrong.message}`);
  return document;
}

function onlyOperation({ definitions }: DocumentNode): OperationDefinitionNode {
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1)
    throw badInput(`query: expected one operation, got ${operations.length}; ${form}`);
  if (operation.operation !== 'query') throw badInput(`query: expected a query, got a ${operation.operation}; ${form}`);
  return operation;
}

function onlyList({ selectionSet }: OperationDefinitionNode): FieldNode {
  const [root] = selectionSet.selections;
  const isList = root?.kind === Kind.FIELD && root.name.value === 'customers' && (root.directives ?? []).length === 0;
  if (isList && selectionSet.selections.length === 1) return root;
  const names = selectionSet.selections.map((node) => (node.kind === Kind.FIELD ? node.name.value : 'a fragment'));
  throw badInput(`query: expected one root field, customers, got ${names.join(', ').slice(0, 200)}; ${form}`);
}

function assertVariables(schema: GraphQLSchema, operation: OperationDefinitionNode, variables: BulkOrder['variables']): void {
  const fault = valueFault(variables);
  if (fault !== null) throw badInput(`variables: ${fault}`);
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 });
  if (errors?.[0] !== undefined) throw badInput(`variables: ${errors[0].message}`);
}

/** What is asked of each customer; pages and totals are the walk's own matter. */
function nodeSelection(list: FieldNode): SelectionSetNode {
  const found: SelectionSetNode[] = [];
  for (const node of fieldsIn(list, 'customers')) {
    if (node.name.value === 'nodes' && node.selectionSet !== undefined) found.push(node.selectionSet);
    if (node.name.value !== 'edges') continue;
    const edges = fieldsIn(node, 'edges').filter(({ name }) => name.value === 'node');
    found.push(...edges.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet])));
  }
  const [set] = found;
  if (set !== undefined && found.length === 1) return set;
  throw badInput(
    `query: expected the fields of each customer once, in nodes or in edges, got them ${found.length} times; ${form}`,
  );
}

function fieldsIn({ selectionSet }: FieldNode, name: string): FieldNode[] {
  return (selectionSet?.selections ?? []).map((node) => {
    if (node.kind === Kind.FIELD) return node;
    throw badInput(`query: expected fields directly below ${name}, got a fragment; use fragments below nodes; ${form}`);
  });
}

function freeName({ variableDefinitions = [] }: OperationDefinitionNode, wanted: string): string {
  const taken = variableDefinitions.map(({ variable }) => variable.name.value);
  let name = wanted;
  while (taken.includes(name)) name = `${name}_`;
  return name;
}

const named = (value: string) => ({ kind: Kind.NAME, value }) as const;
const field = (name: string, below?: readonly FieldNode[]): FieldNode => ({
  kind: Kind.FIELD,
  name: named(name),
  ...(below === undefined ? {} : { selectionSet: { kind: Kind.SELECTION_SET, selections: below } }),
});

const ofPages: readonly string[] = ['first', 'last', 'after', 'before'];

function listField(
  { arguments: given = [] }: FieldNode,
  page: FieldNode['arguments'],
  selections: readonly FieldNode[],
): FieldNode {
  return {
    ...field('customers', selections),
    alias: named('list'),
    arguments: [...given.filter(({ name }) => !ofPages.includes(name.value)), ...(page ?? [])],
  };
}

interface PageWish {
  readonly after: string;
  readonly size: number;
  readonly set: SelectionSetNode;
}

function pageDocument(document: DocumentNode, operation: OperationDefinitionNode, list: FieldNode, wish: PageWish): DocumentNode {
  const { after, size, set } = wish;
  const variable = { kind: Kind.VARIABLE, name: named(after) } as const;
  const nodes: FieldNode = { ...field('nodes'), selectionSet: set };
  const selections = [nodes, field('pageInfo', [field('hasNextPage'), field('endCursor')])];
  const page = [
    { kind: Kind.ARGUMENT, name: named('first'), value: { kind: Kind.INT, value: String(size) } },
    { kind: Kind.ARGUMENT, name: named('after'), value: variable },
  ] as const;
  const own = {
    kind: Kind.VARIABLE_DEFINITION,
    variable,
    type: { kind: Kind.NAMED_TYPE, name: named('String') },
  } as const;
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return used(operation, listField(list, page, selections), fragments, [own]);
}

function countDocument(operation: OperationDefinitionNode, list: FieldNode): DocumentNode {
  const one = { kind: Kind.ARGUMENT, name: named('first'), value: { kind: Kind.INT, value: '1' } } as const;
  return used(operation, listField(list, [one], [field('totalCount')]), [], []);
}

/** A document of one list with those of the variables that it uses. */
function used(
  operation: OperationDefinitionNode,
  list: FieldNode,
  fragments: DocumentNode['definitions'],
  own: NonNullable<OperationDefinitionNode['variableDefinitions']>,
): DocumentNode {
  const body: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: operation.operation,
    name: operation.name ?? named('BulkExport'),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [list] },
  };
  const names = new Set<string>();
  visit({ kind: Kind.DOCUMENT, definitions: [body, ...fragments] }, { Variable: ({ name }) => void names.add(name.value) });
  const theirs = (operation.variableDefinitions ?? []).filter(({ variable }) => names.has(variable.name.value));
  return { kind: Kind.DOCUMENT, definitions: [{ ...body, variableDefinitions: [...own, ...theirs] }, ...fragments] };
}

function costOf(
  schema: GraphQLSchema,
  largest: LargestArguments,
  document: DocumentNode,
  variables: BulkOrder['variables'],
): number {
  return priceOf(schema, document, onlyOperation(document), largest)(variables);
}
