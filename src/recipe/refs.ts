/** References to models: `path[@revision][+adapter[@revision]]`. The text is the identity; this is its grammar. */
import { AlloyError } from '../base/errors.ts';
import { MAX_REFERENCE } from './limits.ts';
import type { ModelParts, ModelRef } from './recipe.ts';

type Half = Pick<ModelParts, 'path' | 'revision'>;

/** The parts of a reference. Throws AlloyError `bad-recipe`; {@link referenceFault} says beforehand what is wrong. */
export function parseModelRef(ref: ModelRef): ModelParts {
  const fault = referenceFault(ref);
  if (fault !== undefined) throw new AlloyError({ code: 'bad-recipe', what: fault, where: ref });
  const [model = '', adapter] = ref.split('+');
  return adapter === undefined ? halfOf(model) : { ...halfOf(model), adapter: halfOf(adapter) };
}

export function formatModelRef({ path, revision, adapter }: ModelParts): ModelRef {
  return adapter ? `${formatHalf({ path, revision })}+${formatHalf(adapter)}` : formatHalf({ path, revision });
}

/** One sentence about what is wrong with a reference, or nothing. */
export function referenceFault(ref: string): string | undefined {
  if (ref.length > MAX_REFERENCE) return `A model’s name has at most ${MAX_REFERENCE} characters.`;
  if (ref !== ref.trim() || /\p{Cc}/u.test(ref)) return `“${ref.trim()}” has blanks around it, or characters that cannot be seen.`;
  const halves = ref.split('+');
  if (halves.length > 2) return `“${ref}” names more than one adapter: after the model comes at most one “+”.`;
  for (const half of halves) {
    const pieces = half.split('@');
    if (pieces.length > 2) return `“${half}” names more than one revision: after a path comes at most one “@”.`;
    if (pieces.includes('')) return `“${ref}” is not a model: it is written path[@revision][+adapter[@revision]].`;
  }
  return undefined;
}

function halfOf(text: string): Half {
  const [path = '', revision] = text.split('@');
  return revision === undefined ? { path } : { path, revision };
}

const formatHalf = ({ path, revision }: Half): string => (revision === undefined ? path : `${path}@${revision}`);
