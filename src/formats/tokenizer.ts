/**
 * tokenizer.json, read for what a merge must know: which token has which number. No text is ever split here, so the
 * rest of the document (normalizer, merges, …) passes through unchanged.
 */
import { AlloyError } from '../base/errors.ts';
import type { FileFacts } from './checkpoint.ts';
import { badFile, isCount, isRecord, type JsonRecord, parseJsonRecord } from './json.ts';

/** Gemma 3's file, the largest in wide use, has 33 MB. */
export const MAX_TOKENIZER_BYTES = 200_000_000;
/** Ten times the largest vocabularies in use; a number above it is a mistake, and would cost its rows. */
export const MAX_TOKENS = 4_000_000;
const MAX_DEPTH = 64;

type TokenizerKind = 'BPE' | 'WordPiece' | 'Unigram' | 'WordLevel';

/** A token that is cut out of the text before the model sees it; the flags say how it is found. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly singleWord: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

export interface ModelToken {
  readonly id: number;
  readonly score?: number | undefined;
}

export interface Tokenizer {
  readonly kind: TokenizerKind;
  /** Number of every token, added ones included. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** By number. */
  readonly added: readonly AddedToken[];
  /** Tokens of the model alone, with the scores that Unigram has. */
  readonly model: ReadonlyMap<string, ModelToken>;
  /** Entries of the model's vocabulary; more than its tokens where Unigram's list repeats one. */
  readonly modelSize: number;
  readonly document: JsonRecord;
}

/** The bytes or the text of the file `where`. Throws AlloyError `bad-file` or `unsupported`. */
export function parseTokenizer(source: Uint8Array | string, where: string): Tokenizer {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
  const document = parseJsonRecord(bytes, where, { maxBytes: MAX_TOKENIZER_BYTES, maxDepth: MAX_DEPTH });
  const { model: section } = document;
  if (!isRecord(section)) throw badFile('The tokenizer has no model.', where);
  const kind = kindOf(section, where);
  const { vocab } = section;
  const model = kind === 'Unigram' ? listedTokens(vocab, where) : mappedTokens(vocab, where);
  const modelSize = Array.isArray(vocab) ? vocab.length : model.size;
  const added = addedTokens(document.added_tokens, model, modelSize, where);
  const vocabulary = new Map([...model].map(([token, { id }]) => [token, id]));
  for (const { content, id } of added) vocabulary.set(content, id);
  checkNumbers(vocabulary, where);
  return { kind, vocabulary, added, model, modelSize, document };
}

/**
 * The numbers that the tokenizers library gives to added tokens when it loads a file: it ignores the written ones. A
 * token of the model keeps its number; others follow the model's last and one another.
 */
export function addedNumbers(
  model: Pick<ReadonlyMap<string, { readonly id: number }>, 'get'>,
  modelSize: number,
  contents: readonly string[],
): number[] {
  let last = -1;
  return contents.map((content) => {
    const id = model.get(content)?.id ?? Math.max(last + 1, modelSize);
    last = Math.max(last, id);
    return id;
  });
}

const KINDS: readonly TokenizerKind[] = ['BPE', 'WordPiece', 'Unigram', 'WordLevel'];

/** Old files leave the type out; their fields tell. */
function kindOf(model: JsonRecord, where: string): TokenizerKind {
  const { type } = model;
  const found = KINDS.find((kind) => kind === type);
  if (found) return found;
  if (type !== undefined) {
    const what = `Alloy does not know tokenizers of the kind ${JSON.stringify(type).slice(0, 64)}.`;
    throw new AlloyError({ code: 'unsupported', what, where, hint: `It knows ${KINDS.join(', ')}.` });
  }
  if (Array.isArray(model.vocab)) return 'Unigram';
  if (Array.isArray(model.merges)) return 'BPE';
  return 'continuing_subword_prefix' in model ? 'WordPiece' : 'WordLevel';
}

function mappedTokens(vocab: unknown, where: string): Tokenizer['model'] {
  if (!isRecord(vocab)) throw badFile('The vocabulary must map tokens to numbers.', where);
  const entries = Object.entries(vocab);
  return new Map(entries.map(([token, id]) => [token, { id: tokenNumber(id, token, where) }]));
}

