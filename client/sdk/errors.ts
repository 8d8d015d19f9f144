/** Codes that the server answers with, and three of our own: NETWORK (no answer), TIMEOUT, INVALID_ANSWER (no GraphQL). New ones may come. */
export type EcxErrorCode =
  | 'BAD_USER_INPUT'
  | 'BATCH_TOO_LARGE'
  | 'CONFLICT'
  | 'CUSTOMER_NOT_FOUND'
  | 'FEATURE_DISABLED'
  | 'FORBIDDEN'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'INTERNAL_SERVER_ERROR'
  | 'INVALID_ANSWER'
  | 'NETWORK'
  | 'PROFILE_UNAVAILABLE'
  | 'QUERY_TOO_EXPENSIVE'
  | 'RATE_LIMITED'
  | 'TIMEOUT'
  | 'UNAUTHENTICATED'
  | 'UNAVAILABLE'
  | (string & {});

/** What is known of an error beside its message. */
export interface EcxErrorDetails {
  readonly code: EcxErrorCode;
  /** Of HTTP; null: there was no answer. */
  readonly status: number | null;
  /** The customer it is about; null: it is not about one. */
  readonly customerId?: string | null;
  /** Seconds after which it is worth trying again; null: the server did not say. */
  readonly retryAfter?: number | null;
  /** Where in the answer; null: all of it. */
  readonly path?: readonly (string | number)[] | null;
  /** What the server's log calls the request; null: unknown. */
  readonly requestId?: string | null;
  /** Everything that the server said beside the message, such as `limit` of a batch. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Why there is no answer, or none for one customer. */
export class EcxError extends Error {
  readonly code: EcxErrorCode;
  readonly status: number | null;
  readonly customerId: string | null;
  readonly retryAfter: number | null;
  readonly path: readonly (string | number)[] | null;
  readonly requestId: string | null;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(message: string, details: EcxErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'EcxError';
    this.code = details.code;
    this.status = details.status;
    this.customerId = details.customerId ?? null;
    this.retryAfter = details.retryAfter ?? null;
    this.path = details.path ?? null;
    this.requestId = details.requestId ?? null;
    this.extensions = details.extensions ?? {};
  }
}

/** The answer of a batch: in the order of the ids, null for who has an error. */
export interface Batch<Item> {
  readonly data: readonly (Item | null)[];
  /** One for each null, in the same order; each names its `customerId`. */
  readonly errors: readonly EcxError[];
}

/** Some customers of a batch have no answer. `errors` says which and why; `data` holds the others in their places. */
export class EcxBatchError<Item = unknown> extends AggregateError implements Batch<Item> {
  override readonly errors: EcxError[];
  readonly data: readonly (Item | null)[];

  constructor({ data, errors }: Batch<Item>) {
    const first = errors[0];
    const message = `${errors.length} of ${data.length} customers have no answer, the first of them ${first?.customerId}: ${first?.message}`;
    super([...errors], message);
    this.name = 'EcxBatchError';
    this.errors = [...errors];
    this.data = data;
  }
}
