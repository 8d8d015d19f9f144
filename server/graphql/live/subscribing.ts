import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { noteOperation } from '../auditing.ts';
import { type Context, contextOf, type RequestFacts, type Serving } from '../context.ts';
import { refusal } from '../errors.ts';
import { reachingNow } from '../key-reach.ts';
import { costLimit, type LargestArguments, priceOf } from '../limits/cost.ts';
import { documentFault, introspectionRefused, tokenLimit } from '../limits/plugin.ts';
import { costTold, isRefused, mostPoints, pay, rateLimited } from '../limits/rate.ts';
import { valueFault } from '../limits/text.ts';
import { positionNow } from '../reading.ts';
import { toldErrors } from '../telling.ts';
import type { Lagged, LiveItem } from './queue.ts';

export interface SentDocument {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/** Who listens: at first, and again at each event. */
export interface Listener extends RequestFacts {
  /** The same caller now; null: signed out, expired or revoked. */
  readonly again: () => Promise<RequestFacts | null>;
}

/** A document that may run. */
export interface Prepared {
  readonly document: DocumentNode;
  readonly kind: OperationTypeNode;
  /** Points of each answer of a subscription; other operations are priced where they run. */
  readonly price: number;
}

type Answer = FormattedExecutionResult;
export type Answers = AsyncIterableIterator<Answer>;

/** Subscriptions as the doors use them. */
export interface Subscriptions {
  /** Holds a document against every rule that a query over HTTP is held against. To listen, or to be refused, costs a point. */
  prepare(facts: RequestFacts, sent: SentDocument): Promise<Prepared | { readonly errors: NonNullable<Answer['errors']> }>;
  /** One answer per event, under the rights and from the budget that the listener has at that moment. */
  subscribe(listener: Listener, sent: SentDocument, prepared: Prepared): Promise<Answers>;
}

const mostValidationErrors = 10;

export function openSubscriptions(schema: GraphQLSchema, serving: Serving, largest: LargestArguments): Subscriptions {
  const told = (facts: RequestFacts, errors: readonly unknown[]) => toldErrors(serving, facts, errors);
  return {
    async prepare(facts, sent) {
      const found = prepared(schema, facts, sent, largest);
      const isRun = !('errors' in found) && found.kind !== OperationTypeNode.SUBSCRIPTION; // paid for where it runs
      const paid = isRun ? null : await pay(serving, facts, 0);
      if (isRefused(paid)) return { errors: told(facts, [rateLimited(paid)]) };
      return 'errors' in found ? { errors: told(facts, found.errors) } : found;
    },
    async subscribe(listener, sent, { document, price }) {
      const execution = {
        schema,
        document,
        variableValues: sent.variables ?? {},
        operationName: sent.operationName ?? null,
      };
      const contextValue = await contextOf(serving, listener);
      const source = await createSourceEventStream({ ...execution, contextValue });
      if (!(Symbol.asyncIterator in source)) {
        noteOperation(contextValue, execution.operationName, source.errors);
        return single({ errors: told(listener, source.errors ?? []) });
      }
      const events = source as AsyncIterableIterator<LiveItem | Lagged>;
      const answers = answered(events, listener, {
        told,
        pay: async (facts) => {
          const paid = await pay(serving, facts, price);
          if (isRefused(paid)) throw rateLimited(paid);
          return costTold(price, mostPoints(serving, facts), paid);
        },
        run: async (item, facts) => eventAnswer(item, await contextOf(serving, facts), execution, told),
        position: () => positionNow(serving),
      });
      return stoppable(answers, events);
    },
  };
}

/** Holds a document against every rule; errors as they are thrown. */
export function prepared(
  schema: GraphQLSchema,
  facts: RequestFacts,
  { query, variables, operationName }: SentDocument,
  largest: LargestArguments,
): Prepared | { readonly errors: readonly GraphQLError[] } {
  const bad = (message: string) => ({ errors: [refusal('BAD_USER_INPUT', message)] });
  if (typeof query !== 'string') return bad('Expected a query as text; send {"query": "subscription { … }"}');
  const fault = documentFault(query) ?? valueFault(variables ?? {});
  if (fault !== null) return bad(fault);
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: tokenLimit });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The document cannot be read';
    return { errors: [new GraphQLError(message, { extensions: { code: 'GRAPHQL_PARSE_FAILED' } })] };
  }
  const invalid = validate(schema, document, specifiedRules, { maxErrors: mostValidationErrors });
  if (invalid.length > 0) return { errors: invalid.map(asInvalid) };
  const operation = getOperationAST(document, operationName ?? null);
  if (operation === null || operation === undefined) return bad('Expected one operation, or operationName to name one of them');
  const kind = operation.operation;
  const misfit = misfitOf(schema, operation, variables ?? {});
  if (misfit !== null) return { errors: [misfit] };
  const price = kind === OperationTypeNode.SUBSCRIPTION ? priceOf(schema, document, operation, largest)(variables ?? {}) : 0;
  const refused = introspectionRefused(document, operation, facts) ?? tooDear(price);
  return refused === null ? { document, kind, price } : { errors: [refused] };
}

