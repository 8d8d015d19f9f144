import { expect, test } from 'vitest';
import { closingLine, summaryOf } from '../../scripts/test-summary.mjs';

/** A report of one file whose tests ended so. */
const reportOf = (...statuses: string[]) => ({
  testResults: [
    {
      name: 'a.test.ts',
      status: statuses.includes('failed') ? 'failed' : 'passed',
      message: '',
      assertionResults: statuses.map((status, index) => ({ status, fullName: `test ${index}` })),
    },
  ],
});

test('a green run closes with what passed', () => {
  const summary = summaryOf(reportOf('passed', 'passed'), 0);
  expect(closingLine(summary)).toBe('2 passed, 0 failed');
  expect(summary.ok).toBe(true);
});

test('what could not be tried is counted apart and named', () => {
  const summary = summaryOf(reportOf('passed', 'pending'), 0);
  expect(closingLine(summary)).toBe('1 passed, 0 failed, 1 skipped');
  expect(summary.skippedTitles).toEqual(['test 1']);
});

test('a failed test fails the run', () => {
  const summary = summaryOf(reportOf('passed', 'failed'), 1);
  expect(closingLine(summary)).toBe('1 passed, 1 failed');
  expect(summary.ok).toBe(false);
});

test('a file that could not be loaded counts as a failure', () => {
  const report = { testResults: [{ name: 'b.test.ts', status: 'failed', message: 'SyntaxError', assertionResults: [] }] };
  expect(summaryOf(report, 1)).toMatchObject({
    failed: 1,
    ok: false,
    problems: ['failed outside a test: b.test.ts: SyntaxError'],
  });
});

test('a runner that ends badly without a failed test fails the run', () => {
  expect(summaryOf(reportOf('passed'), 1)).toMatchObject({ passed: 1, failed: 1, ok: false });
});

test('a run without a test is no success', () => {
  expect(summaryOf(reportOf('pending'), 0).ok).toBe(false);
  expect(summaryOf(null, 1).ok).toBe(false);
});
