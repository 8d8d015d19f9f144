import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Context } from './context.ts';

/** Uses of a document from which on it is compiled: compiling costs as much as answering some times. */
const compiledFrom = 2;

/** A document in use, and its operations by name as programs; null: it cannot be compiled. */
interface Known {
  uses: number;
  readonly programs: Map<string, CompiledQuery | null>;
}

function programOf(schema: GraphQLSchema, document: DocumentNode, name: string): CompiledQuery | null {
  const compiled = compileQuery(schema, document, name);
  return isCompiledQuery(compiled) ? compiled : null;
}

/**
 * Runs repeated queries as compiled programs (docs/decisions/0016-compiled-queries.md). Whatever answers with an error is run again by
 * graphql-js, whose errors are the ones that callers see: the facts of the request are remembered, so that this costs little. Mutations
 * never run here.
 */
export function compiledQueries(schema: GraphQLSchema): ApolloServerPlugin<Context> {
  const documents = new WeakMap<DocumentNode, Known>();
  const programFor = (document: DocumentNode, name: string): CompiledQuery | null => {
    const known = documents.get(document) ?? { uses: 0, programs: new Map<string, CompiledQuery | null>() };
    documents.set(document, known);
    known.uses += 1;
    if (known.uses < compiledFrom) return null;
    const program = known.programs.get(name);
    if (program !== undefined) return program;
    const compiled = programOf(schema, document, name);
    known.programs.set(name, compiled);
    return compiled;
  };
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, operation, operationName, request, contextValue }) {
          if (operation.operation !== OperationTypeNode.QUERY) return null;
          const program = programFor(document, operationName ?? '');
          const result = await program?.query(undefined, contextValue, request.variables);
          if (result === undefined || result.errors !== undefined || result.data === undefined) return null;
          return {
            http: { headers: new HeaderMap() },
            body: { kind: 'single', singleResult: { data: result.data } },
          };
        },
      };
    },
  };
}
