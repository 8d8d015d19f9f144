/** The way of other programs to this server: `createClient`, or the functions below, which go by the environment or by `configure`. */
import { createClient } from './client.ts';
import type { ClientOptions } from './transport.ts';
import type { Client } from './types.ts';

export { createClient } from './client.ts';
export type { TypedDocument } from './document.ts';
export type * from './documents.generated.ts';
export { type Batch, EcxBatchError, EcxError, type EcxErrorCode, type EcxErrorDetails } from './errors.ts';
export type { SubscribeOptions } from './live.ts';
export type { CallOptions, ClientOptions, DeprecatedField } from './transport.ts';
export type {
  AsOfOptions,
  Client,
  Customer,
  CustomerHealthScore,
  CustomersOptions,
  EnhancedCustomerProfile,
  Page,
  PartialOptions,
} from './types.ts';

let current: Client = createClient();

/** Says how the functions of this module reach the server; before, they go by ECX_URL and ECX_TOKEN, in a browser by the page. */
export function configure(options: ClientOptions): void {
  current = createClient(options);
}

/** @see Client.getEnhancedCustomerProfile */
export const getEnhancedCustomerProfile: Client['getEnhancedCustomerProfile'] = (...given) =>
  current.getEnhancedCustomerProfile(...given);

/** @see Client.getCustomerHealthScore */
export const getCustomerHealthScore: Client['getCustomerHealthScore'] = (...given) => current.getCustomerHealthScore(...given);

/** @see Client.getBatchEnhancedProfiles */
export const getBatchEnhancedProfiles = ((...given: Parameters<Client['getBatchEnhancedProfiles']>) =>
  current.getBatchEnhancedProfiles(...given)) as Client['getBatchEnhancedProfiles'];

/** @see Client.getBatchHealthScores */
export const getBatchHealthScores = ((...given: Parameters<Client['getBatchHealthScores']>) =>
  current.getBatchHealthScores(...given)) as Client['getBatchHealthScores'];

/** @see Client.request */
export const request = ((...given: Parameters<Client['request']>) => current.request(...given)) as Client['request'];

/** @see Client.customers */
export const customers: Client['customers'] = (...given) => current.customers(...given);

/** @see Client.subscribe */
export const subscribe = ((...given: Parameters<Client['subscribe']>) => current.subscribe(...given)) as Client['subscribe'];
