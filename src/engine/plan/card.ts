/** The model card of a merge, in the Hub's conventions: https://huggingface.co/docs/hub/model-cards */
import { stringify } from 'yaml';
import { methodSpec } from '../../methods/specs.ts';
import type { MergeDocument } from '../../recipe/recipe.ts';
import { coefficientModels } from '../../recipe/slices.ts';
import type { Plane } from './plane.ts';

const HUB_ID = /^[\w.-]{1,96}\/[\w.-]{1,96}$/;

export function modelCard(name: string, document: MergeDocument, text: string, opened: readonly Plane[]): string {
  const coefficients = coefficientModels(document);
  const planes = opened.filter((p) => !coefficients.includes(p.ref));
  const spec = methodSpec(document.method);
  const hub = planes.map((p) => p.checkpoint.label).filter((l) => HUB_ID.test(l));
  const licence = inheritedLicence(planes);
  const front = stringify({
    ...(hub.length ? { base_model: hub, base_model_relation: 'merge' } : {}),
    ...(licence ? { license: licence } : {}),
    library_name: 'transformers',
    tags: ['mergekit', 'merge'],
  });
  const paper = spec?.paper ? ` ([${spec.paper.cite}](${spec.paper.url}))` : '';
  const base = document.base ? `, with ${nameOf(document.base, planes)} as the base` : '';
  return `---
${front}---
# ${name}

This is a merge of language models, made with Alloy.

## Method

${spec?.label ?? document.method}${paper}${base}.

## Models

${planes.map((p) => `- ${nameOf(p.ref, planes)}${p.checkpoint.revision ? ` at \`${p.checkpoint.revision}\`` : ''}`).join('\n')}

## Recipe

\`\`\`yaml
${text.trimEnd()}
\`\`\`
`;
}

function nameOf(ref: string, planes: readonly Plane[]): string {
  const label = planes.find((p) => p.ref === ref)?.checkpoint.label ?? ref;
  return HUB_ID.test(label) ? `[${label}](https://huggingface.co/${label})` : label;
}

/** The licence that all models share; none is claimed where they differ or one has none. */
function inheritedLicence(planes: readonly Plane[]): string | undefined {
  const licences = new Set(planes.map((p) => p.checkpoint.card?.licence));
  const [only] = licences;
  return licences.size === 1 ? only : undefined;
}
