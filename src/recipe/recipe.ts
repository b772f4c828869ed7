/**
 * What the user wants, as data. A recipe is mergekit's YAML made regular: one document is one merge node; a later
 * document may name an earlier one as a model; the last (or only unnamed) one is the output.
 */

/** `path[@revision][+adapter[@revision]]`, as written. The text is the identity: sources are looked up by it. */
export type ModelRef = string;

export interface ModelParts {
  readonly path: string;
  readonly revision?: string | undefined;
  /** A PEFT adapter folder or repository to be added to the model. */
  readonly adapter?: { readonly path: string; readonly revision?: string | undefined } | undefined;
}

export type Scalar = number | boolean | string;
/** A number, a gradient over depth, or rows of which the first whose filter is a substring of the tensor's name applies. */
export type ParameterValue = Scalar | readonly Scalar[] | readonly FilterRow[];
export interface FilterRow {
  /** Plain substring; absent or `*`: everything. */
  readonly filter?: string | undefined;
  readonly value: Scalar | readonly Scalar[];
}
export type Parameters = Readonly<Record<string, ParameterValue>>;

export interface RecipeModel {
  readonly model: ModelRef;
  readonly parameters?: Parameters | undefined;
}

export interface SliceSource extends RecipeModel {
  /** First layer and the one after the last. */
  readonly layerRange: readonly [number, number];
}

export interface Slice {
  readonly sources: readonly SliceSource[];
  readonly base?: ModelRef | undefined;
  readonly parameters?: Parameters | undefined;
}

/** Exactly one of `models` and `slices`. */
export interface Body {
  readonly models?: readonly RecipeModel[] | undefined;
  readonly slices?: readonly Slice[] | undefined;
  readonly parameters?: Parameters | undefined;
}

export type WorkDType = 'float16' | 'bfloat16' | 'float32' | 'float64';

export type TokenSource =
  | { readonly kind: 'model'; readonly model: ModelRef }
  | { readonly kind: 'zero' }
  | { readonly kind: 'model_token'; readonly model: ModelRef; readonly token?: string | undefined; readonly tokenId?: number | undefined };

export interface TokenizerRecipe {
  /** 'union', 'base' or a model. */
  readonly source: string;
  readonly tokens?:
    | Readonly<Record<string, { readonly source?: TokenSource | undefined; readonly force?: boolean | undefined }>>
    | undefined;
  readonly padToMultipleOf?: number | undefined;
}

export interface MergeDocument extends Body {
  /** How later documents refer to it. */
  readonly name?: string | undefined;
  readonly method: string;
  readonly base?: ModelRef | undefined;
  /** Architectures of several parts; then `models` and `slices` are absent. */
  readonly modules?: Readonly<Record<string, Body>> | undefined;
  readonly dtype?: WorkDType | undefined;
  readonly outDtype?: WorkDType | undefined;
  readonly tokenizer?: TokenizerRecipe | undefined;
  readonly chatTemplate?: string | undefined;
  /** What mergekit has no words for (named dialects). mergekit ignores this key. */
  readonly alloy?: Readonly<Record<string, Scalar>> | undefined;
}

export interface Recipe {
  readonly documents: readonly MergeDocument[];
}

/** A fault of the recipe's text, with its place. Lines and columns count from 1. */
export interface RecipeProblem {
  readonly severity: 'error' | 'warning';
  /** One sentence. */
  readonly message: string;
  /** Dotted path, e.g. `models[1].parameters.density`. */
  readonly path: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** What it is about, for those who offer to mend it, and where: keys and indices, the first the document's number. */
  readonly about?: RecipeTopic | undefined;
  readonly place?: readonly (string | number)[] | undefined;
  /** A mend that a button can carry out, on these characters of the text, or else on the word at the place. */
  readonly fix?:
    | { readonly label: string; readonly replacement: string; readonly range?: readonly [number, number] | undefined }
    | undefined;
}

export type RecipeTopic =
  /** The method needs a base, and the document names none. */
  | { readonly kind: 'no-base' }
  /** `method` takes as many models as there are. */
  | { readonly kind: 'too-many-models'; readonly method: string }
  /** The slice at the place does not list the base, and the method needs it there. */
  | { readonly kind: 'base-not-listed'; readonly base: ModelRef }
  | { readonly kind: 'too-few-models' }
  /** No other document uses the one at the place. */
  | { readonly kind: 'unused-document' }
  /** The model at the place stands in the list before. */
  | { readonly kind: 'listed-twice' }
  /** A parameter that the method does not have, or does not use. */
  | { readonly kind: 'useless-parameter' }
  /** A parameter that belongs to another part of the document. */
  | { readonly kind: 'misplaced-parameter'; readonly to: 'parameters' | 'alloy' }
  | { readonly kind: 'out-of-range'; readonly nearest: number }
  /** The method has no default for the parameter, and nothing gives it; the place is that of its owner. */
  | { readonly kind: 'no-value'; readonly key: string }
  /** Weights that sum to zero, where a flag asks to divide by the sum. */
  | { readonly kind: 'zero-sum'; readonly flag: string };
