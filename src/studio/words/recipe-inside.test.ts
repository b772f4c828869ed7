import { expect, test } from 'vitest';
import { recipeInside } from './recipe-inside.ts';

const RECIPE = 'models:\n  - model: a/b\n  - model: c/d\nmerge_method: slerp\nbase_model: a/b\n';

const card = (fence: string) => `---
base_model: [a/b, c/d]
tags: [mergekit]
---
# It is a merge

\`\`\`python
merge_method = 'none of it'
\`\`\`

## Configuration

${fence}yaml
${RECIPE}${fence}

Thanks.
`;

test.each(['```', '````', '~~~'])('of a model card the block with the method is taken: %s', (fence) => {
  expect(recipeInside(card(fence))).toBe(RECIPE);
  expect(recipeInside(card(fence).replaceAll('\n', '\r\n')).trim()).toBe(RECIPE.replaceAll('\n', '\r\n').trim());
});

test('a recipe stays as it is, and so does a card without one', () => {
  expect(recipeInside(RECIPE)).toBe(RECIPE);
  const other = card('```').replace('merge_method: slerp', 'method: slerp');
  expect(recipeInside(other)).toBe(other);
});
