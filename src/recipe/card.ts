/** The model card of a merge, in the Hub's conventions: https://huggingface.co/docs/hub/model-cards */
import { methodSpec } from '../methods/specs.ts';
import type { MergeDocument, ModelRef } from './recipe.ts';
import { writeYaml } from './serialize.ts';
import { coefficientModels } from './slices.ts';

/** What is known of a model that goes into the merge. */
export interface CardModel {
  /** As the recipe names it. */
  readonly ref: ModelRef;
  /** How people know it: `owner/name` on the Hub, the name of a folder. */
  readonly label: string;
  /** The commit that was read. */
  readonly revision?: string | undefined;
  readonly licence?: string | undefined;
}

const HUB_ID = /^[\w-][\w.-]{0,95}\/[\w.-]{1,96}$/;

/** `document` makes the output; `text` is the whole recipe. */
export function modelCard(name: string, text: string, document: MergeDocument, opened: readonly CardModel[]): string {
  const coefficients = coefficientModels(document);
  const models = opened.filter(({ ref }) => !coefficients.includes(ref));
  const spec = methodSpec(document.method);
  const paper = spec?.paper ? ` ([${spec.paper.cite}](${spec.paper.url}))` : '';
  const base = document.base === undefined ? '' : `, with ${linkTo(document.base, models)} as the base`;
  return `---
${frontMatter(models)}---
# ${name}

This is a merge of language models, made with Alloy.

## Method

${spec?.label ?? document.method}${paper}${base}.

## Models

${models.map(({ ref, revision }) => `- ${linkTo(ref, models)}${revision === undefined ? '' : ` at \`${revision}\``}`).join('\n')}

## Recipe

\`\`\`yaml
${text.trimEnd()}
\`\`\`
`;
}

function frontMatter(models: readonly CardModel[]): string {
  const hub = [...new Set(models.map(({ label }) => label).filter((label) => HUB_ID.test(label)))];
  const licence = inheritedLicence(models);
  return writeYaml({
    ...(hub.length > 0 && { base_model: hub, base_model_relation: 'merge' }),
    ...(licence !== undefined && { license: licence }),
    library_name: 'transformers',
    tags: ['mergekit', 'merge'],
  });
}

function linkTo(ref: ModelRef, models: readonly CardModel[]): string {
  const label = models.find((model) => model.ref === ref)?.label ?? ref;
  return HUB_ID.test(label) ? `[${label}](https://huggingface.co/${label})` : label;
}

/** The licence that all models share; none is claimed where they differ or one has none. */
function inheritedLicence(models: readonly CardModel[]): string | undefined {
  const licences = new Set(models.map(({ licence }) => licence));
  const [only] = licences;
  return licences.size === 1 ? only : undefined;
}
