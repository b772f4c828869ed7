/** The data half of a merge method. Imports nothing but base: recipe and studio read specs without any mathematics. */

export interface ParameterSpec {
  /** The key in a recipe. */
  readonly key: string;
  readonly label: string;
  readonly type: 'number' | 'integer' | 'boolean' | 'choice' | 'reference';
  /** `shared`: one value for the tensor. `model`: one for each model but the base (or all, see `ofBase`). */
  readonly scope: 'shared' | 'model';
  /** Whether the base too must have one (linear's weight, passthrough's scale). */
  readonly ofBase?: boolean;
  /** Absent: the recipe must give one. */
  readonly default?: number | boolean | string;
  /** Values outside are refused. */
  readonly hard?: { readonly min?: number; readonly max?: number; readonly exclusive?: boolean };
  /** The slider's ends and step. */
  readonly soft?: { readonly min: number; readonly max: number; readonly step: number };
  /** What a number is counted in, in words that can follow it; absent for plain factors. */
  readonly unit?: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** One or two sentences for the inspector. */
  readonly help: string;
  /** Not one of mergekit's: lives under `alloy:` in a recipe. */
  readonly alloyOnly?: boolean;
}

/**
 * What parameters must satisfy together, beyond each one's own range. `sum`: the models' values of `of` are divided by
 * their sum when the flag `when` is set, so they must not sum to zero. `window`: unless `centre` is 0 or less, or 1 or
 * more, centre − half and centre + half lie strictly between 0 and 1.
 */
export type SpecCheck =
  | { readonly kind: 'sum'; readonly of: string; readonly when: string }
  | { readonly kind: 'window'; readonly centre: string; readonly half: string };

export interface MethodSpec {
  /** mergekit's name. */
  readonly id: string;
  readonly label: string;
  /** One sentence for the method's menu and inspector. */
  readonly summary: string;
  readonly paper?: { readonly title: string; readonly cite: string; readonly url: string };
  readonly kind: 'span' | 'election' | 'pointwise';
  /** required: must be given. member: must be given and be one of the models. optional. none: it is one more input. */
  readonly base: 'required' | 'member' | 'optional' | 'none';
  /** How many models, the base not counted (for `member` and `none`: counted). */
  readonly models: { readonly min: number; readonly max?: number };
  readonly parameters: readonly ParameterSpec[];
  readonly checks?: readonly SpecCheck[];
  /** Whether it draws random numbers. */
  readonly random?: boolean;
}
