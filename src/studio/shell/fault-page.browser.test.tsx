import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import '../theme/tokens.css';
import { Suspense } from 'react';
import { AlloyError } from '../../base/errors.ts';
import { later } from '../parts/later.ts';
import { beginWith } from '../state/recipe-store.ts';
import { FaultBoundary } from './fault-page.tsx';

let root: Root | undefined;
const element = document.createElement('div');

afterEach(() => {
  root?.unmount();
  vi.restoreAllMocks();
});

function show(Part: React.ComponentType): void {
  document.body.append(element);
  // What React prints of a caught fault.
  root = createRoot(element, { onCaughtError: () => undefined });
  root.render(
    <FaultBoundary>
      <Suspense>
        <Part />
      </Suspense>
    </FaultBoundary>,
  );
}

test('a part that throws while it is drawn leaves a page that says so, with the recipe to take along', async () => {
  const copy = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  beginWith('Mine', 'models: []');
  show(() => {
    throw new AlloyError({ code: 'bug', what: 'The node has no colour.' });
  });
  await expect.element(page.getByRole('heading', { name: 'The page stopped' })).toBeVisible();
  await expect.element(page.getByText('The node has no colour.')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Load anew' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Begin with an empty page' })).toBeVisible();
  await page.getByRole('button', { name: 'Copy the recipe' }).click();
  expect(copy).toHaveBeenCalledWith('models: []');
});

test('a part that cannot be loaded is a matter of the network', async () => {
  show(later(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))));
  await expect.element(page.getByText('A part of the page could not be loaded. Load the page anew once there is a network.')).toBeVisible();
});
