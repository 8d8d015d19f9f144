import { setTimeout as sleep } from 'node:timers/promises';
import type { FormattedExecutionResult } from 'graphql';
import { ListRefused, listPagesBehind } from '../graphql/list-walk.ts';
import type { GraphqlDoor } from '../graphql/server.ts';
import type { BulkFormat } from '../store/bulk-exports.ts';
import type { BulkOrder } from '../store/bulk-pieces.ts';
import { bulkText } from './bulk-text.ts';
import type { WhoIs } from './who-is.ts';

/** A query over all customers, and for whom. */
export interface BulkWish {
  readonly order: BulkOrder;
  readonly format: BulkFormat;
  readonly principal: string;
  /** The one instant of all pages, milliseconds since 1970. */
  readonly now: number;
  readonly requestId: string;
  /** Absent: an export of the server. */
  readonly door?: 'COMMAND_LINE';
}

/** What comes of walking one. The texts together are the file, wherever the walk began anew. */
export type BulkStep =
  | { readonly kind: 'TOTAL'; readonly rows: number }
  | { readonly kind: 'ROWS'; readonly text: string; readonly rows: number; readonly cursor: string | null }
  /** A page could not be had. `retryAfter`: seconds after which it is worth trying again; null: not at all. */
  | { readonly kind: 'REFUSED'; readonly message: string; readonly retryAfter: number | null };

export interface BulkParts {
  readonly door: Pick<GraphqlDoor, 'planBulk' | 'run'>;
  readonly whoIs: WhoIs;
  readonly clock: () => number;
}

/**
 * Walks the pages of a query through the same door as everybody's: access, reach, masks, cost and features are those of whoever asked, as
 * they are at each page.
 * @returns steps behind a cursor of an earlier one; null: from the beginning. They end early at the signal.
 */
export function openBulkSource({ door, whoIs, clock }: BulkParts) {
  return async function* walk(
    wish: BulkWish,
    cursor: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<BulkStep, void, undefined> {
    const { now, requestId, door: origin = 'EXPORT' } = wish;
    const plan = door.planBulk(wish.order);
    const text = bulkText(wish.format, plan.columns);
    const ask = async (query: string, variables: Readonly<Record<string, unknown>>) => {
      const viewer = await whoIs(wish.principal, clock());
      return viewer === null
        ? ended
        : await door.run({ viewer, now, requestId, door: origin, isBackground: true }, { query, variables });
    };
    try {
      if (cursor === null) {
        const { data, errors } = await ask(plan.count, plan.variables);
        if (errors?.[0] !== undefined) throw new ListRefused(errors[0]);
        const total = (data as { readonly list: { readonly totalCount: number | null } }).list.totalCount;
        if (total !== null) yield { kind: 'TOTAL', rows: total };
      }
      const pages = listPagesBehind(
        {
          ask: (after) => ask(plan.page, { ...plan.variables, [plan.after]: after }),
          wait: (seconds) => sleep(seconds * 1000, undefined, { signal }),
        },
        cursor,
      );
      let head = cursor === null ? text.head : '';
      for await (const { nodes, cursor: next } of pages) {
        yield { kind: 'ROWS', text: head + text.rows(nodes), rows: nodes.length, cursor: next };
        head = '';
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ListRefused)) throw error;
      yield { kind: 'REFUSED', message: error.message, retryAfter: error.retryAfter };
    }
  };
}

const ended: FormattedExecutionResult = {
  errors: [
    {
      message: 'The key or session that asked has ended meanwhile; ask again with a valid one',
      extensions: { code: 'UNAUTHENTICATED' },
    },
  ],
};
