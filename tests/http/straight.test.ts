import { expect, test } from 'vitest';
import { adminToken, bearer, testServer } from './serving.ts';

const server = await testServer();

const accepts = [
  null,
  'application/json',
  'application/graphql-response+json,application/json;q=0.9',
  'text/html;q=0.1,*/*;q=0.2',
];

/** Of an answer, what does not change from one to the next. */
async function told(answer: Response) {
  const headers = [...answer.headers].filter(([name]) => !['date', 'x-request-id', 'ratelimit'].includes(name));
  const text = (await answer.text()).replace(/"remaining":\d+,"resetSeconds":\d+/g, '');
  return { status: answer.status, headers: headers.toSorted(), text };
}

test.each(accepts)(
  'a repeated question is answered with the same bytes and headers as the first time, accept: %s',
  async (accept) => {
    const query = `query Names { customers(first: 3) { nodes { id name } } } # ${accept}`;
    const ask = () =>
      fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { ...bearer(adminToken), 'content-type': 'application/json', ...(accept === null ? {} : { accept }) },
        body: JSON.stringify({ query }),
      }).then(told);
    const first = await ask(); // by graphql-js, then compiled, then straight
    expect(first.status).toBe(200);
    for (const _ of ['compiled', 'straight', 'straight']) expect(await ask()).toEqual(first);
  },
);

test('a repeated question with wrong variables is refused as the first time', async () => {
  const ask = (variables: object) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { ...bearer(adminToken), 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query ($first: Int) { customers(first: $first) { totalCount } }', variables }),
    }).then(told);
  const wrong = await ask({ first: 'x' });
  expect(wrong.status).toBe(400);
  for (const _ of ['graphql-js', 'compiled', 'straight']) expect((await ask({ first: 2 })).status).toBe(200);
  expect(await ask({ first: 'x' })).toEqual(wrong);
});
