import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';

/** A page of a list as it was answered. */
export type ListNodes = readonly unknown[];

/** A page that could not be had, in the words of its first error. */
export class ListRefused extends Error {
  override readonly name = 'ListRefused';
  readonly code: string;
  /** Seconds after which it is worth asking again; null: not at all. */
  readonly retryAfter: number | null;

  constructor({ message, extensions }: GraphQLFormattedError) {
    super(message);
    this.code = typeof extensions?.code === 'string' ? extensions.code : 'INTERNAL_SERVER_ERROR';
    this.retryAfter = typeof extensions?.retryAfter === 'number' ? extensions.retryAfter : null;
  }
}

export interface ListWalk {
  /** Asks for the page behind a cursor; null: for the first one. Its root field `list` is a connection with `nodes` and `pageInfo`. */
  readonly ask: (after: string | null) => Promise<FormattedExecutionResult>;
  /** Waits so many seconds. */
  readonly wait: (seconds: number) => Promise<void>;
}

/** How often a page is asked for again when the answer says that it is worth it. */
const mostTries = 6;

/** A page, and where the next one goes on. */
export interface ListPage {
  readonly nodes: ListNodes;
  /** Behind its last node; null: the list ends with it. */
  readonly cursor: string | null;
}

/**
 * A whole list, page behind page, under the same rules as each of its pages: nothing is read before it is asked for. A page that comes
 * with any error ends it.
 *
 * @throws ListRefused; what comes with a time to ask again is asked again, but for the first page, which nobody waits for.
 */
export async function* listPages(walk: ListWalk): AsyncGenerator<ListNodes, void, undefined> {
  for await (const { nodes } of listPagesBehind(walk, null)) yield nodes;
}

/** As `listPages`, behind a cursor that a page gave earlier; null: from the beginning. */
export async function* listPagesBehind(walk: ListWalk, cursor: string | null): AsyncGenerator<ListPage, void, undefined> {
  for (let after: string | null = cursor, more = true; more; ) {
    const { nodes, pageInfo } = await page(walk, after);
    more = pageInfo.hasNextPage && pageInfo.endCursor !== null;
    after = pageInfo.endCursor;
    yield { nodes, cursor: more ? after : null };
  }
}

interface Connection {
  readonly nodes: ListNodes;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function page({ ask, wait }: ListWalk, after: string | null): Promise<Connection> {
  for (let tries = 1; ; tries += 1) {
    const { data, errors } = await ask(after);
    if (errors?.[0] === undefined) return (data as { readonly list: Connection }).list;
    const refused = new ListRefused(errors[0]);
    if (refused.retryAfter === null || after === null || tries >= mostTries) throw refused;
    await wait(refused.retryAfter);
  }
}
