import { readFileSync } from 'node:fs';
import { parse, stripIgnoredCharacters } from 'graphql';
import { expect, test } from 'vitest';
import { isRepeatable, kindOf, textOf } from '../../../client/sdk/document.ts';
import * as generated from '../../../client/sdk/documents.generated.ts';

const manifest = new URL('../../../client/generated/persisted-documents.json', import.meta.url);
const written = Object.values(JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>);
const every = `query Every($a: [Int!]! = [1, 2] @deprecated, $b: In = {text: "a \\"b\\" \\n", on: true, none: null, kind: BIG}) @on(if: $b) {
  other: field(size: 1.5, of: {list: [$a]}) @skip(if: false) { ... on Type @include(if: true) { name } ...Part @a ... { id } }
}
fragment Part on Type @b { id }`;

const texts: readonly (readonly [string, string])[] = written.map((text) => [/\w+ \w+/.exec(text)?.[0] ?? '', text]);

test.each([...texts, ['every kind of node', every] as const])('a parsed document is written out as it was: %s', (_name, text) => {
  expect(stripIgnoredCharacters(textOf(parse(text, { noLocation: true })))).toBe(stripIgnoredCharacters(text));
});

test('documents come as text, as strings of their own kind, or parsed', () => {
  expect(textOf('{ a }')).toBe('{ a }');
  expect(textOf(Object.assign(new String('{ a }'), { __meta__: {} }))).toBe('{ a }');
  expect(() => textOf(42)).toThrow('expected a GraphQL document (text, or what graphql-codegen made of it), got number');
  expect(() => textOf(parse('type Query { a: Int }'))).toThrow('ObjectTypeDefinition');
});

test.each([
  ['{ a }', 'query'],
  ['query Mutation { mutation(subscription: "mutation { a }") }', 'query'],
  ['# mutation\nquery A { a }', 'query'],
  ['fragment F on Mutation { a }\n mutation B { ...F }', 'mutation'],
  ['query A { a } mutation B { b }', 'mutation'],
  ['subscription S { a { mutation } }', 'subscription'],
  ['query A($x: String = "}") { a(x: $x) }', 'query'],
] as const)('%s is a %s', (text, kind) => {
  expect(kindOf(text)).toBe(kind);
});

test('a subscription is never repeated as it is', () => {
  expect(isRepeatable('subscription S { a }', {})).toBe(false);
});

test('the documents of the SDK ask for no contact data, and for everything else once', () => {
  const texts = Object.values(generated as Readonly<Record<string, unknown>>).filter((value) => typeof value === 'string');
  expect(texts).toHaveLength(5);
  for (const text of texts) expect(text).not.toMatch(/\b(email|phone|birthDate|dietary|comment)\b/);
  expect(generated.SdkScore).toMatch(/churnRisk \{ probability riskLevel/);
});
