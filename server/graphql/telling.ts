import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { RequestFacts, Serving } from './context.ts';
import { formatError, isFault } from './errors.ts';
import { mayIntrospect } from './limits/plugin.ts';

/** An error as this caller sees it: a fault of ours names the request, and who may not read the schema gets no hints at its names. */
export function told(error: GraphQLFormattedError, requestId: string, hides: boolean): GraphQLFormattedError {
  if (error.extensions?.code === 'INTERNAL_SERVER_ERROR') return { ...error, extensions: { ...error.extensions, requestId } };
  return hides ? { ...error, message: error.message.replace(/ ?Did you mean .*$/s, '') } : error;
}

/** Errors that did not pass through Apollo, as this caller sees them; faults among them are reported. */
export function toldErrors(serving: Serving, facts: RequestFacts, errors: readonly unknown[]): GraphQLFormattedError[] {
  const hides = !mayIntrospect(facts);
  return errors.map((error) => {
    const shaped = error instanceof GraphQLError ? error : new GraphQLError('A fault', { originalError: asError(error) });
    if (isFault(shaped)) serving.onFault({ requestId: facts.requestId, error: shaped.originalError ?? shaped });
    return told(formatError(shaped.toJSON(), shaped), facts.requestId, hides);
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
