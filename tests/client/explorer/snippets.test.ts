import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf, operationOf } from '../../../client/explorer/address.ts';
import { snippetOf } from '../../../client/explorer/snippets.ts';

const operation = {
  query: 'query ($n: String!) { customers(first: 1, search: $n) { nodes { id } } }',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a text that other languages would fill in
  variables: '{"n": "O\'Hara ${x} \\\\ `é"}',
};
const origin = 'http://localhost:4000';
const expected = { query: operation.query, variables: JSON.parse(operation.variables) as unknown };

describe('an operation as a program asks it', () => {
  test('for curl is quoted so that a shell gives the same body', () => {
    const text = snippetOf('curl', operation, origin).replace(/^curl/, 'fake');
    const shell = `fake() { for last; do :; done; printf %s "$last"; }\n${text}`;
    expect(JSON.parse(execFileSync('/bin/sh', ['-c', shell], { encoding: 'utf8' }))).toEqual(expected);
  });

  test('in TypeScript sends the same body', async () => {
    const run = new Function(
      'fetch',
      'process',
      'console',
      `return (async () => {${snippetOf('TypeScript', operation, origin)}})()`,
    );
    const asked: unknown[] = [];
    const fetched = async (url: string, { body, headers }: { body: string; headers: object }) => {
      asked.push(url, headers, JSON.parse(body));
      return { json: async () => ({ data: 1 }) };
    };
    await run(fetched, { env: { ECX_KEY: 'k' } }, { log: () => undefined });
    expect(asked).toEqual([`${origin}/graphql`, { authorization: 'Bearer k', 'content-type': 'application/json' }, expected]);
  });

  test('in Python holds the query and the variables as plain texts', () => {
    const text = snippetOf('Python', operation, origin);
    expect(JSON.parse(/^query = (".*")$/m.exec(text)?.[1] ?? '')).toBe(operation.query);
    const variables = JSON.parse(/json\.loads\((".*")\)/.exec(text)?.[1] ?? '') as string;
    expect(JSON.parse(variables)).toEqual(expected.variables);
    expect(text).toContain('requests.post(\n    "http://localhost:4000/graphql"');
  });

  test('never holds a key', () => {
    for (const language of ['curl', 'TypeScript', 'Python'] as const)
      expect(snippetOf(language, operation, origin)).toContain('ECX_KEY');
  });
});

test('the address gives the operation back; one that is too long is left out', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (query, variables) => {
      if (query.trim() === '' || (variables !== '' && variables.trim() === '')) return;
      expect(operationOf(addressOf({ query, variables }))).toEqual({ query, variables });
    }),
  );
  expect(addressOf({ query: 'x'.repeat(9000), variables: '' })).toBe('');
  expect(operationOf('')).toBeNull();
  expect(operationOf('#other=1')).toBeNull();
});
