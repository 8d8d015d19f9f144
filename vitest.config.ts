import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Walks through pages take longest: begun last, they would keep one of the two workers waiting at the end. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => /\/tests\/(browser|cli|db|journeys)\//.test(moduleId);
    return [...usual.filter(isLong), ...usual.filter((file) => !isLong(file))];
  }
}

/** Tests that share nothing but pure functions: their modules are loaded once a worker. */
const pure = ['tests/{access,client,engine}/**/*.test.{ts,tsx}'];

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
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: pure,
          globalSetup: ['tests/support/global-setup.ts'],
        },
      },
    ],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Processes, sockets and browsers share a loaded machine: such a test may try again, and npm test names it. A counterexample of a property never may.
    retry: { count: 1, condition: /^(?!Property failed)/ },
    server: { deps: { inline: [/@apollo\/server/, /graphql-scalars/, /@as-integrations/] } },
  },
});
