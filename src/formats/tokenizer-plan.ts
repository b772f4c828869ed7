/**
 * Whose token gets which row: the output vocabulary of a `tokenizer` section, and for each model the rows of its
 * embedding that go there. Rules of mergekit 0.1.5, except that new tokens are numbered in the recipe's order.
 */
import { defined } from '../base/assert.ts';
import type { Fault } from '../base/errors.ts';
import type { AddedToken, Tokenizer } from './tokenizer.ts';
import { defaultFill, type Fill, type RowRule, ruleFill, type TokenRules } from './tokenizer-fills.ts';

export type { Fill } from './tokenizer-fills.ts';

/** The `tokenizer` section of a recipe; `TokenizerRecipe` is one. */
export interface VocabularyRules {
  /** `union`, `base` or the reference of a source. */
  readonly source: string;
  readonly tokens?: TokenRules | undefined;
  readonly padToMultipleOf?: number | undefined;
}

export interface VocabularySource {
  /** The model's reference in the recipe. */
  readonly ref: string;
  readonly tokenizer: Tokenizer;
  /** Rows of its embedding: tokens with numbers from here on have none. */
  readonly vocabSize: number;
  /** Not an input of the merge, only the giver of a tokenizer: has no rows to give. */
  readonly tokenizerOnly?: boolean | undefined;
}

export interface VocabularyProblem extends Fault {
  readonly severity: 'error' | 'warning' | 'note';
}

/** A token that the donor's tokenizer does not have. */
export interface NewToken {
  readonly token: string;
  readonly id: number;
  /** Its flags where it is an added token; otherwise it joins the model's vocabulary. */
  readonly added?: AddedToken | undefined;
  /** Its score, where it comes from a Unigram model. */
  readonly score?: number | undefined;
}

/** Plain data. Rows count from 0; -1 means that the source has no row of its own. */
export interface VocabularyPlan {
  /** Token of every row but the padding; a number that no token has is undefined, and its row is padding. */
  readonly tokens: readonly (string | undefined)[];
  /** Rows of every vocabulary tensor of the output, padding included. */
  readonly rowCount: number;
  /** By source, and by output row below `tokens.length`: the source's own row. */
  readonly rows: readonly Int32Array[];
  /** What a source without a row of its own gets there, by output row: the same for all sources. */
  readonly fills: ReadonlyMap<number, Fill>;
  /** By source: its rows stay where they are, and none is added or dropped. */
  readonly unchanged: readonly boolean[];
  /** The source whose tokenizer is edited. */
  readonly donor: number;
  /** The donor's tokens from this number on are dropped. */
  readonly keepBelow: number;
  readonly newTokens: readonly NewToken[];
  /** In the recipe's order. Nothing else of the plan is to be used where one is an error. */
  readonly problems: readonly VocabularyProblem[];
}

/**
 * Total. `sources` are in the recipe's order, with the base among them; without a base the first is the donor.
 * Planning costs memory for one number for each source and output row.
 */
export function vocabularyPlan(sources: readonly VocabularySource[], base: string | undefined, rules: VocabularyRules): VocabularyPlan {
  const problems: VocabularyProblem[] = [];
  const donor = donorOf(sources, base, rules, problems);
  const tokens = outputTokens(sources, donor, rules);
  const owned = sources.map((source) => ownRows(source, tokens.list));
  const { fills, forced } = fillRows(
    { sources, owned, base: sources.findIndex(({ ref }) => ref === base), rules: rules.tokens ?? {}, problems },
    tokens.list,
  );
  for (const row of forced) for (const rows of owned) rows[row] = -1;
  const multiple = Math.max(1, rules.padToMultipleOf ?? 1);
  const rowCount = Math.ceil(tokens.list.length / multiple) * multiple;
  reportPlan(sources, donor, tokens, problems);
  return {
    tokens: tokens.list,
    rowCount,
    rows: owned,
    fills,
    unchanged: sources.map(({ vocabSize }, i) => vocabSize === rowCount && rowCount === tokens.list.length && isIdentity(owned[i])),
    donor,
    keepBelow: tokens.keepBelow,
    newTokens: tokens.fresh,
    problems,
  };
}

const isIdentity = (rows: Int32Array | undefined): boolean => rows?.every((row, i) => row === i) ?? false;

function donorOf(
  sources: readonly VocabularySource[],
  base: string | undefined,
  { source }: VocabularyRules,
  problems: VocabularyProblem[],
): number {
  const wanted = source === 'union' || source === 'base' ? base : source;
  const found = wanted === undefined ? 0 : sources.findIndex(({ ref }) => ref === wanted);
  if (found >= 0 && found < sources.length) return found;
  problems.push({
    severity: 'error',
    code: 'bad-recipe',
    what: 'The tokenizer’s source is not a model of the recipe.',
    where: wanted,
    hint: 'Use union, base, or one of the models.',
  });
  return 0;
}

interface OutputTokens {
  readonly list: readonly (string | undefined)[];
  readonly fresh: readonly NewToken[];
  readonly keepBelow: number;
}

