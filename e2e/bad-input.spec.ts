/** Everything that can be wrong with recipes and files is said in words, in place, and nothing is written. */
import { expect, test } from './support/test.ts';

interface Case {
  readonly name: string;
  readonly recipe: string;
  /** What the screen must say. */
  readonly says: RegExp;
}

const linear = (...weights: readonly [string, number][]): string =>
  `merge_method: linear\nmodels:\n${weights.map(([model, weight]) => `  - model: ${model}\n    parameters: {weight: ${weight}}\n`).join('')}`;

const ties = (other: string, parameters = 'weight: 0.5', more = ''): string =>
  `merge_method: ties\nbase_model: fit/base\nmodels:\n  - model: fit/one\n    parameters:\n      weight: 0.5\n  - model: ${other}\n    parameters:\n      ${parameters}\n${more}`;

const CASES: readonly Case[] = [
  { name: 'wrong shapes', recipe: ties('bad/shape'), says: /differ in shape: .*fit\/one 8 × 4.*bad\/shape 4 × 4/ },
  { name: 'a missing tensor', recipe: ties('bad/missing'), says: /bad\/missing lacks tensors that .* has/ },
  { name: 'a truncated file', recipe: ties('bad/truncated'), says: /file ends 5 bytes too early.*model\.safetensors of bad\/truncated/ },
  { name: 'a header of absurd length', recipe: ties('bad/header'), says: /header claims 4611686018427387904 bytes/ },
  {
    name: 'no base',
    recipe: 'merge_method: ties\nmodels:\n  - model: fit/one\n    parameters: {weight: 1}\n',
    says: /TIES needs base_model/,
  },
  { name: 'a density above 1', recipe: ties('bad/numbers', 'weight: 0.5\n      density: 1.5'), says: /density must be .*1.*not 1\.5/ },
  { name: 'weights that sum to zero', recipe: linear(['fit/base', 0.5], ['fit/one', -0.5]), says: /weights sum to zero/ },
  {
    name: 'an unknown key',
    recipe: ties('bad/shape', 'weight: 0.5\n      densty: 0.5'),
    says: /no parameter “densty”.*Did you mean density/,
  },
];

for (const { name, recipe, says } of CASES) {
  test(`${name}: said, and nothing written`, async ({ page, studio }) => {
    await studio.open();
    await studio.paste(recipe);
    await studio.showForm();
    await expect(studio.problems).toContainText(says);
    await expect(studio.merge).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(page.getByRole('tab', { name: /^Runs/ })).toHaveAttribute('aria-selected', 'false');
    expect(await studio.keptFiles()).toEqual([]);
  });
}

test('numbers that are none are counted and named', async ({ page, studio }) => {
  await studio.open();
  await studio.paste(linear(['fit/one', 0.5], ['bad/numbers', 0.5]));
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await studio.merge.click();
  await studio.finish();
  await expect(page.getByRole('region', { name: 'Tensors' })).toContainText('numbers: 2 NaN, 1 Inf');
});
