/** The recipe as a model card, in the Hub's conventions: https://huggingface.co/docs/hub/model-cards */
import { methodSpec } from '../../methods/specs.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import { parseModelRef } from '../../recipe/refs.ts';
import { writeYaml } from '../../recipe/serialize.ts';
import { outputDocument, recipeModels } from '../../recipe/slices.ts';

const HUB_ID = /^[\w-][\w.-]{0,95}\/[\w.-]{1,96}$/;

/** `text` is the text of `recipe`. A run writes a card of its own, which knows licences too. */
export function recipeCard(name: string, text: string, recipe: Recipe): string {
  const models = recipeModels(recipe).map((ref) => ({ ref, ...parseModelRef(ref) }));
  const hub = models.map(({ path }) => path).filter((path) => HUB_ID.test(path));
  const output = recipe.documents[outputDocument(recipe)];
  const spec = methodSpec(output?.method ?? '');
  const front = writeYaml({
    ...(hub.length > 0 && { base_model: [...new Set(hub)], base_model_relation: 'merge' }),
    library_name: 'transformers',
    tags: ['mergekit', 'merge'],
  });
  const paper = spec?.paper ? ` ([${spec.paper.cite}](${spec.paper.url}))` : '';
  return `---
${front}---
# ${name}

This is a merge of language models, made with Alloy.

## Method

${spec?.label ?? output?.method}${paper}${output?.base === undefined ? '' : `, with ${output.base} as the base`}.

## Models

${models.map(({ ref, path }) => `- ${HUB_ID.test(path) ? `[${ref}](https://huggingface.co/${path})` : ref}`).join('\n')}

## Recipe

\`\`\`yaml
${text.trimEnd()}
\`\`\`
`;
}
