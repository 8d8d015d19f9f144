import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import type { DocumentNode } from 'graphql';
import { of } from 'rxjs';
import { expect, test } from 'vitest';
import { trustedLink } from '../../../client/ui/trusted-link.ts';

interface Sent {
  readonly hash: string | undefined;
  readonly includesQuery: boolean;
  readonly others: readonly string[];
}

const text = 'query Name { __typename viewer { __typename name } }';
const built = (): DocumentNode => Object.assign({ ...gql(text) }, { __meta__: { hash: 'sha256:0a1b' } });
const data = { __typename: 'Query', viewer: { __typename: 'Viewer', name: 'Ada' } };

/** A client over a server that answers as told, and what the server was sent. */
function openClient(answer: (sent: Sent) => ApolloLink.Result) {
  const sent: Sent[] = [];
  const server = new ApolloLink(({ extensions, getContext }) => {
    const { http = {} } = getContext();
    const { persistedQuery, ...others } = extensions ?? {};
    const hash = http.includeExtensions === true ? (persistedQuery as { sha256Hash: string } | undefined)?.sha256Hash : undefined;
    sent.push({ hash, includesQuery: http.includeQuery !== false, others: Object.keys(others) });
    return of(answer(sent.at(-1) as Sent));
  });
  const client = new ApolloClient({
    link: ApolloLink.from([trustedLink(), server]),
    cache: new InMemoryCache(),
    defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
  });
  const ask = (query: DocumentNode) => client.query({ query, fetchPolicy: 'network-only' });
  return { ask, sent };
}

const refusing = (code: string) => (sent: Sent) =>
  sent.includesQuery ? { data } : { errors: [{ message: 'No', extensions: { code } }] };

test('a document of the build is sent as its hash alone, though the cache has looked at it', async () => {
  const { ask, sent } = openClient(() => ({ data }));
  expect((await ask(built())).data).toEqual(data);
  expect(sent).toEqual([{ hash: '0a1b', includesQuery: false, others: [] }]);
});

test('a document of somebody else is sent as text', async () => {
  const { ask, sent } = openClient(() => ({ data }));
  await ask(gql(text));
  expect(sent).toEqual([{ hash: undefined, includesQuery: true, others: [] }]);
});

test.each(['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED'])(
  'a server that answers %s gets the text, and later the text at once',
  async (code) => {
    const { ask, sent } = openClient(refusing(code));
    expect((await ask(built())).data).toEqual(data);
    expect((await ask(built())).data).toEqual(data);
    expect(sent.map(({ hash, includesQuery }) => [hash, includesQuery])).toEqual([
      ['0a1b', false],
      [undefined, true],
      [undefined, true],
    ]);
  },
);

test('any other error is the answer', async () => {
  const { ask, sent } = openClient(() => ({ errors: [{ message: 'No', extensions: { code: 'FORBIDDEN' } }] }));
  expect((await ask(built())).error?.message).toBe('No');
  expect(sent).toHaveLength(1);
});
