/**
 * The stories' test: a browser with a profile of its own on disk (in a private window OPFS would lie in memory), and a
 * hub on this machine. A page that throws fails its story.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, chromium, expect } from '@playwright/test';
import { startTestHub, type TestHub } from '../hub/hub.ts';
import { SMALL_REPOS, TEAM_REPOS, WIDE_REPOS } from './models.ts';
import { createStudio, type Studio } from './studio.ts';

interface Stories {
  readonly hub: TestHub;
  readonly studio: Studio;
}

export const test = base.extend<Stories>({
  context: async ({ baseURL, colorScheme, viewport, launchOptions }, use) => {
    const profile = await mkdtemp(join(tmpdir(), 'alloy-e2e-'));
    const context = await chromium.launchPersistentContext(profile, {
      ...launchOptions,
      ...(baseURL !== undefined && { baseURL }),
      colorScheme,
      viewport,
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await use(context);
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  },
  page: async ({ context }, use) => {
    const page = context.pages()[0] ?? (await context.newPage());
    const thrown: string[] = [];
    page.on('pageerror', (error) => thrown.push(error.stack ?? error.message));
    await use(page);
    expect(thrown, 'what the page threw').toEqual([]);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  hub: async ({}, use) => {
    const hub = await startTestHub({ repos: [...TEAM_REPOS, ...SMALL_REPOS, ...WIDE_REPOS] });
    await use(hub);
    await hub.close();
  },
  studio: async ({ page, hub }, use) => use(createStudio(page, hub.url)),
});

export { expect };
