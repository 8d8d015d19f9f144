import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Without this alias, graphql is loaded once as a module and once as CommonJS, and refuses to work with itself.
  resolve: {
    alias: [
      { find: /^graphql$/, replacement: 'graphql/index.js' },
      // The examples name the package, as its users do; here they get its sources.
      {
        find: /^enhanced-customer-experience\/(services\/\w+)$/,
        replacement: fileURLToPath(new URL('client/$1.ts', import.meta.url)),
      },
    ],
  },
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    globalSetup: ['tests/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Processes, sockets and browsers share a loaded machine: such a test may try again, and npm test names it. A counterexample of a property never may.
    retry: { count: 1, condition: /^(?!Property failed)/ },
    server: { deps: { inline: [/@apollo\/server/, /graphql-scalars/, /@as-integrations/] } },
  },
});