function listedTokens(vocab: unknown, where: string): Tokenizer['model'] {
  if (!Array.isArray(vocab)) throw badFile('The vocabulary must be a list of tokens with their scores.', where);
  return new Map(
    vocab.map((entry: unknown, id) => {
      const [token, score]: readonly unknown[] = Array.isArray(entry) ? entry : [];
      if (typeof token !== 'string' || typeof score !== 'number')
        throw badFile('An entry of the vocabulary is not a token with its score.', `entry ${id} of ${where}`);
      return [token, { id: tokenNumber(id, token, where), score }];
    }),
  );
}

function tokenNumber(id: unknown, token: string, where: string): number {
  if (!isCount(id))
    throw badFile('The number of a token must be whole and not negative.', `${JSON.stringify(token.slice(0, 64))} in ${where}`);
  if (id >= MAX_TOKENS) throw badFile(`A token has the number ${id}; Alloy reads ${MAX_TOKENS} tokens at most.`, where);
  return id;
}

function addedTokens(section: unknown, model: Tokenizer['model'], modelSize: number, where: string): AddedToken[] {
  if (section === undefined || section === null) return [];
  if (!Array.isArray(section)) throw badFile('The added tokens must be a list.', where);
  const entries = section.map((entry: unknown) => addedEntry(entry, where)).filter(({ content }) => content !== '');
  const once = [...new Map(entries.map((entry) => [entry.content, entry])).values()];
  const contents = once.map(({ content }) => content);
  const numbers = addedNumbers(model, modelSize, contents);
  return once.map((entry, i) => ({ ...entry, id: tokenNumber(numbers[i], entry.content, where) })).sort((a, b) => a.id - b.id);
}

function addedEntry(entry: unknown, where: string): Omit<AddedToken, 'id'> {
  if (!isRecord(entry) || typeof entry.content !== 'string') throw badFile('An added token has no text.', where);
  const { content, special } = entry;
  const flag = (key: string, otherwise: boolean) => (typeof entry[key] === 'boolean' ? entry[key] : otherwise);
  return {
    content,
    singleWord: flag('single_word', false),
    lstrip: flag('lstrip', false),
    rstrip: flag('rstrip', false),
    normalized: flag('normalized', special !== true),
    special: flag('special', false),
  };
}

/** Two tokens with one number would share a row, and a union could not tell them apart. */
function checkNumbers(vocabulary: ReadonlyMap<string, number>, where: string): void {
  const owners = new Map<number, string>();
  for (const [token, id] of vocabulary) {
    const other = owners.get(id);
    if (other !== undefined)
      throw badFile(`The tokens ${JSON.stringify(other)} and ${JSON.stringify(token)} have the same number, ${id}.`, where);
    owners.set(id, token);
  }
}

/** Why a repository without tokenizer.json cannot take part in a merge of vocabularies, and what works for it. */
export function tokenizerMissing(files: readonly Pick<FileFacts, 'path'>[], where: string): AlloyError {
  const has = (path: string) => files.some((file) => file.path === path);
  const sentencePiece = has('tokenizer.model') || has('spiece.model') || has('sentencepiece.bpe.model');
  const found = sentencePiece
    ? 'only a SentencePiece model'
    : has('vocab.json') || has('vocab.txt')
      ? 'only a tokenizer of the old form'
      : undefined;
  const convert = "save it again with AutoTokenizer.from_pretrained('…').save_pretrained('…') of transformers, which writes tokenizer.json";
  return new AlloyError({
    code: found === undefined ? 'missing' : 'unsupported',
    what: `The repository has ${found ?? 'no tokenizer'}, and vocabularies are aligned by tokenizer.json.`,
    where,
    hint:
      found === undefined
        ? 'Models with equal vocabularies merge without a tokenizer section: leave it out. Otherwise add the tokenizer of the model that it was trained from.'
        : `Models with equal vocabularies merge without a tokenizer section: leave it out, and the base’s tokenizer is copied. Otherwise ${convert}.`,
  });
}
