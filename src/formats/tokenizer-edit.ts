/**
 * The files of the output's tokenizer: the donor's documents with what the vocabulary plan drops and adds. Everything
 * else in them stays as it is.
 */
import { isRecord, type JsonRecord } from './json.ts';
import { type AddedToken, addedNumbers, type ModelToken, type Tokenizer } from './tokenizer.ts';
import type { NewToken, VocabularyPlan } from './tokenizer-plan.ts';

/** What an edit needs of a plan; `VocabularyPlan` is one. */
export type VocabularyEdit = Pick<VocabularyPlan, 'tokens' | 'newTokens' | 'keepBelow'>;

/** Files of the donor that repeat its vocabulary in older forms: not to be copied where tokenizer.json was edited. */
export const OLD_TOKENIZER_FILES: readonly string[] = [
  'tokenizer.model',
  'spiece.model',
  'sentencepiece.bpe.model',
  'vocab.json',
  'vocab.txt',
  'merges.txt',
  'added_tokens.json',
];

/** Whether the output's tokenizer differs from the donor's at all; otherwise its files are copied. */
export const editsTokenizer = (donor: Tokenizer, edit: VocabularyEdit): boolean =>
  edit.newTokens.length > 0 || droppedTokens(donor, edit).size > 0;

/** tokenizer.json of the output. New ordinary tokens join the model's vocabulary, without merges; others are added tokens. */
export function editTokenizer(donor: Tokenizer, edit: VocabularyEdit): string {
  const fresh = edit.newTokens.filter((token): token is NewToken & { added: AddedToken } => token.added !== undefined);
  const kept = donor.added.filter(({ id }) => id < edit.keepBelow);
  const added = [...kept, ...fresh.map(({ added: flags, id }) => ({ ...flags, id }))];
  const model = outputModel(donor, edit, added);
  return writeJson({ ...donor.document, added_tokens: added.map(writeAdded), model });
}

const writeAdded = ({ id, content, singleWord, lstrip, rstrip, normalized, special }: AddedToken) => ({
  id,
  content,
  single_word: singleWord,
  lstrip,
  rstrip,
  normalized,
  special,
});

function outputModel(donor: Tokenizer, edit: VocabularyEdit, added: readonly AddedToken[]): JsonRecord {
  const section = isRecord(donor.document.model) ? donor.document.model : {};
  const tokens = new Map([...donor.model].filter(([, { id }]) => id < edit.keepBelow));
  const dropped = tokens.size < donor.model.size;
  const ordinary = edit.newTokens.filter((token) => !token.added);
  for (const { token, id, score } of ordinary) tokens.set(token, { id, score });
  const size = donor.kind === 'Unigram' ? Math.min(donor.modelSize, edit.keepBelow) : tokens.size;
  const numbers = addedNumbers(
    tokens,
    size,
    added.map(({ content }) => content),
  );
  const hold = numbers.every((id, i) => id === added[i]?.id);
  // The library would give the added tokens other numbers: as tokens of the model they keep theirs.
  if (!hold || (donor.kind === 'Unigram' && ordinary.length))
    for (const { content, id } of added) if (!tokens.has(content)) tokens.set(content, { id });
  const changed = tokens.size !== donor.model.size || dropped;
  if (!changed) return section;
  if (donor.kind === 'Unigram') return { ...section, vocab: scoreList(section.vocab, tokens) };
  const vocab = Object.fromEntries([...tokens].map(([token, { id }]) => [token, id]));
  return { ...section, vocab, ...(dropped && Array.isArray(section.merges) && { merges: mergesWithin(section, tokens) }) };
}

/** Unigram's numbers are positions, so what was at a position without a token stays there, and gaps are named. */
function scoreList(before: unknown, tokens: ReadonlyMap<string, ModelToken>): unknown[] {
  const list: unknown[] = [];
  // Special tokens are cut out of the text before scores count; 0 is what they have in trained files.
  for (const [token, { id, score = 0 }] of tokens) list[id] = [token, score];
  const old: readonly unknown[] = Array.isArray(before) ? before : [];
  return Array.from(list, (entry, id) => entry ?? old[id] ?? [`<unused${id}>`, 0]);
}

