/** The `tokenizer` section: whose vocabulary the result has, and where the rows of single tokens come from. */
import type { Path } from './findings.ts';
import { MAX_PAD, MAX_TOKENS } from './limits.ts';
import { parseOptionalReference, parseReference } from './parse-body.ts';
import type { Mapping, Reader } from './reader.ts';
import type { TokenizerRecipe, TokenSource } from './recipe.ts';

type Tokens = NonNullable<TokenizerRecipe['tokens']>;
type Token = Tokens[string];

/** `tokenizer_source` (a source alone) or `tokenizer`, but not both. */
export function parseTokenizer(reader: Reader, map: Mapping, path: Path): { tokenizer?: TokenizerRecipe } {
  const legacy = map.get('tokenizer_source') ?? undefined;
  const section = map.get('tokenizer') ?? undefined;
  if (legacy !== undefined && section !== undefined) {
    reader.fault([...path, 'tokenizer'], 'Give tokenizer_source or tokenizer, not both.');
  }
  if (section !== undefined) return parseSection(reader, section, [...path, 'tokenizer']);
  const source = parseOptionalReference(reader, map, 'tokenizer_source', path);
  return source === undefined ? {} : { tokenizer: { source } };
}

function parseSection(reader: Reader, value: unknown, path: Path): { tokenizer?: TokenizerRecipe } {
  const map = reader.mapping(value, path, 'tokenizer');
  if (map === undefined) return {};
  reader.keys(map, path, ['source', 'tokens', 'pad_to_multiple_of']);
  const tokens = parseTokens(reader, map.get('tokens') ?? undefined, [...path, 'tokens']);
  const multiple = parseMultiple(reader, map.get('pad_to_multiple_of') ?? undefined, [...path, 'pad_to_multiple_of']);
  return {
    tokenizer: {
      source: parseOptionalReference(reader, map, 'source', path) ?? 'union',
      ...(tokens && { tokens }),
      ...(multiple !== undefined && { padToMultipleOf: multiple }),
    },
  };
}

function parseMultiple(reader: Reader, value: unknown, path: Path): number | undefined {
  if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= MAX_PAD)) return value;
  return reader.fault(path, `pad_to_multiple_of must be a whole number from 1 to ${MAX_PAD}.`);
}

function parseTokens(reader: Reader, value: unknown, path: Path): Tokens | undefined {
  const map = value === undefined ? undefined : reader.mapping(value, path, 'tokens');
  if (map === undefined) return undefined;
  if (map.size > MAX_TOKENS) return reader.fault(path, `tokens has ${map.size} entries; the limit is ${MAX_TOKENS}.`);
  return Object.fromEntries([...map].map(([token, rule]) => [token, parseToken(reader, rule, [...path, token])]));
}

function parseToken(reader: Reader, value: unknown, path: Path): Token {
  const map = reader.mapping(value, path, 'The rule of a token');
  if (map === undefined) return {};
  reader.keys(map, path, ['source', 'force']);
  const force = map.get('force') ?? undefined;
  if (force !== undefined && typeof force !== 'boolean') reader.fault([...path, 'force'], 'force must be true or false.');
  const given = map.get('source') ?? undefined;
  const source = given === undefined ? undefined : parseTokenSource(reader, given, [...path, 'source']);
  return { ...(source && { source }), ...(typeof force === 'boolean' && { force }) };
}

function parseTokenSource(reader: Reader, value: unknown, path: Path): TokenSource | undefined {
  const kind = value instanceof Map ? value.get('kind') : 'model';
  if (kind === 'zero' && value instanceof Map) {
    reader.keys(value, path, ['kind']);
    return { kind: 'zero' };
  }
  if (kind === 'model_token' && value instanceof Map) return parseModelToken(reader, value, path);
  if (value instanceof Map && kind !== undefined)
    return reader.fault([...path, 'kind'], 'The kind of a token’s source is zero or model_token.');
  const model = parseReference(reader, value, path);
  return model === undefined ? undefined : { kind: 'model', model };
}

function parseModelToken(reader: Reader, map: Mapping, path: Path): TokenSource | undefined {
  reader.keys(map, path, ['kind', 'model', 'token', 'token_id']);
  const model = parseReference(reader, map.get('model'), [...path, 'model']);
  const token = map.get('token') ?? undefined;
  const id = map.get('token_id') ?? undefined;
  if (model === undefined) return undefined;
  if (typeof token === 'string' && id === undefined) return { kind: 'model_token', model, token };
  if (token === undefined && typeof id === 'number' && Number.isSafeInteger(id) && id >= 0)
    return { kind: 'model_token', model, tokenId: id };
  return reader.fault(path, 'Give token (text) or token_id (a whole number), one of them.');
}
