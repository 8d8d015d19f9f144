import { failuresOf, type GraphqlAnswer, isSwitchedOff, readAnswer } from './answer.ts';
import { asOfOf, openBatches } from './batches.ts';
import { isRepeatable, type TypedDocument, textOf } from './document.ts';
import { SdkCustomers, SdkProfile, SdkProfiles, SdkScore, SdkScores } from './documents.generated.ts';
import { EcxError } from './errors.ts';
import { openSubscriptions, type SubscribeOptions } from './live.ts';
import { type CallOptions, type ClientOptions, noteSeen, openTransport, type Seen, type Transport } from './transport.ts';
import type { AsOfOptions, Client, Customer, CustomerHealthScore, EnhancedCustomerProfile, Page } from './types.ts';

type Variables = Readonly<Record<string, unknown>>;
type Document = string | TypedDocument<unknown, never>;

/** The whole answer, or the reason why there is none. */
function wholeOf(answer: GraphqlAnswer, customerId: string | null, depth = 0): Readonly<Record<string, unknown>> {
  const failure = failuresOf(answer, () => customerId).find((error) => !isSwitchedOff(error, depth));
  if (failure !== undefined) throw failure;
  if (answer.data === null)
    throw new EcxError('expected data, got none; look at the server', { code: 'INVALID_ANSWER', status: answer.status });
  return answer.data;
}

function requestOf(send: Transport) {
  return async (document: Document, variables: Variables = {}, options: CallOptions = {}): Promise<unknown> => {
    const query = textOf(document);
    const answer = await send({ query, variables }, isRepeatable(query, variables), options);
    return wholeOf(answer, null, Number.POSITIVE_INFINITY);
  };
}

function oneOf<Item>(send: Transport, query: string, field: string) {
  return async (customerId: string, options: AsOfOptions = {}): Promise<Item> => {
    const answer = await send({ query, variables: { customerId, ...asOfOf(options) } }, true, options);
    return wholeOf(answer, customerId, 1)[field] as Item;
  };
}

/** Reads the data of one answer of a subscription; what it tells of is then read wherever the server reads. */
function readerOf(seen: Seen) {
  return (text: string): unknown => {
    const answer = readAnswer({ status: 200, headers: new Headers() }, text);
    noteSeen(seen, answer.position);
    return wholeOf(answer, null, Number.POSITIVE_INFINITY);
  };
}

/** Asks one server. It opens no connection by itself, so it need not be closed. */
export function createClient(options: ClientOptions = {}): Client {
  const seen: Seen = { position: '' };
  const send = openTransport(options, seen);
  const request = requestOf(send);
  const batches = openBatches(send, options);
  const subscribe = openSubscriptions(options, readerOf(seen));
  async function* walk(document: Document, variables: Variables, pageOf: (data: never) => Page<unknown>, call: CallOptions = {}) {
    for (let after: string | null = null; ; ) {
      const data = (await request(document, { ...variables, ...(after === null ? {} : { after }) }, call)) as never;
      const { nodes, pageInfo } = pageOf(data);
      yield* nodes;
      if (!pageInfo.hasNextPage || pageInfo.endCursor === null || pageInfo.endCursor === after) return;
      after = pageInfo.endCursor;
    }
  }
  return {
    getEnhancedCustomerProfile: oneOf<EnhancedCustomerProfile>(send, SdkProfile, 'enhancedCustomerProfile'),
    getCustomerHealthScore: oneOf<CustomerHealthScore>(send, SdkScore, 'customerHealthScore'),
    getBatchEnhancedProfiles: batches<EnhancedCustomerProfile>(SdkProfiles, 'enhancedCustomerProfiles'),
    getBatchHealthScores: batches<CustomerHealthScore>(SdkScores, 'customerHealthScores'),
    customers: ({ pageSize = 100, signal, ...wanted } = {}) =>
      walk(
        SdkCustomers,
        { ...wanted, first: pageSize },
        ({ customers }: { readonly customers: Page<Customer> }) => customers,
        signal === undefined ? {} : { signal },
      ) as AsyncIterableIterator<Customer>,
    request: request as Client['request'],
    walk: walk as Client['walk'],
    subscribe: ((document: Document, variables: Variables = {}, call: SubscribeOptions = {}) =>
      subscribe({ query: textOf(document), variables }, call)) as Client['subscribe'],
  };
}
