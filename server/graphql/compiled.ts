import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFormattedError,
  GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  getVariableValues,
  isInputObjectType,
  type OperationDefinitionNode,
  OperationTypeNode,
  type TypeNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Context, Outcome } from './context.ts';
import { formatError } from './errors.ts';
import type { Compiled, Straight } from './straight.ts';

/** Uses of a document from which on it is compiled: compiling costs as much as answering some times. */
const compiledFrom = 2;

/** A document in use, and its operations by name as programs; null: it cannot be compiled. */
interface Known {
  uses: number;
  readonly programs: Map<string, CompiledQuery | null>;
}

/** Input types that hold themselves: graphql-jit would write their reader without end. */
function endlessTypes(schema: GraphQLSchema): ReadonlySet<string> {
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
  const within = (name: string, seen: Set<string>): Set<string> => {
    const type = schema.getType(name);
    for (const field of isInputObjectType(type) ? Object.values(type.getFields()) : []) {
      const inner = getNamedType(field.type).name;
      if (!seen.has(inner)) within(inner, seen.add(inner));
    }
    return seen;
  };
  const holding = new Set(inputs.filter(({ name }) => within(name, new Set()).has(name)).map(({ name }) => name));
  return new Set(
    inputs
      .filter(({ name }) => holding.has(name) || [...within(name, new Set())].some((inner) => holding.has(inner)))
      .map(({ name }) => name),
  );
}

/** The schema as graphql-jit may see it: values of endless types were read before and pass as they are. */
function compilable(schema: GraphQLSchema, endless: ReadonlySet<string>): GraphQLSchema {
  const passing = new Map([...endless].map((name) => [name, new GraphQLScalarType({ name, parseValue: (value) => value })]));
  return Object.assign(Object.create(schema) as GraphQLSchema, {
    getType: (name: string) => passing.get(name) ?? schema.getType(name),
  });
}

function namedIn(type: TypeNode): string {
  return type.kind === 'NamedType' ? type.name.value : namedIn(type.type);
}

/**
 * The variables as a program takes them: those of endless types are read by graphql-js.
 * @returns null: they are wrong, which graphql-js says best.
 */
function variablesFor(
  schema: GraphQLSchema,
  endless: ReadonlySet<string>,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> | null {
  const theirs = variableDefinitions.filter(({ type }) => endless.has(namedIn(type)));
  if (theirs.length === 0) return given ?? {};
  const { coerced } = getVariableValues(schema, theirs, given ?? {}, { maxErrors: 1 });
  return coerced === undefined ? null : { ...given, ...coerced };
}

function programOf(schema: GraphQLSchema, document: DocumentNode, name: string): CompiledQuery | null {
  const compiled = compileQuery(schema, document, name);
  return isCompiledQuery(compiled) ? compiled : null;
}

/** @returns null: there are errors, which graphql-js says best. Where the database is away, trying again would only make the wait longer. */
function outcomeOf({ data, errors = [] }: ExecutionResult): Outcome | null {
  const formatted = errors.map((error): GraphQLFormattedError => {
    const { message, locations, path } = error;
    return formatError(
      { message, ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) },
      error,
    );
  });
  if (formatted.length > 0)
    return formatted.every(({ extensions }) => extensions?.code === 'UNAVAILABLE')
      ? { data: data ?? null, errors: formatted }
      : null;
  return data === null || data === undefined ? null : { data };
}

/** An answer that passes by graphql-js. */
function answerOf(singleResult: Outcome) {
  return { http: { headers: new HeaderMap() }, body: { kind: 'single' as const, singleResult } };
}

/**
 * Runs repeated queries as compiled programs (docs/decisions/0016-compiled-queries.md). Whatever answers with an error is run again by
 * graphql-js, whose errors are the ones that callers see: the facts of the request are remembered, so that this costs little. Mutations
 * never run here.
 */
export function compiledQueries(schema: GraphQLSchema, learn: Straight['learn'] = () => undefined): ApolloServerPlugin<Context> {
  const documents = new WeakMap<DocumentNode, Known>();
  const endless = endlessTypes(schema);
  const finite = compilable(schema, endless);
  const programFor = (document: DocumentNode, name: string): CompiledQuery | null => {
    const known = documents.get(document) ?? { uses: 0, programs: new Map<string, CompiledQuery | null>() };
    documents.set(document, known);
    known.uses += 1;
    if (known.uses < compiledFrom) return null;
    const program = known.programs.get(name);
    if (program !== undefined) return program;
    const compiled = programOf(finite, document, name);
    known.programs.set(name, compiled);
    return compiled;
  };
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, operation, operationName, request, contextValue }) {
          if (contextValue.outcome !== undefined) return answerOf(contextValue.outcome);
          // Of several operations none is named: graphql-js says so.
          if ((operation as OperationDefinitionNode | null | undefined)?.operation !== OperationTypeNode.QUERY) return null;
          const program = programFor(document, operationName ?? '');
          if (program === null) return null;
          const run: Compiled['run'] = async (context, given) => {
            const variables = variablesFor(schema, endless, operation, given);
            return variables === null ? null : outcomeOf(await program.query(undefined, context, variables));
          };
          const outcome = await run(contextValue, request.variables ?? {});
          if (outcome === null) return null;
          if (request.query !== undefined && outcome.errors === undefined)
            learn({ text: request.query, operationName: request.operationName ?? '', document, operation, run });
          return answerOf(outcome);
        },
      };
    },
  };
}