/** Merges whose parts and result the vocabulary still has: the library refuses others. */
function mergesWithin({ merges, continuing_subword_prefix: prefix }: JsonRecord, tokens: ReadonlyMap<string, unknown>): unknown[] {
  const skip = typeof prefix === 'string' ? prefix.length : 0;
  return (Array.isArray(merges) ? merges : []).filter((merge: unknown) => {
    const [left, right]: readonly unknown[] = typeof merge === 'string' ? merge.split(' ') : Array.isArray(merge) ? merge : [];
    if (typeof left !== 'string' || typeof right !== 'string') return false;
    return [left, right, left + right.slice(skip)].every((token) => tokens.has(token));
  });
}

/** Tokens of the donor that the output has no more. */
function droppedTokens(donor: Tokenizer, { keepBelow, newTokens }: VocabularyEdit): Set<string> {
  const again = new Set(newTokens.map(({ token }) => token));
  return new Set([...donor.vocabulary].filter(([token, id]) => id >= keepBelow && !again.has(token)).map(([token]) => token));
}

/**
 * tokenizer_config.json of the output: the list of added tokens follows, and no special token is named that was
 * dropped (a loader would add it again, beyond the embedding). `chatTemplate` replaces the donor's.
 */
export function editTokenizerConfig(config: JsonRecord, donor: Tokenizer, edit: VocabularyEdit, chatTemplate?: string): string {
  const named = withoutTokens(config, droppedTokens(donor, edit));
  const decoder = isRecord(named.added_tokens_decoder) ? { added_tokens_decoder: addedDecoder(named.added_tokens_decoder, edit) } : {};
  return writeJson({ ...named, ...decoder, ...(chatTemplate !== undefined && { chat_template: chatTemplate }) });
}

/** special_tokens_map.json of the output. */
export const editSpecialTokens = (map: JsonRecord, donor: Tokenizer, edit: VocabularyEdit): string =>
  writeJson(withoutTokens(map, droppedTokens(donor, edit)));

function addedDecoder(decoder: JsonRecord, { newTokens, keepBelow }: VocabularyEdit): JsonRecord {
  const kept = Object.entries(decoder).filter(([id]) => Number(id) < keepBelow);
  const fresh = newTokens.flatMap(({ added, id }) => (added ? [[String(id), decoderEntry(added)] as const] : []));
  return Object.fromEntries([...kept, ...fresh]);
}

function decoderEntry(token: AddedToken): JsonRecord {
  const { id: _, ...flags } = writeAdded(token);
  return flags;
}

/** Named tokens (`eos_token`, …) are texts or objects with `content`; some keys hold lists of them. */
function withoutTokens(record: JsonRecord, dropped: ReadonlySet<string>): JsonRecord {
  if (dropped.size === 0) return record;
  const isDropped = (value: unknown) => {
    const content = isRecord(value) ? value.content : value;
    return typeof content === 'string' && dropped.has(content);
  };
  const kept = Object.entries(record).filter(([key, value]) => !(key.endsWith('_token') && isDropped(value)));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key.endsWith('special_tokens') && Array.isArray(value) ? value.filter((v) => !isDropped(v)) : value]),
  );
}

const BIG = /"\\u0000(-?\d+)"/g;

/**
 * As transformers writes it, with its largest "length" too: JSON.stringify would turn 1000000000000000019884624838656
 * into 1e+30, which Python reads as a float.
 */
function writeJson(value: JsonRecord): string {
  const marked = (_: string, one: unknown) =>
    typeof one === 'number' && Number.isInteger(one) && Math.abs(one) >= 1e21 ? `\u0000${BigInt(one)}` : one;
  return `${JSON.stringify(value, marked, 2).replace(BIG, '$1')}\n`;
}
