import { ApolloLink } from '@apollo/client';
import { type DocumentNode, OperationTypeNode } from 'graphql';
import { concatMap, of } from 'rxjs';

/** What the build puts beside a document. */
interface Built extends DocumentNode {
  readonly __meta__?: { readonly hash: string };
}

/** Codes of a server that wants the text: it is older or newer than the page, or knows no hashes at all. */
const wantText = ['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED'];

/** The hash of the text that the server was built with, hexadecimal; null: it was not. */
function hashOf(document: Built): string | null {
  return document.__meta__?.hash.replace(/^sha256:/, '') ?? null;
}

function wantsText({ errors }: ApolloLink.Result): boolean {
  return errors?.some(({ extensions }) => wantText.includes(String(extensions?.code))) === true;
}

/**
 * Sends hashes instead of texts, and the text when the server does not know the hash, from then on at once. Live events go with their text.
 */
export function trustedLink(): ApolloLink {
  const unknown = new Set<string>();
  return new ApolloLink((operation, forward) => {
    const hash = hashOf(operation.query);
    if (hash === null || unknown.has(hash) || operation.operationType === OperationTypeNode.SUBSCRIPTION)
      return forward(operation);
    operation.extensions = { ...operation.extensions, persistedQuery: { version: 1, sha256Hash: hash } };
    operation.setContext({ http: { includeQuery: false, includeExtensions: true } });
    return forward(operation).pipe(
      concatMap((result) => {
        if (!wantsText(result)) return of(result);
        unknown.add(hash);
        const { persistedQuery: _hash, ...others } = operation.extensions;
        operation.extensions = others;
        operation.setContext({ http: { includeQuery: true, includeExtensions: true } });
        return forward(operation);
      }),
    );
  });
}