/** What is wrong with the variables of an operation; null: nothing. */
function misfitOf(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): GraphQLError | null {
  const [misfit] = getVariableValues(schema, variableDefinitions, given, { maxErrors: 1 }).errors ?? [];
  return misfit === undefined ? null : refusal('BAD_USER_INPUT', misfit.message);
}

function asInvalid(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, { nodes: error.nodes ?? null, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
}

/** What one answer of a subscription costs is bounded as what a query costs. */
function tooDear(cost: number): GraphQLError | null {
  const message = `The operation may cost at most ${costLimit} points, got ${cost}; ask for fewer at once`;
  return cost <= costLimit ? null : refusal('QUERY_TOO_EXPENSIVE', message, { cost, limit: costLimit });
}

export type Told = (facts: RequestFacts, errors: readonly unknown[]) => NonNullable<Answer['errors']>;

interface Answering {
  readonly told: Told;
  /** Takes the price of an answer. @returns what the answer says of it. @throws GraphQLError RATE_LIMITED */
  readonly pay: (facts: RequestFacts) => Promise<unknown>;
  readonly run: (item: LiveItem, facts: RequestFacts) => Promise<Answer | null>;
  /** What a listener who asks further has to send to see what it was told; null: nothing. */
  readonly position: () => Promise<string | null>;
}

async function* answered(
  events: AsyncIterable<LiveItem | Lagged>,
  listener: Listener,
  { told, pay: charge, run, position }: Answering,
): AsyncGenerator<Answer> {
  let cursor: string | null = null;
  const failed = (error: unknown): Answer => ({
    errors: told(listener, [error]),
    ...(cursor === null ? {} : { extensions: { cursor } }),
  });
  for await (const item of events) {
    if ('lagged' in item) {
      const message = 'This connection reads too slowly; subscribe again with the cursor as "after"';
      yield {
        errors: told(listener, [refusal('SUBSCRIPTION_LAGGED', message, { cursor: item.cursor })]),
        extensions: { cursor: item.cursor },
      };
      return;
    }
    try {
      const facts = await listener.again();
      if (facts === null) {
        yield failed(refusal('UNAUTHENTICATED', 'You are signed out; sign in again and go on from the cursor'));
        return;
      }
      const cost = await charge(facts);
      const answer = await run(item, facts);
      cursor = item.cursor;
      if (answer === null) continue;
      const seen = await position();
      yield { ...answer, extensions: { cursor, cost, ...(seen === null ? {} : { position: seen }) } };
    } catch (error) {
      yield failed(error);
      return;
    }
  }
}

export interface Execution {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

/** Null: the guest was removed or is out of reach by now. */
export async function eventAnswer(item: LiveItem, asked: Context, execution: Execution, told: Told): Promise<Answer | null> {
  const context = await reachingNow(asked, item.event.customerId);
  if (context === null || (await context.loaders.guests.load(item.event.customerId)) === null) return null;
  const { data, errors } = await execute({ ...execution, rootValue: item, contextValue: context });
  noteOperation(context, execution.operationName, errors);
  return {
    ...(data === undefined ? {} : { data: data as Record<string, unknown> | null }),
    ...(errors === undefined ? {} : { errors: told(context, errors) }),
  };
}

async function* single(answer: Answer): AsyncGenerator<Answer> {
  yield answer;
}

/** A generator that waits cannot be told to stop: its source can. */
function stoppable(answers: AsyncGenerator<Answer>, events: AsyncIterableIterator<unknown>): Answers {
  return {
    next: () => answers.next(),
    return: async () => {
      await events.return?.();
      return await answers.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
