import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { NumberSlider } from '../parts/number-slider.tsx';
import { setParameter } from '../state/recipe-edits.ts';
import { endGesture, recipeStore } from '../state/recipe-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';
import { BaseRow } from './base-row.tsx';
import { MethodHead } from './method-head.tsx';

vi.mock('../parts/number-slider.tsx', { spy: true });
vi.mock('./base-row.tsx', { spy: true });
vi.mock('./method-head.tsx', { spy: true });

// A phone's sheet has the slider a second time.
beforeEach(() => page.viewport(1440, 900));
afterEach(closeStudio);

test('a drag of a weight renders that slider once a move, and no other part of the form', async () => {
  openStudio();
  await expect.element(page.getByText('Ready')).toBeVisible();
  // The form comes on demand: only what is rendered after it stands counts.
  await expect.element(page.getByRole('slider', { name: 'density of safety' })).toBeVisible();
  await new Promise((settled) => setTimeout(settled, 500));
  const sliders = vi.mocked(NumberSlider);
  const rest = [vi.mocked(BaseRow), vi.mocked(MethodHead)];
  for (const part of [sliders, ...rest]) part.mockClear();

  const moves = 40;
  for (let i = 1; i <= moves; i++) {
    setParameter('weight of code', 0, ['models', 0, 'parameters', 'weight'], 0.5 + i / 100, 'drag');
    await new Promise(requestAnimationFrame);
  }
  endGesture();

  expect(new Set(sliders.mock.calls.map(([{ name }]) => name))).toEqual(new Set(['weight of code']));
  expect(sliders.mock.calls.length).toBeLessThanOrEqual(moves + 2);
  expect(rest.map((part) => part.mock.calls.length)).toEqual([0, 0]);
  expect(recipeStore.getState().past).toHaveLength(1);
});
