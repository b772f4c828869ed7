import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { recipeStore, undo } from '../state/recipe-store.ts';
import { setView } from '../state/view-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';

beforeEach(() => page.viewport(1440, 900));
afterEach(closeStudio);

test('the time is estimated before the first run, and its note tells what it rests on', async () => {
  openStudio({ layers: 40 });
  const note = page.getByRole('region', { name: 'Plan' }).getByRole('button', { name: 'compute bound' });
  await expect.element(page.getByText(/^≈ /)).toBeVisible();
  (note.element() as HTMLElement).focus();
  await expect
    .element(page.getByText(/^Computing: 10\.0 M entries a second, measured with these steps on WebAssembly with SIMD/))
    .toBeVisible();
});

test('a planner’s problem is mended from a list of ways, as one step', async () => {
  const models = ['./demo/base', './demo/code'];
  openStudio({
    problems: [
      { severity: 'error', code: 'mismatch', what: 'The models differ in shape.', where: 'lm_head', about: { kind: 'vocabulary', models } },
      { severity: 'error', code: 'missing', what: 'code lacks tensors.', about: { kind: 'misfit', models: ['./demo/code'] } },
    ],
  });
  const { text } = recipeStore.getState();
  const problems = page.getByRole('region', { name: 'Problems' });
  await expect.element(problems.getByText('2 to solve')).toBeVisible();
  await expect.element(problems.getByRole('button', { name: 'Take out code' })).toBeVisible();
  await problems.getByRole('button', { name: 'Choose a fix' }).click();
  await page.getByRole('menuitem', { name: 'Unite the vocabularies' }).click();
  expect(recipeStore.getState().text).toContain('tokenizer_source: union');
  undo();
  expect(recipeStore.getState().text).toBe(text);
});

test('the inspector of a merge offers the same ways out', async () => {
  openStudio({
    problems: [{ severity: 'error', code: 'missing', what: 'code lacks tensors.', about: { kind: 'misfit', models: ['./demo/code'] } }],
  });
  setView({ tab: 'graph', selection: { kind: 'merge', name: undefined } });
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector.getByRole('button', { name: 'Take out code' }).click();
  expect(recipeStore.getState().text).not.toContain('./demo/code');
});

test('a model that cannot be read is a problem of its merge: on the node and in the inspector, with the plan’s ways out', async () => {
  const what = 'The repository is private, or there is none of this name.';
  const text =
    'merge_method: linear\nmodels:\n  - {model: ./demo/code, parameters: {weight: 1}}\n  - {model: o/secret, parameters: {weight: 1}}\n';
  openStudio({ faults: { 'o/secret': { code: 'access', what } } }, text, 'graph');
  setView({ selection: { kind: 'merge', name: undefined } });
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect.element(inspector.getByText(what)).toBeVisible();
  await expect.element(inspector.getByRole('link', { name: 'Ask for access' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: '1 problem', exact: true })).toBeVisible();
  await inspector.getByRole('button', { name: 'Use a token' }).click();
  await expect.element(page.getByRole('dialog', { name: 'Add a model' })).toBeVisible();
});

test('a vocabulary that cannot be read may come from elsewhere, or be made readable', async () => {
  const text =
    'merge_method: linear\nmodels:\n  - {model: ./demo/code, parameters: {weight: 1}}\n  - {model: ./demo/safety, parameters: {weight: 1}}\ntokenizer_source: ';
  const problems = page.getByRole('region', { name: 'Problems' });
  openStudio({ faults: { 'o/words': { code: 'access', what: 'Ask first.' } } }, `${text}o/words\n`);
  await expect.element(problems.getByRole('link', { name: 'Ask for access' })).toBeVisible();
  const names = () =>
    problems
      .getByRole('button')
      .elements()
      .map(({ textContent }) => textContent);
  expect(names()).toEqual(['Keep the vocabulary of code', 'Unite the vocabularies', 'Use a token']);
  openStudio({}, `${text}./words\n`);
  await expect.element(problems.getByRole('button', { name: 'Choose files…' })).toBeVisible();
  expect(names()).toEqual(['Keep the vocabulary of code', 'Unite the vocabularies', 'Choose files…']);
});
