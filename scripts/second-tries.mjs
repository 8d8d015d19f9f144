import { say } from './tools.mjs';

/** A reporter of vitest: names the tests that failed once and passed when tried again, so that none of them stays unseen. */
export default class SecondTries {
  /** @type {string[]} */
  #titles = [];

  /** @param {{ fullName: string, module: { relativeModuleId: string }, diagnostic(): { flaky: boolean } | undefined }} test */
  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky) this.#titles.push(`${test.module.relativeModuleId}: ${test.fullName}`);
  }

  onTestRunEnd() {
    for (const title of this.#titles) say(`passed at the second try only: ${title}`);
  }
}
