/**
 * Runs every suite, whatever the others say, and adds up what they report. The last line is `N passed, N failed`.
 * Checks without tests of their own (types, lint, unused code, builds, size) count as one each.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { provideChromium, provideVulkan } from './browser.ts';
import { vulkanEnvironment } from './chromium.ts';
import { type Counts, playwrightCounts, vitestCounts } from './counts.ts';

interface Suite {
  readonly name: string;
  /** An npm script and what follows it. */
  readonly script: readonly string[];
  /** Reads the counts from the suite's report; absent: the suite is one test. */
  readonly counts?: (report: unknown) => Counts;
}

const REPORTS = 'reports';
const reportOf = (suite: Suite) => `${REPORTS}/${suite.name}.json`;
const vitest = (name: string): Suite => ({
  name,
  script: [`test:${name}`, '--', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORTS}/${name}.json`],
  counts: vitestCounts,
});

const SUITES: readonly Suite[] = [
  { name: 'types', script: ['types'] },
  { name: 'lint', script: ['lint'] },
  { name: 'unused', script: ['unused'] },
  { name: 'build', script: ['build', '--', '--logLevel', 'warn'] },
  { name: 'build-cli', script: ['build:cli'] },
  { name: 'size', script: ['size'] },
  vitest('unit'),
  vitest('browser'),
  { name: 'e2e', script: ['e2e', '--', '--reporter=list,json'], counts: playwrightCounts },
];

/** A suite that ended badly without naming a failed test (it did not start, or a hook failed) has failed once. */
function countsOf(suite: Suite, succeeded: boolean): Counts {
  const outcome: Counts = { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 };
  if (!suite.counts) return outcome;
  try {
    const counts = suite.counts(JSON.parse(readFileSync(reportOf(suite), 'utf8')));
    return succeeded || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function run(suite: Suite, environment: Record<string, string>): Counts {
  process.stdout.write(`\n── ${suite.name} ${'─'.repeat(70 - suite.name.length)}\n`);
  const started = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', ...suite.script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf(suite) },
  });
  const counts = countsOf(suite, status === 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${suite.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${seconds} s\n`);
  return counts;
}

provideVulkan();
const chromium = provideChromium();
const environment = chromium ? { ALLOY_CHROMIUM: chromium, ...vulkanEnvironment(chromium) } : {};
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS);
const total = { passed: 0, failed: 0 };
const failures: string[] = [];
for (const suite of SUITES) {
  const { passed, failed } = run(suite, environment);
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) failures.push(suite.name);
}
if (failures.length > 0) process.stdout.write(`\nFailed: ${failures.join(', ')}\n`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
