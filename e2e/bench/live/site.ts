/** The built studio on a server of its own, and a browser whose memory can be watched. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, requireChromium } from '../../../.ci/chromium.ts';
import { installProbe } from './probe.ts';

export interface Site {
  /** Of the browser; all its processes descend from it. */
  readonly pid: number;
  /** Seconds that all its processes have computed so far: they do not depend on what else the machine does. */
  computed(): Promise<number>;
  /** A page with nothing of earlier visits, and the probe in it. */
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Garbage on demand. Young generations stay small: they grow with use to tens of megabytes a thread, whatever the
 * program keeps, and would hide what it does keep.
 */
const GARBAGE = '--js-flags=--expose-gc --max-semi-space-size=1';

export async function openSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'alloy-bench-'));
  const common = { root: PROJECT, configFile: join(PROJECT, 'vite.config.ts'), logLevel: 'warn' } as const;
  await build({ ...common, build: { outDir: folder, emptyOutDir: true } });
  const server = await preview({ ...common, build: { outDir: folder }, preview: { host: '127.0.0.1' } });
  const program = await chromium.launchServer({
    executablePath: requireChromium(),
    args: [...CHROMIUM_ARGS, GARBAGE],
  });
  const browser = await chromium.connect(program.wsEndpoint());
  const session = await browser.newBrowserCDPSession();
  return {
    pid: program.process().pid ?? 0,
    async computed() {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    },
    async newPage() {
      const context = await browser.newContext({
        baseURL: server.resolvedUrls?.local[0] ?? '',
        viewport: { width: 1440, height: 900 },
        reducedMotion: 'reduce',
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      const page = await context.newPage();
      await installProbe(page);
      return page;
    },
    async close() {
      await browser.close();
      await program.close();
      await server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
