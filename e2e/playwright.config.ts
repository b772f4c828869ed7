/** The studio as a person uses it: the built site, served from a plain static server. */
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, requireChromium } from '../.ci/chromium.ts';

const port = Number(process.env.ALLOY_E2E_PORT ?? 4179);
const inCi = Boolean(process.env.CI);

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../reports/e2e',
  forbidOnly: inCi,
  // Stories wait for the browser more than they compute.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1440, height: 900 },
    // A trace of every story takes a third of the time; `--trace on` has one where it is wanted.
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: requireChromium(), args: CHROMIUM_ARGS },
  },
  webServer: {
    command: `npm run --silent preview -- --port ${port} --strictPort`,
    cwd: '..',
    url: `http://localhost:${port}/`,
    reuseExistingServer: !inCi,
  },
});
