import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { FormattedExecutionResult } from 'graphql';
import { instantAsOf } from '../engine/calendar.ts';
import { auditPlugin } from './auditing.ts';
import { type BulkOrder, type BulkPlan, planBulk } from './bulk/plan.ts';
import { compiledQueries } from './compiled.ts';
import { type Context, contextOf, type RequestFacts, type Serving } from './context.ts';
import { deprecationsPlugin } from './deprecations.ts';
import { formatError, isFault, unavailableRetrySeconds } from './errors.ts';
import { largestArguments } from './limits/largest.ts';
import { limitsPlugin, mayIntrospect, tokenLimit } from './limits/plugin.ts';
import { type KeptSubscriptions, openKeptSubscriptions } from './live/kept-subscription.ts';
import { openSubscriptions, type Subscriptions } from './live/subscribing.ts';
import { readingPlugin } from './reading.ts';
import { executableSchema } from './schema.ts';
import { openStraight, type Straight } from './straight.ts';
import { told } from './telling.ts';
import { hashesPlugin, trustedOnly } from './trusted-documents.ts';
import { usagePlugin } from './usage.ts';

/** GraphQL as the doors use it. */
export interface GraphqlDoor {
  /** For an HTTP integration; already started. */
  readonly apollo: ApolloServer<Context>;
  /** The answer to a question that was answered before; null: `apollo` has to answer. */
  readonly straight: Straight['answer'];
  /** One per request. */
  readonly contextOf: (request: RequestFacts) => Promise<Context>;
  /** Runs a document outside of HTTP under the same rules. */
  readonly run: (
    request: RequestFacts,
    document: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>>; readonly operationName?: string },
  ) => Promise<FormattedExecutionResult>;
  /** The same, with the headers that go with the answer. */
  readonly answer: (
    request: RequestFacts,
    document: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>>; readonly operationName?: string },
  ) => Promise<{ readonly result: FormattedExecutionResult; readonly headers: ReadonlyMap<string, string> }>;
  /** The instant that "as of" a text means by the venue's calendar, milliseconds since 1970. */
  readonly instantOf: (text: string, now: number) => number | 'UNREADABLE' | 'FUTURE';
  readonly subscriptions: Subscriptions;
  /** Those that webhooks keep. */
  readonly kept: KeptSubscriptions;
  /** How a query over all customers is walked. @throws GraphQLError for one that is none. */
  readonly planBulk: (order: BulkOrder) => BulkPlan;
}

/** Most errors of a validation: each quotes the document, so many make a large answer. */
const mostValidationErrors = 10;

/** Whether nothing at all could be answered because the database is away: balancers and clients are told to try again. */
function isUnavailable({ data, errors }: FormattedExecutionResult): boolean {
  const empty = data === null || data === undefined || Object.values(data).every((value) => value === null);
  return empty && errors?.some(({ extensions }) => extensions?.code === 'UNAVAILABLE') === true;
}

/** Tells faults with their request, whose id the answer names; nothing else of them is shown. */
function faultsPlugin({ onFault }: Serving): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue }) {
      const { requestId } = contextValue;
      return {
        async didEncounterErrors({ errors }) {
          for (const error of errors) if (isFault(error)) onFault({ requestId, error: error.originalError ?? error });
        },
        async willSendResponse({ response }) {
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          if (singleResult.errors === undefined) return;
          const hides = !mayIntrospect(contextValue);
          singleResult.errors = singleResult.errors.map((error) => told(error, requestId, hides));
          if (!isUnavailable(singleResult)) return;
          response.http.status = 503;
          response.http.headers.set('retry-after', String(unavailableRetrySeconds));
        },
      };
    },
    async unexpectedErrorProcessingRequest({ requestContext, error }) {
      onFault({ requestId: requestContext.contextValue.requestId, error });
    },
  };
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }; // faults are told by faultsPlugin, with their request

/** Builds the schema and starts GraphQL. @throws Error when schema and resolvers do not fit together. */
export async function openGraphql(serving: Serving, schema = executableSchema()): Promise<GraphqlDoor> {
  const largest = largestArguments(serving.settings.ENHANCED_PROFILE_BATCH_SIZE);
  const straight = openStraight(schema, serving, largest);
  const apollo = new ApolloServer<Context>({
    schema,
    plugins: [
      ApolloServerPluginCacheControlDisabled(), // it wraps every resolver: 40 % of a list's time
      ApolloServerPluginLandingPageDisabled(),
      hashesPlugin(),
      limitsPlugin(schema, largest),
      readingPlugin(serving),
      faultsPlugin(serving),
      ...(serving.audit === undefined ? [] : [auditPlugin()]),
      usagePlugin(schema, serving.onAnswered ?? (() => undefined), serving.settings.DEBUG_TRACK_PERFORMANCE === true),
      deprecationsPlugin(schema, serving.onDeprecated ?? (() => undefined)),
      compiledQueries(schema, straight.learn),
    ],
    introspection: true, // decided by role in limitsPlugin
    csrfPrevention: true,
    persistedQueries: { cache: trustedOnly(serving.documents ?? new Map()) },
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production', // no reporting, no development hints
    logger: silent,
    formatError,
    parseOptions: { maxTokens: tokenLimit },
    validationOptions: { maxErrors: mostValidationErrors },
    stringifyResult: (value) => JSON.stringify(value),
  });
  await apollo.start();
  const answer: GraphqlDoor['answer'] = async (request, document) => {
    const { body, http } = await apollo.executeOperation(
      { ...document, http: { method: 'POST', headers: new HeaderMap(), search: '', body: undefined } },
      { contextValue: await contextOf(serving, request) },
    );
    if (body.kind !== 'single') throw new Error('expected one answer, got parts; leave @defer and @stream out');
    return { result: body.singleResult, headers: http.headers };
  };
  return {
    apollo,
    straight: straight.answer,
    contextOf: (request) => contextOf(serving, request),
    subscriptions: openSubscriptions(schema, serving, largest),
    kept: openKeptSubscriptions(schema, serving, largest),
    answer,
    run: async (request, document) => (await answer(request, document)).result,
    planBulk: (order) => planBulk(schema, largest, order),
    instantOf: (text, now) => instantAsOf(text, serving.calendar, now),
  };
}
