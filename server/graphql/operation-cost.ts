import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql';
import type { Context } from './context.ts';
import { costLimit, costParts } from './limits/cost.ts';
import { largestArguments } from './limits/largest.ts';
import { documentFault, tokenLimit } from './limits/plugin.ts';
import { valueFault } from './limits/text.ts';
import type { OperationCost, QueryCostArgs } from './types.generated.ts';

/** Parts that are told, the largest ones. */
const mostParts = 10;
const longestProblem = 500;

/** What an operation would cost; nothing of it runs. What is wrong with it is told instead of a price. */
export function operationCost({ serving }: Context, schema: GraphQLSchema, args: QueryCostArgs): OperationCost {
  try {
    const document = validDocument(schema, args.document);
    const operation = getOperationAST(document, args.operationName ?? null);
    if (!operation)
      throw new GraphQLError('Expected the name of one operation of the document, got another; name it in operationName');
    const largest = largestArguments(serving.settings.ENHANCED_PROFILE_BATCH_SIZE);
    const parts = costParts(schema, document, operation, largest)(variablesOf(args.variables ?? '{}'));
    const requested = parts.reduce((total, { points }) => total + points, 0);
    const remaining = Math.max(0, costLimit - requested);
    const isAllowed = requested <= costLimit;
    return { requested, limit: costLimit, remaining, isAllowed, parts: parts.slice(0, mostParts), problem: null };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const problem = error.message.slice(0, longestProblem);
    return { requested: null, limit: costLimit, remaining: null, isAllowed: false, parts: [], problem };
  }
}

/** @throws GraphQLError that says what is wrong with it. */
export function validDocument(schema: GraphQLSchema, text: string): DocumentNode {
  const fault = documentFault(text);
  if (fault !== null) throw new GraphQLError(fault);
  const document = parse(text, { noLocation: true, maxTokens: tokenLimit });
  const [wrong] = validate(schema, document, undefined, { maxErrors: 1 });
  if (wrong !== undefined) throw wrong;
  return document;
}

/** @throws GraphQLError unless it is the text of a JSON object. */
export function variablesOf(text: string): Readonly<Record<string, unknown>> {
  const value = text.trim() === '' ? {} : parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new GraphQLError('variables: expected the text of a JSON object, got something else; write them as {"name": value}');
  const fault = valueFault(value);
  if (fault !== null) throw new GraphQLError(fault);
  return value as Readonly<Record<string, unknown>>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
