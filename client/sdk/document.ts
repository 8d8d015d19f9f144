/** A document with the types of its variables and its answer, as graphql-codegen makes them: a string of its own kind, or a parsed document. */
export interface TypedDocument<Result, Variables> {
  readonly __apiType?: (variables: Variables) => Result;
}

/** A node of a parsed document, as far as it is written out. */
interface Node {
  readonly kind: string;
  readonly [key: string]: unknown;
}

const all = (nodes: unknown, between: string): string =>
  ((nodes as readonly Node[] | undefined) ?? []).map(written).join(between);
const one = (node: unknown): string => (node === undefined ? '' : written(node as Node));
const wrapped = (open: string, text: string, close: string): string => (text === '' ? '' : `${open}${text}${close}`);

const writers: Readonly<Record<string, (node: Node) => string>> = {
  Name: ({ value }) => String(value),
  Document: ({ definitions }) => all(definitions, '\n'),
  OperationDefinition: ({ operation, name, variableDefinitions, directives, selectionSet }) =>
    `${operation} ${one(name)}${wrapped('(', all(variableDefinitions, ', '), ')')} ${all(directives, ' ')} ${one(selectionSet)}`,
  VariableDefinition: ({ variable, type, defaultValue, directives }) =>
    `${one(variable)}: ${one(type)}${wrapped(' = ', one(defaultValue), '')} ${all(directives, ' ')}`,
  Variable: ({ name }) => `$${one(name)}`,
  SelectionSet: ({ selections }) => `{ ${all(selections, ' ')} }`,
  Field: ({ alias, name, arguments: args, directives, selectionSet }) =>
    `${wrapped('', one(alias), ': ')}${one(name)}${wrapped('(', all(args, ', '), ')')} ${all(directives, ' ')} ${one(selectionSet)}`,
  Argument: ({ name, value }) => `${one(name)}: ${one(value)}`,
  FragmentSpread: ({ name, directives }) => `...${one(name)} ${all(directives, ' ')}`,
  InlineFragment: ({ typeCondition, directives, selectionSet }) =>
    `... ${wrapped('on ', one(typeCondition), ' ')}${all(directives, ' ')} ${one(selectionSet)}`,
  FragmentDefinition: ({ name, typeCondition, directives, selectionSet }) =>
    `fragment ${one(name)} on ${one(typeCondition)} ${all(directives, ' ')} ${one(selectionSet)}`,
  Directive: ({ name, arguments: args }) => `@${one(name)}${wrapped('(', all(args, ', '), ')')}`,
  NamedType: ({ name }) => one(name),
  ListType: ({ type }) => `[${one(type)}]`,
  NonNullType: ({ type }) => `${one(type)}!`,
  StringValue: ({ value }) => JSON.stringify(value),
  BooleanValue: ({ value }) => String(value),
  IntValue: ({ value }) => String(value),
  FloatValue: ({ value }) => String(value),
  EnumValue: ({ value }) => String(value),
  NullValue: () => 'null',
  ListValue: ({ values }) => `[${all(values, ', ')}]`,
  ObjectValue: ({ fields }) => `{${all(fields, ', ')}}`,
  ObjectField: ({ name, value }) => `${one(name)}: ${one(value)}`,
};

function written(node: Node): string {
  const write = writers[node.kind];
  if (write === undefined)
    throw new TypeError(`expected a document that can be executed, got a ${node.kind} in it; leave it out`);
  return write(node);
}

/** The text of a document in any of its forms. @throws TypeError when it is none. */
export function textOf(document: unknown): string {
  if (typeof document === 'string' || document instanceof String) return String(document);
  if (typeof document === 'object' && document !== null && 'kind' in document) return written(document as Node);
  throw new TypeError(`expected a GraphQL document (text, or what graphql-codegen made of it), got ${typeof document}`);
}

/** What the operation of a document does; a document with several counts as the one that changes most. */
export function kindOf(text: string): 'query' | 'mutation' | 'subscription' {
  let bare = text.replace(/"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g, ' ');
  for (let before = ''; before !== bare; ) {
    before = bare;
    bare = bare.replace(/\{[^{}]*\}|\([^()]*\)/g, ' ');
  }
  const found = new Set([...bare.matchAll(/(?:^|\s)(mutation|subscription)\b/g)].map(([, kind]) => kind));
  return found.has('mutation') ? 'mutation' : found.has('subscription') ? 'subscription' : 'query';
}

/** Whether sending the same twice does no more than sending it once: a query, or a change with an idempotency key. */
export function isRepeatable(text: string, variables: Readonly<Record<string, unknown>>): boolean {
  const kind = kindOf(text);
  if (kind === 'query') return true;
  const key = variables.idempotencyKey;
  return kind === 'mutation' && typeof key === 'string' && key !== '' && /\bidempotencyKey\s*:\s*\$idempotencyKey\b/.test(text);
}
