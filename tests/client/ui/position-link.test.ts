import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { of } from 'rxjs';
import { expect, test } from 'vitest';
import { notePosition, positionLink } from '../../../client/ui/position-link.ts';

/** A client over a server whose answers tell these positions, one after the other, and the positions that it was sent. */
function openClient(...told: (string | null)[]) {
  const sent: (string | null)[] = [];
  const server = new ApolloLink(({ getContext }) => {
    sent.push((getContext().headers as Record<string, string> | undefined)?.['x-ecx-position'] ?? null);
    const position = told.shift();
    return of({ data: { done: true }, ...(position === null ? {} : { extensions: { position } }) });
  });
  const client = new ApolloClient({
    link: ApolloLink.from([positionLink(), server]),
    cache: new InMemoryCache(),
    defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
  });
  const ask = () => client.query({ query: gql('query Name { done }'), fetchPolicy: 'network-only' });
  return { ask, sent };
}

test('what an answer tells is sent with every later question', async () => {
  const { ask, sent } = openClient(null, '000000000000000A', null, null);
  for (let turn = 0; turn < 4; turn += 1) await ask();
  expect(sent).toEqual([null, null, '000000000000000A', '000000000000000A']);
});

test('of answers that come in another order the latest position counts', async () => {
  const { ask, sent } = openClient('00000000000000FF', '00000000000000FE', null);
  for (let turn = 0; turn < 3; turn += 1) await ask();
  expect(sent).toEqual([null, '00000000000000FF', '00000000000000FF']);
});

test('what the answer to an uploaded file told is sent, too', async () => {
  const { ask, sent } = openClient('00000000000000FD', null, null);
  await ask();
  notePosition(null);
  notePosition('00000000000000FE');
  notePosition('00000000000000FC');
  for (let turn = 0; turn < 2; turn += 1) await ask();
  expect(sent).toEqual([null, '00000000000000FE', '00000000000000FE']);
});
