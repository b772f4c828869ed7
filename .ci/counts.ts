/** How many tests passed and failed, from the reports that Vitest and Playwright write. */

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function numbers(report: unknown, ...keys: string[]): number[] {
  if (!isRecord(report)) throw new Error('The report is not an object');
  return keys.map((key) => {
    const value = report[key];
    if (typeof value !== 'number') throw new Error(`The report has no number "${key}"`);
    return value;
  });
}

/** Vitest's JSON reporter. A file that could not be loaded has no tests, but is a failed suite: it counts as one. */
export function vitestCounts(report: unknown): Counts {
  const [passed = 0, failed = 0, pending = 0, todo = 0, suites = 0] = numbers(
    report,
    'numPassedTests',
    'numFailedTests',
    'numPendingTests',
    'numTodoTests',
    'numFailedTestSuites',
  );
  return { passed, failed: failed === 0 && suites > 0 ? suites : failed, skipped: pending + todo };
}

/** Playwright's JSON reporter. A test that passed only when tried again counts as failed: it hides a fault. */
export function playwrightCounts(report: unknown): Counts {
  const [passed = 0, failed = 0, flaky = 0, skipped = 0] = numbers(
    isRecord(report) ? report.stats : undefined,
    'expected',
    'unexpected',
    'flaky',
    'skipped',
  );
  return { passed, failed: failed + flaky, skipped };
}
