import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Without this alias, graphql is loaded once as a module and once as CommonJS, and refuses to work with itself.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    globalSetup: ['tests/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@apollo\/server/, /graphql-scalars/, /@as-integrations/] } },
  },
});
