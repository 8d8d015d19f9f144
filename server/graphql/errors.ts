import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DatabaseUnavailable } from '../db/errors.ts';
import { PopulationUnavailable } from '../facts/population.ts';

/** The codes of our own; Apollo adds GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED and its kin. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'CUSTOMER_NOT_FOUND'
  | 'ALERT_NOT_FOUND'
  | 'SUBSCRIPTION_LAGGED'
  | 'PROFILE_UNAVAILABLE'
  | 'FEATURE_DISABLED'
  | 'RATE_LIMITED'
  | 'QUERY_TOO_EXPENSIVE'
  | 'BATCH_TOO_LARGE'
  | 'CONFLICT'
  | 'UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** An error that is meant for the caller: its message and details are shown as they are. */
export function refusal(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...details } });
}

export function badInput(message: string): GraphQLError {
  return refusal('BAD_USER_INPUT', message);
}

/** The same for an id that is unknown and for one that is out of the viewer's reach: nobody can tell which. */
export function customerNotFound(): GraphQLError {
  return refusal('CUSTOMER_NOT_FOUND', 'No such customer in your reach; look for the right id with customers(search: …)');
}

/** The same for an alert that is unknown and for one about a customer who is out of the viewer's reach. */
export function alertNotFound(): GraphQLError {
  return refusal('ALERT_NOT_FOUND', 'No such alert in your reach; take its id from healthAlerts');
}

export function featureDisabled(feature: string): GraphQLError {
  return refusal('FEATURE_DISABLED', `This feature is switched off; an administrator can set ${feature}=true`);
}

/** Codes whose message comes from the document or from us, never from the inside of the program. */
const shown: ReadonlySet<string> = new Set([
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'CUSTOMER_NOT_FOUND',
  'ALERT_NOT_FOUND',
  'SUBSCRIPTION_LAGGED',
  'PROFILE_UNAVAILABLE',
  'FEATURE_DISABLED',
  'RATE_LIMITED',
  'QUERY_TOO_EXPENSIVE',
  'BATCH_TOO_LARGE',
  'CONFLICT',
  'UNAVAILABLE',
]);

/** Longest message in an answer: a document's own words are quoted in validation errors and may be long. */
const longestMessage = 500;

/** When to ask again while the database is away. */
export const unavailableRetrySeconds = 5;

/** The error behind what graphql-js made of it. */
function originOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined ? originOf(error.originalError) : error;
}

function located(
  formatted: GraphQLFormattedError,
  message: string,
  extensions: Readonly<Record<string, unknown>>,
): GraphQLFormattedError {
  return {
    message,
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    extensions,
  };
}

/** Whether this error is a fault of the program: to be logged with its stack, never to be shown. */
export function isFault(error: unknown): boolean {
  const origin = originOf(error);
  if (origin instanceof DatabaseUnavailable || origin instanceof PopulationUnavailable) return false;
  if (!(error instanceof GraphQLError)) return true;
  const code = error.extensions.code;
  return error.originalError === undefined || origin instanceof GraphQLError
    ? false
    : typeof code !== 'string' || !shown.has(code);
}

/** What a caller sees of an error: our own messages as they are, everything else neutral. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const origin = originOf(error);
  if (origin instanceof DatabaseUnavailable) {
    const message = 'The database does not answer at the moment; try again in a few seconds';
    return located(formatted, message, { code: 'UNAVAILABLE', retryAfter: unavailableRetrySeconds });
  }
  if (origin instanceof PopulationUnavailable) {
    const message = 'Enhanced profile data unavailable; check data freshness, run `ecx score` and try again';
    return located(formatted, message, { code: 'PROFILE_UNAVAILABLE', retryAfter: origin.retryAfterSeconds });
  }
  const code = formatted.extensions?.code;
  if (typeof code !== 'string' || !shown.has(code)) {
    return located(formatted, 'Something went wrong on our side; it was logged under the request id', {
      code: 'INTERNAL_SERVER_ERROR',
    });
  }
  const { stacktrace: _stacktrace, ...extensions } = formatted.extensions ?? {};
  return located(formatted, shortened(formatted.message), extensions);
}

function shortened(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`;
}
