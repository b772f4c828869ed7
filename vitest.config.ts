/** Three projects: `unit` in Node (WebGPU by Dawn), `browser` in Chromium, and, on request, `bench`. */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import { CHROMIUM_ARGS, findChromium } from './.ci/chromium.ts';
import vite from './vite.config.ts';

const chromium = findChromium();

// Kernels on a software adapter, on a busy machine with two cores, take their time.
const timeouts = { testTimeout: 60_000, hookTimeout: 180_000 };

const unit = {
  extends: true as const,
  test: {
    name: 'unit',
    environment: 'node',
    include: ['{src,e2e,.ci}/**/*.test.ts'],
    exclude: ['**/*.browser.test.ts'],
    // Dawn's WebGPU does not survive worker threads.
    pool: 'forks' as const,
    setupFiles: ['./src/compute/webgpu/dawn.setup.ts'],
    ...timeouts,
  },
};

const browser = {
  extends: true as const,
  // Found while a test already runs, these would be bundled anew, and React would be there twice.
  optimizeDeps: {
    include: [
      ...['react', 'react-dom', 'react-dom/client', 'react/jsx-runtime', 'zustand', 'zustand/vanilla', 'comlink', 'yaml'],
      ...['@mantine/core', '@mantine/hooks', '@tabler/icons-react', 'recharts', '@xyflow/react', '@dagrejs/dagre', 'html-to-image'],
      ...['commands', 'lang-yaml', 'language', 'lint', 'state', 'view'].map((name) => `@codemirror/${name}`),
    ],
  },
  test: {
    name: 'browser',
    // In continuous integration a missing adapter is a failure.
    env: { CI: process.env.CI ?? '' },
    include: ['src/**/*.{gpu,browser}.test.{ts,tsx}'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { args: CHROMIUM_ARGS, ...(chromium && { executablePath: chromium }) } }),
      instances: [{ browser: 'chromium' as const }],
    },
    ...timeouts,
  },
};

const bench = {
  extends: true as const,
  test: {
    name: 'bench',
    environment: 'node',
    include: ['{src,e2e}/**/*.bench.ts'],
    setupFiles: unit.test.setupFiles,
    testTimeout: 600_000,
  },
};

export default defineConfig(({ mode }) => mergeConfig(vite, { test: { projects: mode === 'bench' ? [bench] : [unit, browser] } }));
