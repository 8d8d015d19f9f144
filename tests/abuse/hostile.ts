/** Values that nobody means well with, or whose extremes nobody thought of. */

const texts = [
  '\0',
  'a\0b',
  '\ud800',
  "'; drop table customers; --",
  "G01' or '1'='1",
  '%00',
  'x'.repeat(20_000),
  '\u202e\u{e0041}',
  '{{7*7}}<script>alert(1)</script>',
  '{"$gt":""}',
  '../../etc/passwd',
  '',
  ' ',
  '\n\t\r',
  '%',
  '_',
  '\\',
  '[1,2',
  '{"a":{"a":{"a":1}}}',
  '__proto__',
  'constructor',
  '👩‍👩‍👧‍👦é\u0301',
  '-1',
  '0',
  '99999999999999999999',
  'NaN',
  'null',
  'G01,G02',
  'Q3VzdG9tZXI6RzAx',
  'https://127.0.0.1:1/',
  '{ customers(first: 100) { nodes { id } } }',
];
const instants = [
  '1900-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '0000-01-01T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-03-01T25:61:61Z',
  '2026-03-01T00:00:00+99:99',
  '2026-03-01',
  'infinity',
  'now',
  '1970-01-01T00:00:00.000Z',
  '2016-12-31T23:59:60Z',
];
const days = ['1900-01-01', '9999-12-31', '0000-00-00', '2026-02-29', '2024-02-29', '10000-01-01', 'epoch', 'tomorrow'];
const numbers = [0, -1, 1, 2_147_483_647, -2_147_483_648, 2_147_483_648, 1e21, -1e308, 1.7e308, 5e-324, -0, 0.1, 1_000_000];
const decimals = [
  '0',
  '-0',
  '-1',
  '9'.repeat(30),
  '0.'.concat('0'.repeat(29), '1'),
  '1e5',
  '1,5',
  'Infinity',
  '00001.10',
  '.5',
  '5.',
  '+1',
];
const others = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  { a: { b: { c: {} } } },
  Array.from({ length: 2000 }, (_, index) => `x${index}`),
];

const deep = Array.from({ length: 40 }).reduce<unknown>((inner) => ({ and: [inner] }), {});

/** What is put where a value of this type is wanted: mostly of its kind, so that it gets as far as it can, and some of every other kind. */
export function hostileFor(type: string): readonly unknown[] {
  const odd = [...others, deep];
  if (type === 'DateTime') return [...instants, ...texts.slice(0, 4), ...odd, 1e15];
  if (type === 'Date') return [...days, ...texts.slice(0, 4), ...odd, 20_260_301];
  if (type === 'Decimal') return [...decimals, ...texts.slice(0, 4), ...odd, 1.5];
  if (type === 'Int' || type === 'Float') return [...numbers, ...texts.slice(0, 4), '1', ...odd];
  if (type === 'ID' || type === 'String') return [...texts, ...numbers.slice(0, 6), ...odd];
  return [...texts.slice(0, 5), ...numbers.slice(0, 3), ...odd];
}

/** Words of the inside that nobody outside is to read. */
export const inside =
  /node_modules|\/server\/|\.ts:\d|\bat \S+ \(\S+:\d+:\d+\)|syntax error at or near|invalid (byte|input syntax)|out of range for type|violates \w+ constraint|\bselect .+ from\b|insert into|ECONNREFUSED|\/tmp\//;
