import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mayDo, type Viewer } from '../access/viewer.ts';
import type { RequestFacts } from '../graphql/context.ts';
import { type ListNodes, ListRefused, listPages } from '../graphql/list-walk.ts';
import type { GraphqlDoor } from '../graphql/server.ts';
import { byteOrderMark, tableLine } from '../ingest/table-text.ts';
import type { Authenticator } from './authenticate.ts';
import { type ExportColumn, exportColumns, isComputed, selectionOf, usualColumns, valueAt } from './export-columns.ts';
import { refuseAsker } from './graphql.ts';
import { readsAfter } from './position.ts';
import { type Refusal, refuse, statusOf } from './problem.ts';

/** Guests of one page: the most that the API gives; fewer where each has to be computed, so that others are answered in between. */
const pageSize = 100;
const computedPageSize = 25;
/** Lists that one caller may be sent at a time, and when to try again, seconds. */
const mostAtOnce = 3;
const tryAgainAfter = 10;
/** A whole list may take so long, milliseconds; how long a page may take is bounded as for any query. */
const patienceMs = 1_800_000;

interface ExportOptions {
  readonly authenticator: Authenticator;
  readonly clock: () => number;
}

/** How a list is written. */
interface Format {
  readonly type: string;
  readonly head: (columns: readonly ExportColumn[]) => string;
  readonly line: (columns: readonly ExportColumn[], customer: unknown) => string;
}

const formats: Readonly<Record<'csv' | 'jsonl', Format>> = {
  csv: {
    type: 'text/csv; charset=utf-8',
    head: (columns) =>
      byteOrderMark + tableLine(columns.flatMap(({ name, money }) => (money ? [name, `${name}Currency`] : [name]))),
    line: (columns, customer) => tableLine(columns.flatMap((column) => cellsOf(column, valueAt(customer, column)))),
  },
  jsonl: {
    type: 'application/jsonl; charset=utf-8',
    head: () => '',
    line: (columns, customer) =>
      `${JSON.stringify(Object.fromEntries(columns.map((column) => [column.name, valueAt(customer, column)])))}\n`,
  },
};

function cellsOf({ money }: ExportColumn, value: unknown): readonly unknown[] {
  if (!money) return [value];
  const { amount = null, currency = null } = (value ?? {}) as { readonly amount?: unknown; readonly currency?: unknown };
  return [amount, currency];
}

/** `/exports/customers.csv` and `.jsonl`: the list of GraphQL's `customers`, whole. A download changes nothing, so a plain GET may do it. */
export function exportRoutes(app: FastifyInstance, door: GraphqlDoor, options: ExportOptions): void {
  const running = new Map<string, number>();
  for (const [name, format] of Object.entries(formats)) {
    app.get(`/exports/customers.${name}`, { handlerTimeout: patienceMs, exposeHeadRoute: false }, async (request, reply) => {
      const recognition = await options.authenticator.recognise(request, options.clock());
      if (recognition.kind !== 'viewer') return refuseAsker(request, reply, recognition);
      const wish = wishOf(request.query as Query, recognition.viewer);
      if ('refusal' in wish) return refuse(request, reply, wish.refusal);
      if (!begin(running, recognition.viewer.principal, reply)) return refuse(request, reply, tooMany);
      reply.header('content-disposition', `attachment; filename="customers.${name}"`).type(format.type);
      return await send(door, options, { request, reply, format, wish });
    });
  }
}

const tooMany: Refusal = {
  status: 429,
  code: 'RATE_LIMITED',
  message: `expected at most ${mostAtOnce} lists at a time, got one more; wait until one of them is there`,
  retryAfter: tryAgainAfter,
};

/** Counts a list until its line is closed. @returns false: the caller is being sent as many as may be. */
function begin(running: Map<string, number>, principal: string, { raw }: FastifyReply): boolean {
  const count = running.get(principal) ?? 0;
  if (count >= mostAtOnce) return false;
  running.set(principal, count + 1);
  raw.once('close', () => {
    const left = (running.get(principal) ?? 1) - 1;
    if (left > 0) running.set(principal, left);
    else running.delete(principal);
  });
  return true;
}

type Query = Readonly<Record<string, unknown>>;

/** What is asked for. */
interface Wish {
  readonly columns: readonly ExportColumn[];
  /** Of the query `customers`. */
  readonly variables: Readonly<Record<string, unknown>>;
}

const bad = (message: string): { readonly refusal: Refusal } => ({ refusal: { status: 400, code: 'BAD_USER_INPUT', message } });
const parameters: readonly string[] = ['columns', 'filter', 'orderBy', 'search'];