/** The donor's tokens keep their numbers; then new ordinary tokens, new added ones, and those that the rules name. */
function outputTokens(sources: readonly VocabularySource[], donor: number, rules: VocabularyRules): OutputTokens {
  const own = defined(sources[donor], 'the donor');
  const keepBelow = rules.source === 'base' ? own.vocabSize : Number.POSITIVE_INFINITY;
  const list: (string | undefined)[] = [];
  const known = new Set<string>();
  for (const [token, id] of own.tokenizer.vocabulary) {
    if (id >= keepBelow) continue;
    list[id] = token;
    known.add(token);
  }
  const fresh: NewToken[] = [];
  const add = (token: string, more: Omit<NewToken, 'token' | 'id'>) => {
    if (known.has(token)) return;
    known.add(token);
    fresh.push({ token, id: list.push(token) - 1, ...more });
  };
  if (rules.source === 'union') {
    const merged = sources.filter((source) => source !== own && !source.tokenizerOnly);
    for (const source of merged) for (const [token, { score }] of ordinaryTokens(source)) add(token, { score });
    for (const { tokenizer, vocabSize } of merged)
      for (const added of tokenizer.added) if (added.id < vocabSize) add(added.content, { added });
  }
  for (const token of Object.keys(rules.tokens ?? {})) add(token, { added: flagsOf(token, sources) });
  return { list: Array.from(list), fresh, keepBelow };
}

/** Tokens of the model itself that have a row, by number; the added ones come later. */
function ordinaryTokens({ tokenizer, vocabSize }: VocabularySource) {
  const added = new Set(tokenizer.added.map(({ content }) => content));
  return [...tokenizer.model].filter(([token, { id }]) => id < vocabSize && !added.has(token)).sort((a, b) => a[1].id - b[1].id);
}

/** The first definition in the recipe's order; a token of nobody's is an ordinary added one, found in the text as it is written. */
function flagsOf(content: string, sources: readonly VocabularySource[]): AddedToken {
  const known = sources.flatMap(({ tokenizer }) => tokenizer.added).find((added) => added.content === content);
  return known ?? { id: 0, content, singleWord: false, lstrip: false, rstrip: false, normalized: false, special: false };
}

function ownRows({ tokenizer, vocabSize, tokenizerOnly }: VocabularySource, tokens: OutputTokens['list']): Int32Array {
  return Int32Array.from(tokens, (token) => {
    const id = token === undefined || tokenizerOnly ? undefined : tokenizer.vocabulary.get(token);
    return id === undefined || id >= vocabSize ? -1 : id;
  });
}

interface FillContext {
  readonly sources: readonly VocabularySource[];
  readonly owned: readonly Int32Array[];
  readonly base: number;
  readonly rules: TokenRules;
  readonly problems: VocabularyProblem[];
}

/** Fills of the rows that some source lacks, or that a rule forces upon all. */
function fillRows(context: FillContext, tokens: OutputTokens['list']): { fills: Map<number, Fill>; forced: number[] } {
  const { sources, owned, base, rules, problems } = context;
  const fills = new Map<number, Fill>();
  const forced: number[] = [];
  const orphans: string[] = [];
  for (const [row, token] of tokens.entries()) {
    const rule: RowRule | undefined = token !== undefined && Object.hasOwn(rules, token) ? rules[token] : undefined;
    const lacking = owned.some((rows, i) => rows[row] === -1 && !sources[i]?.tokenizerOnly);
    if (rule?.force) forced.push(row);
    if (token === undefined) fills.set(row, { kind: 'padding' });
    else if (rule?.source || rule?.force) {
      const fill = ruleFill(token, rule, sources);
      if ('problem' in fill) problems.push(fill.problem);
      else if (lacking || rule.force) fills.set(row, fill);
    } else if (lacking) {
      const fill = defaultFill(row, owned, base);
      fills.set(row, fill);
      if (fill.kind === 'zero') orphans.push(token);
    }
  }
  if (orphans.length) problems.push(withoutRows(orphans));
  return { fills, forced };
}

const LISTED = 5;
const some = (tokens: readonly string[]): string => `${tokens.slice(0, LISTED).join(', ')}${tokens.length > LISTED ? ', …' : ''}`;

const withoutRows = (tokens: readonly string[]): VocabularyProblem => ({
  severity: 'warning',
  code: 'mismatch',
  what: `No model has a row for ${tokens.length === 1 ? 'one token' : `${tokens.length} tokens`}; zeros are written.`,
  where: some(tokens),
  hint: 'Give them a source under tokenizer.tokens.',
});

/** What the person should know of tokens that changed their meaning or cannot be reached. */
function reportPlan(sources: readonly VocabularySource[], donor: number, { fresh }: OutputTokens, problems: VocabularyProblem[]): void {
  for (const { ref, tokenizer, vocabSize, tokenizerOnly } of sources) {
    const beyond = tokenizerOnly ? [] : [...tokenizer.vocabulary].filter(([, id]) => id >= vocabSize).map(([token]) => token);
    if (beyond.length) {
      problems.push({
        severity: 'note',
        code: 'mismatch',
        what: `The tokenizer of ${ref} has ${beyond.length} tokens beyond its ${vocabSize} rows; they are taken as missing there.`,
        where: some(beyond),
      });
    }
  }
  const ordinary = fresh.filter(({ added }) => !added);
  if (ordinary.length && sources[donor]?.tokenizer.kind === 'BPE') {
    problems.push({
      severity: 'warning',
      code: 'mismatch',
      what: `${ordinary.length} new tokens can be decoded but are never produced: the merges of BPE tokenizers cannot be united.`,
      where: some(ordinary.map(({ token }) => token)),
      hint: 'Take the tokenizer of one model (tokenizer_source: base, or its name) if their merges differ.',
    });
  }
}
