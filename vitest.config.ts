import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Walks through pages take longest: begun last, they would keep one of the two workers waiting at the end. A worker that changes between
 * the projects begins anew, so those of one follow each other.
 */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const place = ({ moduleId, project }: TestSpecification) =>
      project.name === 'pure' ? 2 : /\/tests\/(browser|cli|db|journeys)\//.test(moduleId) ? 0 : 1;
    return [0, 1, 2].flatMap((wanted) => usual.filter((file) => place(file) === wanted));
  }
}

/** Tests of pure functions alone: they need no database. */
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
      { extends: true, test: { name: 'pure', include: pure } },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: pure,
          globalSetup: ['tests/support/global-setup.ts'],
          setupFiles: ['tests/support/setup.ts'],
        },
      },
    ],
    pool: 'forks',
    // Modules are loaded once a worker: loading the server anew for each file took longer than most files.
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    // So long that only what hangs reaches them, however loaded the machine is.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    // Processes, sockets and browsers share a loaded machine: such a test may try again, and npm test names it. A counterexample of a property never may.
    retry: { count: 1, condition: /^(?!Property failed)/ },
    server: { deps: { inline: [/@apollo\/server/, /graphql-scalars/, /@as-integrations/] } },
  },
});
