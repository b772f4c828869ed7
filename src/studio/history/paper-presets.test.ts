import { expect, test } from 'vitest';
import { parseRecipe } from '../../recipe/parse.ts';
import { PAPER_PRESETS } from './paper-presets.ts';

test.each(PAPER_PRESETS)('$name is a sound recipe that names its paper', ({ text }) => {
  const { recipe, problems } = parseRecipe(text);
  expect(problems).toEqual([]);
  expect(recipe?.documents).toHaveLength(1);
  expect(text).toMatch(/^# .*arXiv \d{4}\.\d{5}\n/);
});
