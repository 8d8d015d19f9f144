/**
 * What a run of the tests amounts to. A file that could not be loaded, and a run that failed outside any test, count as one failure each:
 * green means that everything was tried and passed.
 *
 * @param report vitest's JSON report; null: it wrote none
 * @param code vitest's exit code
 */
export function summaryOf(report, code) {
  const files = report?.testResults ?? [];
  const tests = files.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name })));
  const count = (...statuses) => tests.filter((test) => statuses.includes(test.status)).length;
  const unloadable = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const passed = count('passed');
  const problems = unloadable.map((file) => `failed outside a test: ${file.name}: ${file.message ?? ''}`);
  let failed = count('failed') + unloadable.length;
  if (failed === 0 && code !== 0) {
    failed = 1;
    problems.push(`expected the test runner to end with 0, got ${code} though no test failed: see its messages above`);
  }
  if (failed === 0 && passed === 0) problems.push('expected at least one test to run, got none: check the filter');
  return {
    passed,
    failed,
    skipped: count('pending', 'skipped', 'todo', 'disabled'),
    skippedTitles: tests
      .filter((test) => ['pending', 'skipped', 'todo', 'disabled'].includes(test.status))
      .map((test) => test.fullName),
    problems,
    ok: failed === 0 && passed > 0,
  };
}

/** `12 passed, 0 failed`, and `, 1 skipped` when something was not tried. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
