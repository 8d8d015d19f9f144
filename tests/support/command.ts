import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What Node.js runs as `ecx`, by absolute paths: the built program where `npm test` has just built it, which starts in a third of the time, else the source. */
export const ecxProgram: readonly string[] =
  process.env.ECX_TEST_BUILT === '1'
    ? [`${root}dist/server/cli/ecx.js`]
    : ['--import', import.meta.resolve('tsx'), `${root}server/cli/ecx.ts`];
