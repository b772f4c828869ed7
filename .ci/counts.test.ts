import { describe, expect, test } from 'vitest';
import { playwrightCounts, vitestCounts } from './counts.ts';

const vitest = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 2, numFailedTestSuites: 0 };

describe('counts of the suites', () => {
  test('Vitest: tests, and what was not run', () => {
    expect(vitestCounts({ ...vitest, numFailedTests: 3 })).toEqual({ passed: 5, failed: 3, skipped: 3 });
  });

  test('Vitest: a file that does not load has failed', () => {
    expect(vitestCounts({ ...vitest, numFailedTestSuites: 2 }).failed).toBe(2);
  });

  test('Playwright: flaky is failed', () => {
    expect(playwrightCounts({ stats: { expected: 7, unexpected: 1, flaky: 2, skipped: 4 } })).toEqual({ passed: 7, failed: 3, skipped: 4 });
  });

  test('a report of another shape is refused, never counted as nothing', () => {
    expect(() => vitestCounts({})).toThrow('numPassedTests');
    expect(() => playwrightCounts(undefined)).toThrow('not an object');
  });
});
