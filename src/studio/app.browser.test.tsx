import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { AlloyError } from '../base/errors.ts';
import { PRESETS } from './state/presets.ts';
import { recipeStore } from './state/recipe-store.ts';
import { sourcesStore } from './state/sources-store.ts';
import { closeStudio, openStudio } from './testing/screen.tsx';

const button = (name: string | RegExp) => page.getByRole('button', { name });
const merge = button(/^Merge/);
const weight = page.getByRole('slider', { name: 'weight of code' });

beforeEach(async () => {
  await page.viewport(1440, 900);
});

afterEach(() => {
  closeStudio();
  vi.restoreAllMocks();
});

describe('opening', () => {
  test('the demo family stands there as a TIES recipe, planned, and can be merged at once', async () => {
    openStudio();
    await expect.element(page.getByRole('combobox', { name: 'Method' })).toHaveValue('TIES');
    await expect.element(page.getByText('Ready')).toBeVisible();
    await expect.element(page.getByRole('table', { name: 'Tensors to write' })).toBeVisible();
    await expect.element(page.getByText('CPU · WASM · 2 threads')).toBeVisible();
  });

  test('a page without a recipe says how to begin', async () => {
    openStudio({}, '');
    await expect.element(page.getByRole('heading', { name: 'Start with two models' })).toBeVisible();
    await expect.element(merge).toHaveAttribute('aria-disabled', 'true');
    await button('Open the demo family').click();
    await expect.element(page.getByText('Ready')).toBeVisible();
  });
});

describe('editing', () => {
  test('keys move a weight; a burst of them is one step; undo is a button that says what', async () => {
    openStudio();
    await expect.element(weight).toBeVisible();
    (weight.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    await expect.element(weight).toHaveAttribute('aria-valuenow', '0.52');
    await button('Undo weight of code').click();
    await expect.element(weight).toHaveAttribute('aria-valuenow', '0.5');
    await button('Redo weight of code').click();
    expect(recipeStore.getState().text).toContain('weight: 0.52');
  });

  test('another method brings its own parameters, and takes away what it does not know', async () => {
    openStudio();
    await page.getByRole('combobox', { name: 'Method' }).click();
    await page.getByRole('option', { name: /^SLERP/ }).click();
    await expect.element(page.getByRole('slider', { name: 'position t' })).toHaveAttribute('aria-valuenow', '0.5');
    expect(weight.query()).toBeNull();
    expect(recipeStore.getState().problems).toEqual([]);
  });

  test('locked weights stay when the others are shared out', async () => {
    openStudio();
    const field = page.getByRole('textbox', { name: 'weight of code, number' });
    await field.fill('.8');
    await userEvent.keyboard('{Enter}');
    await button('Lock the weight of code').click();
    await button('Distribute').click();
    await expect.element(page.getByRole('slider', { name: 'weight of safety' })).toHaveAttribute('aria-valuenow', '0.2');
  });
});

describe('problems', () => {
  test('a fault of the text has its line and a fix', async () => {
    openStudio({}, PRESETS[0].text.replace('density: 0.5', 'densty: 0.5'));
    await expect.element(button('Change to density')).toBeVisible();
    await expect.element(merge).toHaveAttribute('aria-disabled', 'true');
    await button('Change to density').click();
    await expect.element(page.getByText('Ready')).toBeVisible();
  });

  test('a gated model says so, and offers to ask and to give a token, which opens it', async () => {
    const what = 'The repository is gated: its owners ask for consent first.';
    const engine = openStudio({ faults: { 'a/gated': { code: 'access', what } } }, PRESETS[0].text.replace('./demo/code', 'a/gated'));
    await expect.element(page.getByText(what).first()).toBeVisible();
    await expect.element(page.getByRole('link', { name: 'Ask for access' })).toHaveAttribute('href', 'https://huggingface.co/a/gated');
    await button('Use a token').click();
    await page.getByRole('dialog').getByLabelText('Read token for the Hub').fill('hf_secret');
    await page.getByRole('dialog').getByRole('button', { name: 'Use token' }).click();
    await expect.poll(() => engine.asked.inspected.filter((name) => name === 'a/gated').length).toBeGreaterThan(1);
    expect(sourcesStore.getState().token).toBe('hf_secret');
    expect(JSON.stringify(localStorage)).not.toContain('hf_secret');
  });

  test('the planner’s word stops the merge', async () => {
    openStudio({ problems: [{ severity: 'error', code: 'mismatch', what: 'Tensor shapes differ', where: 'lm_head.weight' }] });
    await expect.element(page.getByText('1 problem to solve first')).toBeVisible();
    await expect.element(merge).toHaveAttribute('aria-disabled', 'true');
  });
});

describe('runs', () => {
  test('a run ends in files that can be downloaded', async () => {
    openStudio();
    await expect.element(page.getByText('Ready')).toBeVisible();
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect.element(page.getByText(/Reopened and checked: 38 tensors/)).toBeVisible();
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    await button('Download config.json').click();
    expect(clicked).toHaveBeenCalledOnce();
  });

  test('a run that is cancelled leaves nothing and says so', async () => {
    openStudio({
      run: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new AlloyError({ code: 'aborted', what: 'Cancelled.' })));
        }),
    });
    await expect.element(page.getByText('Ready')).toBeVisible();
    await merge.click();
    await button('Cancel').click();
    await expect.element(page.getByRole('heading', { name: 'Run 1 was cancelled' })).toBeVisible();
  });

  test('a fault says what, where and what to do, and the recipe is as it was', async () => {
    const text = PRESETS[0].text;
    openStudio({
      run: async () => {
        throw new AlloyError({
          code: 'network',
          what: 'The Hub sent 43.2 MB where 67.1 MB were due.',
          where: 'a/b, model.safetensors',
          hint: 'Try later.',
        });
      },
    });
    await expect.element(page.getByText('Ready')).toBeVisible();
    await merge.click();
    await expect.element(page.getByRole('heading', { name: /The Hub sent 43.2 MB/ })).toBeVisible();
    await expect.element(page.getByText('a/b, model.safetensors').first()).toBeVisible();
    expect(recipeStore.getState().text).toBe(text);
  });
});