function wishOf(query: Query, viewer: Viewer): Wish | { readonly refusal: Refusal } {
  const unknown = Object.keys(query).find((name) => !parameters.includes(name));
  if (unknown !== undefined) return bad(`expected ${parameters.join(', ')}, got the parameter ${shown(unknown)}; leave it out`);
  const twice = parameters.find((name) => query[name] !== undefined && typeof query[name] !== 'string');
  if (twice !== undefined) return bad(`expected ${twice} once, got it several times; put everything into one`);
  const { columns: names, filter, orderBy, search } = query as Readonly<Record<string, string | undefined>>;
  const variables: Record<string, unknown> = search === undefined ? {} : { search };
  for (const [name, text] of Object.entries({ filter, orderBy })) {
    const value = text === undefined ? null : parsed(text);
    if (value === undefined) return bad(`expected ${name} as JSON, got ${shown(text)}; write it as the variable of a query`);
    variables[name] = value;
  }
  const columns = columnsNamed(names === undefined ? usualColumns : names.split(','), viewer);
  return 'refusal' in columns ? columns : { columns: columns.found, variables };
}

function columnsNamed(
  names: readonly string[],
  viewer: Viewer,
): { readonly found: readonly ExportColumn[] } | { readonly refusal: Refusal } {
  const found: ExportColumn[] = [];
  for (const name of new Set(names.map((text) => text.trim()))) {
    const column = exportColumns.find((known) => known.name === name);
    if (column === undefined) {
      return bad(`expected columns among ${exportColumns.map((known) => known.name).join(', ')}, got ${shown(name)}`);
    }
    found.push(column);
  }
  const contact = found.filter((column) => column.contact).map(({ name }) => name);
  if (contact.length === 0 || mayDo(viewer, 'READ_CONTACT')) return { found };
  const message = `the columns ${contact.join(', ')} are not for your role (${viewer.role}); leave them out`;
  return { refusal: { status: 403, code: 'FORBIDDEN', message } };
}

function shown(text: string | undefined): string {
  return JSON.stringify(text ?? '').slice(0, 60);
}

/** @returns undefined: it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

interface Sending {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly format: Format;
  readonly wish: Wish;
}

/** The first page is had before anything is sent, so that a refusal comes as one; a later fault cuts the line, and no client takes the part for the whole. */
async function send(door: GraphqlDoor, options: ExportOptions, sending: Sending): Promise<FastifyReply> {
  const { request, reply, format, wish } = sending;
  const pages = pagesOf(door, options, request, wish);
  try {
    const first = await pages.next();
    return await reply.send(Readable.from(textOf(format, wish.columns, first, pages), { objectMode: false }));
  } catch (error) {
    if (!(error instanceof ListRefused)) throw error;
    const { message, code, retryAfter } = error;
    reply.removeHeader('content-disposition');
    return refuse(request, reply, { status: statusOf(code), code, message, ...(retryAfter === null ? {} : { retryAfter }) });
  }
}

type Pages = AsyncGenerator<ListNodes, void, undefined>;

async function* textOf(
  { head, line }: Format,
  columns: readonly ExportColumn[],
  first: IteratorResult<ListNodes, void>,
  pages: Pages,
): AsyncGenerator<string> {
  const lines = (nodes: ListNodes) => nodes.map((customer) => line(columns, customer)).join('');
  yield head(columns) + (first.done === true ? '' : lines(first.value));
  for await (const nodes of pages) if (nodes.length > 0) yield lines(nodes);
}

function pagesOf(door: GraphqlDoor, { authenticator, clock }: ExportOptions, request: FastifyRequest, wish: Wish): Pages {
  const now = clock();
  const size = wish.columns.some(isComputed) ? computedPageSize : pageSize;
  const query = `query ExportCustomers($after: String, $filter: CustomerFilter, $orderBy: CustomerOrder, $search: String) {
  list: customers(first: ${size}, after: $after, filter: $filter, orderBy: $orderBy, search: $search) {
    nodes ${selectionOf(wish.columns)} pageInfo { hasNextPage endCursor } } }`;
  return listPages({
    wait: (seconds) => sleep(seconds * 1000, undefined, { signal: request.signal }),
    ask: async (after) => {
      const again = await authenticator.recognise(request, clock()); // a key that was revoked meanwhile reads no further
      if (again.kind !== 'viewer') return signedOut;
      const facts: RequestFacts = {
        viewer: again.viewer,
        now,
        requestId: request.id,
        door: 'EXPORT',
        readsAfter: readsAfter(request),
      };
      return await door.run(facts, { query, variables: { ...wish.variables, after } });
    },
  });
}

const signedOut = {
  errors: [{ message: 'expected a valid key or session, it has ended meanwhile', extensions: { code: 'UNAUTHENTICATED' } }],
};
