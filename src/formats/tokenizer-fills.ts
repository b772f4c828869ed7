/** Where the row of a token comes from in a model that has none: the recipe's rule, or the default one. */
import type { Fault } from '../base/errors.ts';

type TokenOrigin =
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'zero' }
  | { readonly kind: 'model_token'; readonly model: string; readonly token?: string | undefined; readonly tokenId?: number | undefined };

export interface RowRule {
  readonly source?: TokenOrigin | undefined;
  /** For models that have the token, too. */
  readonly force?: boolean | undefined;
}
export type TokenRules = Readonly<Record<string, RowRule>>;

/** Row `row` of the embedding of source `source`, as it is stored. */
interface SourceRow {
  readonly source: number;
  readonly row: number;
}

export type Fill =
  | ({ readonly kind: 'row' } & SourceRow)
  /** Mean in the order given, in the dtype to which the sources are promoted. */
  | { readonly kind: 'mean'; readonly of: readonly SourceRow[] }
  | { readonly kind: 'zero' }
  /** Mean of the source's own output rows that are not padding, after their fills. */
  | { readonly kind: 'padding' };

/** The only model having the token; else the base's row; else the mean of all that have it; else zeros. */
export function defaultFill(row: number, owned: readonly Int32Array[], base: number): Fill {
  const having = owned.flatMap((rows, source) => (rows[row] === undefined || rows[row] < 0 ? [] : [{ source, row: rows[row] }]));
  const [first] = having;
  if (!first) return { kind: 'zero' };
  const chosen = having.length === 1 ? first : having.find(({ source }) => source === base);
  return chosen ? { kind: 'row', ...chosen } : { kind: 'mean', of: having };
}

/** What the rule needs to know of a source. */
interface Rows {
  readonly ref: string;
  readonly tokenizer: { readonly vocabulary: ReadonlyMap<string, number> };
  readonly vocabSize: number;
  readonly tokenizerOnly?: boolean | undefined;
}

export function ruleFill(
  token: string,
  { source: origin }: RowRule,
  sources: readonly Rows[],
): Fill | { readonly problem: Fault & { severity: 'error' } } {
  const refuse = (what: string, hint: string) => ({
    problem: { severity: 'error', code: 'bad-recipe', what, where: `tokenizer.tokens[${JSON.stringify(token)}]`, hint } as const,
  });
  if (!origin) return refuse('The rule forces a row on all models but does not say which.', 'Give the token a source.');
  if (origin.kind === 'zero') return { kind: 'zero' };
  const source = sources.findIndex(({ ref, tokenizerOnly }) => ref === origin.model && !tokenizerOnly);
  const model = sources[source];
  if (!model) return refuse(`The source of the token, ${origin.model}, is not a model of the merge.`, 'Name one of the models.');
  const wanted = origin.kind === 'model' ? token : origin.token;
  const row = wanted === undefined ? (origin.kind === 'model_token' ? origin.tokenId : undefined) : model.tokenizer.vocabulary.get(wanted);
  if (row === undefined)
    return refuse(
      `${origin.model} has no token ${JSON.stringify(wanted)}.`,
      'Name a model that has it, or one of its tokens with kind: model_token.',
    );
  if (row >= model.vocabSize)
    return refuse(`${origin.model} has ${model.vocabSize} rows, and none for number ${row}.`, 'Name a token that was trained.');
  return { kind: 'row', source, row };
}
