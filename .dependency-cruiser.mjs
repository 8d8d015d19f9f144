import { builtinModules } from 'node:module';
import { pathOf, rooms } from './scripts/rooms.mjs';

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** The pattern of a package as it is resolved; `node:*` stands for every module of Node.js. */
function packagePath(name) {
  if (name === 'node:*') return `^(node:)?(${builtinModules.map(escaped).join('|')})$`;
  if (name.startsWith('node:')) return `^(node:)?${escaped(name.slice(5))}$`;
  return `(^|/)node_modules/(@types/)?${escaped(name)}/`;
}

/** Two rules per room: nothing outside its row of the table, and of some rooms only types. */
function rulesOf({ room, imports, types, files = [], packages }) {
  const single = files.map((file) => `^${escaped(file)}$`);
  const allowed = [pathOf(room), ...single, ...[...imports, ...types].map(pathOf), ...packages.map(packagePath)];
  const outside = {
    name: `${room}-imports`,
    comment: `${room} may import ${[...imports, ...types.map((name) => `types of ${name}`), ...files, ...packages].join(', ') || 'nothing'} (scripts/rooms.mjs)`,
    severity: 'error',
    from: { path: pathOf(room) },
    to: { pathNot: allowed },
  };
  const typesOnly = {
    name: `${room}-types-only`,
    comment: `${room} may import only types of ${types.join(', ')} (scripts/rooms.mjs)`,
    severity: 'error',
    from: { path: pathOf(room) },
    to: { path: types.map(pathOf), ...(single.length === 0 ? {} : { pathNot: single }), dependencyTypesNot: ['type-only'] },
  };
  return types.length === 0 ? [outside] : [outside, typesOnly];
}

export default {
  forbidden: [
    ...rooms.flatMap(rulesOf),
    { name: 'no-cycle', severity: 'error', comment: 'no import cycle', from: { pathNot: '^client/' }, to: { circular: true } },
    {
      name: 'no-cycle-of-parts',
      severity: 'error',
      comment: 'no import cycle among the parts of pages, but that a part may name the type of the data of what holds it',
      from: { path: '^client/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'every import leads somewhere',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$' }, // types alone: there is no program in it
    },
    {
      name: 'room-known',
      severity: 'error',
      comment: 'every file of server/ lies in a room of scripts/rooms.mjs',
      from: {},
      to: { path: '^server/', pathNot: rooms.map(({ room }) => pathOf(room)) },
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      comment: 'the program never imports its tests, benchmarks or scripts',
      from: { path: '^(server|client)/' },
      to: { path: '^(tests|bench|prove|scripts)/' },
    },
    {
      name: 'client-apart',
      severity: 'error',
      comment: 'of the server the client knows only client/generated',
      from: { path: '^client/' },
      to: { path: '^(server|migrations)/' },
    },
    {
      name: 'server-apart',
      severity: 'error',
      comment: 'the server never imports the client',
      from: { path: '^server/' },
      to: { path: '^client/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|bench/peers)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
