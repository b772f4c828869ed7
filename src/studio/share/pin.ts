/** A recipe whose models are fixed to the commits that this page has read, so that others merge the same bytes. */
import { editRecipe, type RecipeEdit } from '../../recipe/edit.ts';
import { parseRecipe } from '../../recipe/parse.ts';
import type { MergeDocument, ModelRef, Recipe, TokenizerRecipe } from '../../recipe/recipe.ts';
import { formatModelRef, parseModelRef } from '../../recipe/refs.ts';
import { mergeSlices, recipeModels } from '../../recipe/slices.ts';

/** The commit of a reference without adapter, `path[@revision]`; undefined where it has none (files, the demo family). */
export type CommitOf = (ref: ModelRef) => string | undefined;

export interface Pinned {
  readonly text: string;
  /** References as they now stand. */
  readonly pinned: readonly ModelRef[];
  /** References that stayed without a commit. */
  readonly loose: readonly ModelRef[];
}

/** `text` is the text of `recipe`. */
export function pinRecipe(text: string, recipe: Recipe, commitOf: CommitOf): Pinned {
  const names = new Map(recipeModels(recipe).map((ref) => [ref, pinnedRef(ref, commitOf)] as const));
  const edits = recipe.documents.flatMap((document, i) =>
    referencePlaces(document, /(?:^|[{,\s])tokenizer\s*:/m.test(text)).flatMap(({ ref, path }): RecipeEdit[] => {
      const made = names.get(ref);
      return made === undefined || made === ref ? [] : [{ document: i, path, value: made }];
    }),
  );
  const made = editRecipe(text, edits);
  const refs = recipeModels(parseRecipe(made).recipe ?? { documents: [] });
  // A text that writes its models in a way that was not foreseen is shared as it is.
  if (refs.join('\n') !== [...new Set(names.values())].join('\n')) return { text, pinned: [], loose: [...names.keys()] };
  return { text: made, pinned: refs.filter(isPinned), loose: refs.filter((ref) => !isPinned(ref)) };
}

const COMMIT = /^[0-9a-f]{40}$/;

function isPinned(ref: ModelRef): boolean {
  const { revision, adapter } = parseModelRef(ref);
  return COMMIT.test(revision ?? '') && (!adapter || COMMIT.test(adapter.revision ?? ''));
}

function pinnedRef(ref: ModelRef, commitOf: CommitOf): ModelRef {
  const { adapter, ...model } = parseModelRef(ref);
  const pin = (part: { readonly path: string; readonly revision?: string | undefined }) => {
    const commit = commitOf(formatModelRef(part));
    return commit !== undefined && COMMIT.test(commit) ? { ...part, revision: commit } : part;
  };
  return formatModelRef({ ...pin(model), ...(adapter && { adapter: pin(adapter) }) });
}

interface ReferencePlace {
  readonly ref: ModelRef;
  readonly path: readonly (string | number)[];
}

/** Everywhere that a document names a model, as paths of its YAML. */
function referencePlaces(document: MergeDocument, isLong: boolean): readonly ReferencePlace[] {
  const { base, modules, tokenizer } = document;
  const listed = mergeSlices(document).flatMap(({ sources }) =>
    sources.filter(({ path }) => path[0] !== 'base_model').map(({ model, path }) => ({ ref: model, path: [...path, 'model'] })),
  );
  const bodies = modules ? Object.entries(modules).map(([name, body]) => ({ body, at: ['modules', name] })) : [{ body: document, at: [] }];
  const sliceBases = bodies.flatMap(({ body, at }) =>
    (body.slices ?? []).flatMap((slice, i) =>
      slice.base === undefined ? [] : [{ ref: slice.base, path: [...at, 'slices', i, 'base_model'] }],
    ),
  );
  return [
    ...(base === undefined ? [] : [{ ref: base, path: ['base_model'] }]),
    ...listed,
    ...sliceBases,
    ...(tokenizer ? tokenizerPlaces(tokenizer, isLong) : []),
  ];
}

/** Short form `tokenizer_source: x`, long form `tokenizer: {source, tokens}`. */
function tokenizerPlaces({ source, tokens }: TokenizerRecipe, isLong: boolean): readonly ReferencePlace[] {
  const ofTokens = Object.entries(tokens ?? {}).flatMap(([token, rule]): ReferencePlace[] => {
    const at = ['tokenizer', 'tokens', token, 'source'];
    if (!rule.source || rule.source.kind === 'zero') return [];
    return [{ ref: rule.source.model, path: rule.source.kind === 'model' ? at : [...at, 'model'] }];
  });
  return [{ ref: source, path: isLong ? ['tokenizer', 'source'] : ['tokenizer_source'] }, ...ofTokens];
}
