import { failuresOf, isSwitchedOff } from './answer.ts';
import { type Batch, EcxBatchError, EcxError } from './errors.ts';
import type { ClientOptions, Transport } from './transport.ts';
import type { AsOfOptions, PartialOptions } from './types.ts';

/** The instant as the server reads it. */
export function asOfOf({ asOf }: AsOfOptions): { readonly asOf?: string } {
  if (asOf === undefined) return {};
  return { asOf: asOf instanceof Date ? asOf.toISOString() : asOf };
}

/** How many customers fit into a request, by what the server said; null: the error is about something else. */
export function sizeAllowed({ code, extensions }: EcxError, sent: number): number | null {
  const { limit, cost } = extensions;
  if (typeof limit !== 'number') return null;
  const size =
    code === 'BATCH_TOO_LARGE' ? limit : code === 'QUERY_TOO_EXPENSIVE' && typeof cost === 'number' ? (sent * limit) / cost : 0;
  const whole = Math.floor(size);
  return whole >= 1 && whole < sent ? whole : null;
}

/** Who has an answer and who an error, by id. */
interface Settled<Item> {
  readonly items: Map<string, Item>;
  readonly errors: Map<string, EcxError>;
}

interface Asking {
  readonly send: Transport;
  readonly query: string;
  readonly field: string;
  /** Most ids in one request, as learned from the server. */
  readonly size: { most: number };
  readonly concurrency: number;
}

/** One request. @throws EcxError when it fails as a whole */
async function askChunk<Item>(asking: Asking, ids: readonly string[], options: AsOfOptions, into: Settled<Item>): Promise<void> {
  const { send, query, field } = asking;
  const answer = await send({ query, variables: { customerIds: ids, ...asOfOf(options) } }, true, options);
  const idAt = (path: readonly (string | number)[]) => (typeof path[1] === 'number' ? (ids[path[1]] ?? null) : null);
  const failures = failuresOf(answer, idAt).filter((error) => !isSwitchedOff(error, 2));
  const whole = failures.find(({ customerId }) => customerId === null);
  if (whole !== undefined) throw whole;
  for (const error of failures) if (!into.errors.has(error.customerId ?? '')) into.errors.set(error.customerId ?? '', error);
  const items = (answer.data?.[field] ?? []) as readonly (Item | null)[];
  ids.forEach((id, index) => {
    const item = items[index] ?? null;
    if (into.errors.has(id)) return;
    if (item !== null) into.items.set(id, item);
    else into.errors.set(id, missing(id, answer.status));
  });
}

function missing(customerId: string, status: number): EcxError {
  return new EcxError('expected an answer or a reason, got neither; look at the server', {
    code: 'INVALID_ANSWER',
    status,
    customerId,
  });
}

async function askAll<Item>(asking: Asking, ids: readonly string[], options: AsOfOptions): Promise<Settled<Item>> {
  const into: Settled<Item> = { items: new Map(), errors: new Map() };
  const waiting = [...new Set(ids)];
  let failed = false;
  const worker = async () => {
    while (waiting.length > 0 && !failed) {
      const chunk = waiting.splice(0, asking.size.most);
      try {
        await askChunk(asking, chunk, options, into);
      } catch (error) {
        const smaller = error instanceof EcxError ? sizeAllowed(error, chunk.length) : null;
        failed = smaller === null;
        if (smaller === null) throw error;
        asking.size.most = Math.min(asking.size.most, smaller);
        waiting.unshift(...chunk);
      }
    }
  };
  await Promise.all(Array.from({ length: asking.concurrency }, worker));
  return into;
}

/** The calls for many customers: in chunks, in order, each customer on its own. */
export function openBatches(send: Transport, options: ClientOptions) {
  const size = { most: Math.max(1, options.batchSize ?? 50) };
  const concurrency = Math.max(1, options.concurrency ?? 2);
  return <Item>(query: string, field: string) => {
    const asking: Asking = { send, query, field, size, concurrency };
    function get(customerIds: readonly string[], call: PartialOptions): Promise<Batch<Item>>;
    function get(customerIds: readonly string[], call?: AsOfOptions): Promise<Item[]>;
    async function get(customerIds: readonly string[], call: AsOfOptions | PartialOptions = {}): Promise<Batch<Item> | Item[]> {
      const { items, errors } = await askAll<Item>(asking, customerIds, call);
      const batch = {
        data: customerIds.map((id) => items.get(id) ?? null),
        errors: customerIds.flatMap((id) => errors.get(id) ?? []),
      };
      if ('partial' in call && call.partial) return batch;
      if (batch.errors.length > 0) throw new EcxBatchError(batch);
      return batch.data as Item[];
    }
    return get;
  };
}
