/**
 * What is undone at the end of a test file or of a test; tests/support/setup.ts sees to it. The modules of the harnesses are loaded once a
 * worker and cannot register hooks of a file themselves.
 */

type End = () => unknown;

const ofFile: End[] = [];
const ofTest: End[] = [];

/** Done when every test of this file is over, the last begun first. */
export function atEndOfFile(end: End): void {
  ofFile.push(end);
}

/** Done when this test is over, the last begun first. */
export function atEndOfTest(end: End): void {
  ofTest.push(end);
}

export const endFile = () => endAll(ofFile);
export const endTest = () => endAll(ofTest);

/** One that fails keeps no other from being done. */
async function endAll(ends: End[]): Promise<void> {
  const faults: unknown[] = [];
  for (const end of ends.splice(0).reverse()) {
    try {
      await end();
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, `expected everything to end, got ${faults.map(String).join('; ')}`);
}
