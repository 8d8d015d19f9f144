/** Documents that are meant to hurt, each a name with what is sent. */

const times = (count: number, piece: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => piece(index)).join(' ');

const nested = (count: number, open: string, close: string) => `{ a${open.repeat(count)}${close.repeat(count)} }`;
/** Each fragment spreads the next one twice: a document of a few lines with 2^n fields. */
const bomb = (levels: number) =>
  `{ viewer { ...F0 } } ${times(levels, (level) => `fragment F${level} on Viewer { ...F${level + 1} ...F${level + 1} }`)} fragment F${levels} on Viewer { role }`;
const ofTypes = (levels: number) => `{ __schema { types { ${'ofType { '.repeat(levels)} name ${'}'.repeat(levels)} } } }`;
const circular = (levels: number) =>
  `{ __schema { types ${'{ fields { type '.repeat(levels)} { name } ${'} }'.repeat(levels)} } }`;

/** Refused for anybody, whoever asks. */
export const hostileDocuments: Readonly<Record<string, string>> = {
  'selections nested 100,000 deep': nested(100_000, '{a', '}'),
  'lists nested 2,000 deep': `{ customer(id: ${'['.repeat(2000)}${']'.repeat(2000)}) { id } }`,
  'objects nested 2,000 deep': `{ customers(first: 1, filter: ${'{not: '.repeat(2000)}{}${'}'.repeat(2000)}) { totalCount } }`,
  'list types nested 2,000 deep': `query ($a: ${'['.repeat(2000)}Int${']'.repeat(2000)}) { __typename }`,
  'brackets that never close': '{'.repeat(200_000),
  'selections 25 deep, which parse': nested(25, '{a', '}'),
  '10,000 aliases': `{ ${times(10_000, (index) => `a${index}: __typename`)} }`,
  '1,000 aliases of a score': `{ ${times(1_000, (index) => `a${index}: customerHealthScore(customerId: "C${index}") { healthScore }`)} }`,
  '10,000 directives': `{ __typename ${'@skip(if: false) '.repeat(10_000)} }`,
  '3,000 unknown directives': `{ __typename ${'@aa '.repeat(1_900)} }`,
  '50,000 tokens': `{ ${'__typename '.repeat(50_000)} }`,
  '3,900 fields of one name with arguments to be compared': `{ ${'viewer { role } '.repeat(900)} }`,
  'fields to be compared through fragments': `{ viewer { ...F } } fragment F on Viewer { ${times(1_800, (index) => `a${index % 7}: role`)} }`,
  'a fragment bomb of 2^30': bomb(30),
  'a fragment that spreads itself': '{ viewer { ...A } } fragment A on Viewer { ...A }',
  'fragments in a circle':
    '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...C } fragment C on Viewer { ...A }',
  '800 fragments in a circle': `{ viewer { ...F0 } } ${times(800, (index) => `fragment F${index} on Viewer { ...F${(index + 1) % 800} }`)}`,
  '600 fragments that nobody spreads': `{ __typename } ${times(600, (index) => `fragment F${index} on Viewer { role }`)}`,
  'a circle through the schema': circular(8),
  'ofType 20 deep': ofTypes(20),
  '1,200 unknown fields': `{ ${times(1_200, (index) => `custmer${index}`)} }`,
  'a field with a name of 200,000 letters': `{ ${'x'.repeat(200_000)} }`,
  '1,000 variables': `query (${times(990, (index) => `$v${index}: Int`)}) { __typename }`,
  '500 operations': times(500, (index) => `query Q${index} { __typename }`),
  'a list of 200,000 letters that never ends': `{ customer(id: "${'x'.repeat(200_000)}`,
  'a block string of 60,000 lines': `{ customer(id: """${'\n '.repeat(60_000)}x""") { id } } }`,
  'a number of 100,000 digits': `{ customers(first: ${'9'.repeat(100_000)}) { totalCount } }`,
  'a page of pages': '{ customers(first: 100) { nodes { visits(first: 100) { nodes { id } } } } }',
  'levels of lists without end': '{ customers(first: 10) { nodes { segments { customers(first: 10) { nodes { id } } } } } }',
  'a type system': 'type Query { a: Int } extend type Query { b: Int }',
  nothing: '',
  'bytes that are no text': '\u0000\u0001\uffff{',
};

/** Bodies of JSON that are no request, each with the status it may have. */
export const hostileBodies: Readonly<Record<string, string>> = {
  'a batch of 1,000': JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: '{ __typename }' }))),
  'an empty batch': '[]',
  'JSON nested 100,000 deep': `{"query":"{ __typename }","variables":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`,
  'variables that are a list': '{"query":"{ __typename }","variables":[1]}',
  'variables that are text': '{"query":"{ __typename }","variables":"x"}',
  'a query that is a number': '{"query":1}',
  'a query that is an object': '{"query":{"kind":"Document"}}',
  'an operation name that is an object': '{"query":"{ __typename }","operationName":{}}',
  'a prototype': '{"__proto__":{"query":"{ __typename }"},"constructor":{"prototype":{"a":1}}}',
  'a persisted query of an unknown hash': `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}}}`,
  'a key twice': '{"query":"{ __typename }","query":1}',
  'half of a JSON': '{"query":"{ __typename',
};
