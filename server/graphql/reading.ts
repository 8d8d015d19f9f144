/** Where an operation reads: queries from a replica that knows what their caller knows, everything else from the primary. */
import type { ApolloServerPlugin } from '@apollo/server';
import { BREAK, type DocumentNode, OperationTypeNode, visit } from 'graphql';
import type { Reader } from '../db/replicas.ts';
import { type Context, contextOf, type RequestFacts, type Serving } from './context.ts';
import { positionHeader, positionText } from './position.ts';

/** Fields that are about who may do what: they are read where that is decided. */
const ofPrimary: ReadonlySet<string> = new Set(['apiKeys', 'audit', 'accessLog']);

const known = new WeakMap<DocumentNode, boolean>();

/** Whether nothing in a document has to be read from the primary. */
function mayLeavePrimary(document: DocumentNode): boolean {
  const found = known.get(document);
  if (found !== undefined) return found;
  let may = true;
  visit(document, {
    Field({ name }) {
      if (!ofPrimary.has(name.value)) return undefined;
      may = false;
      return BREAK;
    },
  });
  known.set(document, may);
  return may;
}

/** What a query reads from; null: the primary. Who wants to be told what was read is told of the primary. */
export async function readerFor(
  { replicas, settings }: Serving,
  { readsAfter }: RequestFacts,
  document: DocumentNode,
): Promise<Reader | null> {
  if (replicas === undefined || readsAfter === undefined || settings.DEBUG_SHOW_DATA_SOURCES === true) return null;
  return mayLeavePrimary(document) ? await replicas.reader(readsAfter) : null;
}

/** What whoever is told of a change has to send to see it; null: nothing. When it cannot be had, replicas must know all that was before it. */
export async function positionNow({ replicas }: Pick<Serving, 'replicas'>): Promise<string | null> {
  if (replicas === undefined) return null;
  const position = await replicas.position().catch(() => null);
  if (position === null) replicas.forget();
  return position === null ? null : positionText(position);
}

/** Takes queries to replicas, once they are known to be queries, and tells with the answer to a mutation the position after it. */
export function readingPlugin(process: Serving): ApolloServerPlugin<Context> {
  const { replicas } = process;
  if (replicas === undefined) return {};
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, document, contextValue }) {
          if (operation?.operation !== OperationTypeNode.QUERY) return;
          const reader = await readerFor(process, contextValue, document);
          if (reader !== null) Object.assign(contextValue, await contextOf(process, contextValue, reader, contextValue.seen));
        },
        async willSendResponse({ operation, response }) {
          if (operation?.operation !== OperationTypeNode.MUTATION || response.body.kind !== 'single') return;
          const told = await positionNow(process);
          if (told === null) return;
          const { singleResult } = response.body;
          response.http.headers.set(positionHeader, told);
          singleResult.extensions = { ...singleResult.extensions, position: told };
        },
      };
    },
  };
}
