/** docs/methods.md: every method and its parameters, from the specs that checks and forms are made of. */
import { METHOD_SPECS, type MethodSpec, type ParameterSpec } from '../../src/methods/specs.ts';

const HEAD = `# Methods

Made from the specs in \`src/methods\` by \`npm run test:unit -- e2e/docs -u\`; do not edit. Names and defaults are mergekit's.

- **kind**: *span* is a weighted sum whose weights come from the whole tensors; *election* thins task vectors and may elect
  a sign for each entry; *pointwise* is a rule for each entry.
- **base**: *required* beside the models; *member*: one of the models; *optional*; *none*: a base is one more model.
- **models**: how many, the base not counted unless it is a member or has no role of its own.
- **parameters**: \`name = default\`, with the range in brackets where values outside are refused, and the unit where there is
  one. A star marks what each model has of its own; the others are shared by all models. No default: the recipe must give
  the value.
`;

export function methodsPage(): string {
  const rows = METHOD_SPECS.map(methodRow);
  const table = `| method | kind | base | models | parameters | paper |\n|---|---|---|---|---|---|\n${rows.join('\n')}`;
  return `${HEAD}\n${table}\n\n${dialects()}`;
}

function methodRow({ id, label, kind, base, models, parameters, paper }: MethodSpec): string {
  const own = parameters.filter(({ alloyOnly }) => !alloyOnly).map(parameterText);
  const source = paper ? `[${paper.cite}](${paper.url})` : '';
  return `| \`${id}\` (${label}) | ${kind} | ${base} | ${countText(models)} | ${own.join('<br>') || 'none'} | ${source} |`;
}

function countText({ min, max }: MethodSpec['models']): string {
  if (min === max) return String(min);
  return max === undefined ? `${min} or more` : `${min} to ${max}`;
}

function parameterText(parameter: ParameterSpec): string {
  const { key, scope, default: preset } = parameter;
  const range = [rangeText(parameter), parameter.unit].filter(Boolean).join(', ');
  return `\`${key}${preset === undefined ? '' : ` = ${preset}`}\`${scope === 'model' ? '\\*' : ''}${range && ` [${range}]`}`;
}

function rangeText({ type, hard: { min, max, exclusive } = {} }: ParameterSpec): string {
  if (min === undefined && max === undefined) return '';
  const ends = [exclusive && 'ends excluded', type === 'integer' && 'whole numbers'].filter(Boolean).map((words) => `, ${words}`);
  return `${max === undefined ? `${min} or more` : `${min ?? 'any'} to ${max}`}${ends.join('')}`;
}

const DIALECTS = `## Under \`alloy:\`

What mergekit has no words for; its meaning is the default. Where papers and implementations disagree, these choose. They
stand under \`alloy:\` in a recipe, which mergekit ignores.

| parameter | values, the default first | what it decides | methods |
|---|---|---|---|
`;

/** One row for each parameter that only Alloy has; methods may offer more or fewer of its values. */
function dialects(): string {
  const all = METHOD_SPECS.flatMap((spec) =>
    spec.parameters.filter(({ alloyOnly }) => alloyOnly).map((parameter) => ({ spec, parameter })),
  );
  const rows = [...new Set(all.map(({ parameter }) => parameter.key))].map((key) => {
    const found = all.filter(({ parameter }) => parameter.key === key);
    const choices = [...new Set(found.flatMap(({ parameter }) => (parameter.choices ?? []).map(({ value }) => value)))].map((value) => {
      const offering = found.filter(({ parameter }) => parameter.choices?.some((choice) => choice.value === value));
      return `\`${value}\`${offering.length < found.length ? ` (${offering.map(({ spec }) => spec.id).join(', ')})` : ''}`;
    });
    return `| \`${key}\` | ${choices.join(', ') || 'a model reference'} | ${found[0]?.parameter.help} | ${found.map(({ spec }) => spec.id).join(', ')} |`;
  });
  return `${DIALECTS}${rows.join('\n')}\n`;
}
