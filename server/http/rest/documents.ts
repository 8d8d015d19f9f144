import { type GraphQLSchema, getNamedType } from 'graphql';
import { fieldSelection, objectSelection, objectType, type RestSelection, restFields } from './fields.ts';
import { operationOf, type RestBatch, type RestRoute } from './routes.ts';

/** A stored document: the text never changes, so that it is parsed, checked and compiled once. */
export interface StoredDocument {
  readonly query: string;
  readonly operationName: string;
  /** The names of its variables. */
  readonly variables: ReadonlySet<string>;
}

/** The name of the type that a field of Query answers. */
export function answeredType(schema: GraphQLSchema, root: string): string {
  const field = schema.getQueryType()?.getFields()[root];
  if (field === undefined) throw new Error(`expected Query.${root} in schema.graphql, found none; mend rest/routes.ts`);
  return getNamedType(field.type).name;
}

/** The document behind a route about one guest. */
export function routeDocument(schema: GraphQLSchema, route: RestRoute): StoredDocument {
  const type = objectType(schema, answeredType(schema, route.root));
  if (route.section === null) return stored(route, 'customerId', 'ID!', objectSelection(type));
  const known = restFields(type).find(({ field }) => field.name === route.section);
  if (known === undefined) throw new Error(`expected ${type.name}.${route.section} in schema.graphql, found none`);
  const { text, variables } = fieldSelection(type, known);
  return stored(route, 'customerId', 'ID!', { text: `{ ${text} }`, variables });
}

/** The document behind a batch. */
export function batchDocument(schema: GraphQLSchema, batch: RestBatch): StoredDocument {
  return stored(batch, 'customerIds', '[ID!]!', objectSelection(objectType(schema, answeredType(schema, batch.root))));
}

function stored(
  route: { readonly path: string; readonly root: string },
  key: string,
  keyType: string,
  { text, variables }: RestSelection,
): StoredDocument {
  const declared = [`$${key}: ${keyType}`, '$asOf: DateTime', ...variables];
  const operationName = operationOf(route);
  return {
    operationName,
    query: `query ${operationName}(${declared.join(', ')}) { ${route.root}(${key}: $${key}, asOf: $asOf) ${text} }`,
    variables: new Set(declared.map((variable) => variable.slice(1, variable.indexOf(':')))),
  };
}
