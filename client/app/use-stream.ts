import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { liveState } from './live.ts';

const againMs = 5_000;

interface StreamEvents<Data> {
  readonly onNews: (data: Data) => unknown;
  /** The connection was gone for a while: what is shown may be old. */
  readonly onGap: () => void;
}

/** Listens to a subscription as long as the component is mounted; after a gap it goes on from the last cursor. @param variables kept between renderings. */
export function useStream<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  events: StreamEvents<Data>,
): void {
  const client = useApolloClient();
  const latest = useRef(events);
  latest.current = events;
  useEffect(() => {
    let cursor: string | null = null;
    let running: { unsubscribe: () => void } | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wasLost = false;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(begin, againMs);
    };
    const begin = () => {
      const before = running;
      const stream = client.subscribe<Data, OperationVariables>({ query: document, variables: { ...variables, after: cursor } });
      running = stream.subscribe({
        next: ({ data, error, extensions }) => {
          cursor = cursorAfter(cursor, error, extensions);
          if (data !== undefined && data !== null) latest.current.onNews(data as Data);
          if (error !== undefined) later();
        },
        error: later,
        complete: later,
      });
      // The old one ends after the new one began: between them the socket would close.
      before?.unsubscribe();
    };
    begin();
    const stop = liveState.subscribe(() => {
      if (liveState.get() === 'lost') wasLost = true;
      else if (wasLost) {
        wasLost = false;
        begin();
        latest.current.onGap();
      }
    });
    return () => {
      stop();
      clearTimeout(timer);
      running?.unsubscribe();
    };
  }, [client, document, variables]);
}

/** The place to go on from: a cursor that the server no longer takes is given up. */
export function cursorAfter(
  now: string | null,
  error: unknown,
  extensions: Readonly<Record<string, unknown>> | undefined,
): string | null {
  const told = extensions?.cursor ?? (CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.cursor : undefined);
  if (typeof told === 'string') return told;
  return CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.code === 'BAD_USER_INPUT' ? null : now;
}
