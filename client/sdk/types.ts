import type { TypedDocument } from './document.ts';
import type { CustomerFilter, CustomerOrder, SdkCustomersQuery, SdkProfileQuery, SdkScoreQuery } from './documents.generated.ts';
import type { Batch } from './errors.ts';
import type { SubscribeOptions } from './live.ts';
import type { CallOptions } from './transport.ts';

/** A type whose sections are there: a section that fails makes the whole call fail, so that nothing is taken for empty. */
type With<Type, Section extends keyof Type> = Omit<Type, Section> & { readonly [Key in Section]: NonNullable<Type[Key]> };

/** Everything that is known about a guest but contact data; schema.graphql says what each field means. */
export type EnhancedCustomerProfile = With<
  NonNullable<SdkProfileQuery['enhancedCustomerProfile']>,
  | 'profileCompleteness'
  | 'behavioralPreferences'
  | 'purchaseHistoryAnalysis'
  | 'demographicInsights'
  | 'relationshipStrength'
  | 'personalizedInsights'
  | 'dataFreshness'
>;

/** How a guest's relation with the restaurant is, why, and what comes; `predictionModels` is null where predictions are switched off. */
export type CustomerHealthScore = With<
  NonNullable<SdkScoreQuery['customerHealthScore']>,
  'components' | 'engagementAnalysis' | 'benchmarkComparison' | 'riskAssessment' | 'insights'
>;

/** A guest as the CRM knows it, without contact data. */
export type Customer = SdkCustomersQuery['customers']['nodes'][number];

export interface AsOfOptions extends CallOptions {
  /** The instant that is looked from, ISO 8601 with offset, or a Date. Absent: that of each customer's last scoring. */
  readonly asOf?: string | Date;
}

/** With it, a batch is answered with `{data, errors}` instead of being refused because of some customers. */
export interface PartialOptions extends AsOfOptions {
  readonly partial: true;
}

export interface CustomersOptions extends CallOptions {
  readonly filter?: CustomerFilter;
  /** Absent: by name. */
  readonly orderBy?: CustomerOrder;
  readonly search?: string;
  /** How many are fetched at once, 1 to 100; absent: 100. */
  readonly pageSize?: number;
}

/** A page of a list, as documents ask for it. */
export interface Page<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

type Variables = Readonly<Record<string, unknown>>;

/** Asks one server. Every call rejects with an `EcxError`, or with the reason of its signal. */
export interface Client {
  getEnhancedCustomerProfile(customerId: string, options?: AsOfOptions): Promise<EnhancedCustomerProfile>;
  getCustomerHealthScore(customerId: string, options?: AsOfOptions): Promise<CustomerHealthScore>;
  /** Profiles in the order of the ids, however many. Rejects with an `EcxBatchError`, which holds the others, when one has no answer. */
  getBatchEnhancedProfiles(customerIds: readonly string[], options: PartialOptions): Promise<Batch<EnhancedCustomerProfile>>;
  getBatchEnhancedProfiles(customerIds: readonly string[], options?: AsOfOptions): Promise<EnhancedCustomerProfile[]>;
  /** Health scores in the order of the ids, however many. Rejects with an `EcxBatchError`, which holds the others, when one has no answer. */
  getBatchHealthScores(customerIds: readonly string[], options: PartialOptions): Promise<Batch<CustomerHealthScore>>;
  getBatchHealthScores(customerIds: readonly string[], options?: AsOfOptions): Promise<CustomerHealthScore[]>;
  /** The customers in your reach, fetched page by page as they are used. */
  customers(options?: CustomersOptions): AsyncIterableIterator<Customer>;
  /** Asks with a document of your own. A change is repeated after a fault only when it sends `idempotencyKey: $idempotencyKey`. */
  request<Result, V extends object>(document: TypedDocument<Result, V>, variables?: V, options?: CallOptions): Promise<Result>;
  request<Result = unknown>(document: string, variables?: Variables, options?: CallOptions): Promise<Result>;
  /** The items of a long list, page by page: a document with `$after`, and where the list is in its answer. */
  walk<Result, V extends object, Item>(
    document: TypedDocument<Result, V>,
    variables: V,
    pageOf: (data: Result) => Page<Item>,
    options?: CallOptions,
  ): AsyncIterableIterator<Item>;
  walk<Result, Item>(
    document: string,
    variables: Variables,
    pageOf: (data: Result) => Page<Item>,
    options?: CallOptions,
  ): AsyncIterableIterator<Item>;
  /**
   * What happens, as it happens: `for await (const data of subscribe(document))`. A line that breaks is opened again; where the document hands on
   * `$after`, nothing is lost, and an answer may come twice. Leaving the loop or the signal ends it.
   */
  subscribe<Result, V extends object>(
    document: TypedDocument<Result, V>,
    variables?: V,
    options?: SubscribeOptions,
  ): AsyncIterableIterator<Result>;
  subscribe<Result = unknown>(document: string, variables?: Variables, options?: SubscribeOptions): AsyncIterableIterator<Result>;
}
