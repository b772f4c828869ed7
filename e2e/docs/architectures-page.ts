/** docs/architectures.md: the architectures that Alloy knows by name, from the table that it reads tensors with. */
import { FAMILIES } from '../../src/formats/architectures/families.ts';
import type { Family, Part } from '../../src/formats/architectures/family.ts';

const HEAD = `# Architectures

Made from \`src/formats/architectures\` by \`npm run test:unit -- e2e/docs -u\`; do not edit.

The table says which layer of which part a tensor belongs to, which tensors have a row for each token, which may stand in
for a missing one, and which may be missing. A checkpoint is matched by the \`model_type\` of its config, and only if its
names fit. Everything else is read from the names alone: the first whole number of a name is the layer, and numbers that
run from 0 without a gap make a stack. So models merge that no table knows, such as diffusion transformers.

The parts are mergekit's module names, for \`modules:\`; an architecture of one part has the module \`default\`. *Layers* shows
where a part's layer numbers stand in the names; optional prefixes are in brackets.

| architecture | \`model_type\` | parts and their layers |
|---|---|---|
`;

export const architecturesPage = (): string => `${HEAD}${FAMILIES.map(row).join('\n')}\n`;

function row({ label, modelTypes, parts }: Family): string {
  const modules = [...new Set(parts.map(({ module }) => module))];
  const cells = modules.map((module) => {
    const layers = parts.filter((part) => part.module === module).flatMap(layersOf);
    return `${module}${layers.length ? `: ${layers.join(', ')}` : ''}`;
  });
  return `| ${label} | ${modelTypes.map((type) => `\`${type}\``).join(', ')} | ${cells.join('<br>')} |`;
}

/** Longest spelling of the prefix; the others are shorter or absent. */
function layersOf({ prefixes, stacks = [] }: Part): string[] {
  const [prefix = ''] = prefixes;
  const shown = prefix !== '' && prefixes.includes('') ? `[${prefix}]` : prefix;
  return stacks.map((stack) => `\`${shown}${stack}N\``);
}
