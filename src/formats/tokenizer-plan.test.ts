/** Vocabulary plans: the rules one by one, and mergekit's own results for the golden recipes, compared by token. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import { decode } from './number.ts';
import { parseHeader } from './safetensors.ts';
import { parseTokenizer } from './tokenizer.ts';
import { editTokenizer } from './tokenizer-edit.ts';
import { type VocabularyPlan, type VocabularyRules, type VocabularySource, vocabularyPlan } from './tokenizer-plan.ts';

/** A source of `WordLevel` tokens; those with a star are added ones. */
function source(ref: string, tokens: string, vocabSize?: number): VocabularySource {
  const list = tokens.split(' ');
  const vocab = Object.fromEntries(list.map((token, id) => [token, id] as const).filter(([token]) => !token.startsWith('*')));
  const added = list.flatMap((content, id) => (content.startsWith('*') ? [{ id, content, special: true }] : []));
  const tokenizer = parseTokenizer(JSON.stringify({ model: { type: 'WordLevel', vocab }, added_tokens: added }), ref);
  return { ref, tokenizer, vocabSize: vocabSize ?? list.length };
}

const A = source('A', 'a b c *x');
const B = source('B', 'a c d *y *x');
const C = source('C', 'c e d *y');
const plan = (rules: Partial<VocabularyRules>, sources = [A, B, C], base: string | undefined = 'A') =>
  vocabularyPlan(sources, base, { source: 'union', ...rules });
const severities = ({ problems }: VocabularyPlan) => problems.map(({ severity }) => severity);

describe('the output vocabulary', () => {
  test('union: the base keeps its numbers, then ordinary tokens, then added ones, in the recipe’s order', () => {
    const { tokens, rows, rowCount, donor } = plan({});
    expect(tokens).toEqual(['a', 'b', 'c', '*x', 'd', 'e', '*y']);
    expect(rows.map((own) => [...own])).toEqual([
      [0, 1, 2, 3, -1, -1, -1],
      [0, -1, 1, 4, 2, -1, 3],
      [-1, -1, 0, -1, 2, 1, 3],
    ]);
    expect([rowCount, donor]).toEqual([7, 0]);
    expect(plan({}, [A, C, B]).tokens).toEqual(['a', 'b', 'c', '*x', 'e', 'd', '*y']);
    expect(plan({}, [B, A], 'A').tokens).toEqual(['a', 'b', 'c', '*x', 'd', '*y']);
  });

  test('base: without the tokens that have no row there; a model: all of its tokens', () => {
    const short = source('A', 'a b c *x', 3);
    expect(plan({ source: 'base' }, [short, B]).tokens).toEqual(['a', 'b', 'c']);
    expect(plan({ source: 'A' }, [short, B]).tokens).toEqual(['a', 'b', 'c', '*x']);
    expect(plan({ source: 'C' })).toMatchObject({ tokens: ['c', 'e', 'd', '*y'], donor: 2 });
    expect(plan({ source: 'D' }).problems[0]).toMatchObject({ severity: 'error', code: 'bad-recipe', where: 'D' });
  });

  test('rules append their new tokens; the first definition of an added token gives its flags', () => {
    const { tokens, newTokens } = plan({ source: 'base', tokens: { new: { source: { kind: 'zero' } }, '*y': {} } });
    expect(tokens).toEqual(['a', 'b', 'c', '*x', 'new', '*y']);
    expect(newTokens.map(({ token, id, added }) => [token, id, added?.special])).toEqual([
      ['new', 4, false],
      ['*y', 5, true],
    ]);
  });

  test('padding', () => {
    expect(plan({ padToMultipleOf: 4 })).toMatchObject({ rowCount: 8, unchanged: [false, false, false] });
    expect(plan({ source: 'base', padToMultipleOf: 4 })).toMatchObject({ rowCount: 4, unchanged: [true, false, false] });
    expect(plan({ source: 'base' }, [source('A', 'a b', 8)])).toMatchObject({ rowCount: 2, unchanged: [false] });
  });

  test('a number that no token has is padding', () => {
    const gap = { ...A, tokenizer: parseTokenizer('{"model":{"type":"WordLevel","vocab":{"a":0,"c":2}}}', 'gap'), vocabSize: 3 };
    const { tokens, fills } = plan({}, [gap]);
    expect(tokens).toEqual(['a', undefined, 'c']);
    expect(fills.get(1)).toEqual({ kind: 'padding' });
  });
});

describe('rows that a model lacks', () => {
  test('by default: the only owner, the base, the mean of the owners, zeros', () => {
    const { fills, problems } = plan({ tokens: { z: {} } });
    expect(fills.get(0)).toEqual({ kind: 'row', source: 0, row: 0 });
    expect(fills.get(1)).toEqual({ kind: 'row', source: 0, row: 1 });
    expect(fills.get(2)).toBeUndefined();
    expect(fills.get(4)).toEqual({
      kind: 'mean',
      of: [
        { source: 1, row: 2 },
        { source: 2, row: 2 },
      ],
    });
    expect(fills.get(5)).toEqual({ kind: 'row', source: 2, row: 1 });
    expect(fills.get(7)).toEqual({ kind: 'zero' });
    expect(problems).toMatchObject([{ severity: 'warning', where: 'z' }]);
    expect(vocabularyPlan([A, B, C], undefined, { source: 'union' }).fills.get(0)).toMatchObject({ kind: 'mean' });
  });

  test('by rule: only where they lack it, unless it is forced', () => {
    const gentle = plan({ tokens: { b: { source: { kind: 'zero' } } } });
    expect([gentle.rows[0]?.[1], gentle.fills.get(1)]).toEqual([1, { kind: 'zero' }]);
    const forced = plan({ tokens: { c: { source: { kind: 'model', model: 'C' }, force: true } } });
    expect(forced.rows.map((own) => own[2])).toEqual([-1, -1, -1]);
    expect(forced.fills.get(2)).toEqual({ kind: 'row', source: 2, row: 0 });
    const like = plan({
      tokens: {
        '*y': { source: { kind: 'model_token', model: 'A', token: 'b' } },
        e: { source: { kind: 'model_token', model: 'B', tokenId: 0 } },
      },
    });
    expect(like.fills.get(6)).toEqual({ kind: 'row', source: 0, row: 1 });
    expect(like.fills.get(5)).toEqual({ kind: 'row', source: 1, row: 0 });
    expect([...severities(gentle), ...severities(forced), ...severities(like)]).toEqual([]);
  });

  test.each<[string, NonNullable<VocabularyRules['tokens']>[string], RegExp]>([
    ['a model without the token', { source: { kind: 'model', model: 'C' } }, /C has no token "a"/],
    ['a model that is not merged', { source: { kind: 'model', model: 'D' } }, /D, is not a model/],
    ['a number beyond its rows', { source: { kind: 'model_token', model: 'C', tokenId: 4 } }, /none for number 4/],
    ['force without a source', { force: true }, /does not say which/],
  ])('refuses %s', (_, rule, words) => {
    expect(plan({ tokens: { a: rule } }).problems).toMatchObject([
      { severity: 'error', code: 'bad-recipe', what: expect.stringMatching(words) },
    ]);
  });

  test('a token beyond a model’s rows is missing there, and said so', () => {
    const short = source('B', 'a c d *y *x', 3);
    const { rows, problems } = plan({}, [A, short]);
    expect([...defined(rows[1], 'B')]).toEqual([0, -1, 1, -1, 2]);
    expect(problems).toMatchObject([{ severity: 'note', where: '*y, *x' }]);
  });

  test('a giver of a tokenizer that is not merged gives no rows', () => {
    const { tokens, rows, fills } = plan({ source: 'C' }, [A, B, { ...C, tokenizerOnly: true }]);
    expect(tokens).toEqual(['c', 'e', 'd', '*y']);
    expect([...defined(rows[2], 'C')]).toEqual([-1, -1, -1, -1]);
    expect(fills.get(1)).toEqual({ kind: 'zero' });
    expect(fills.get(0)).toBeUndefined();
  });
});

test('new ordinary tokens of BPE tokenizers are reported: nothing produces them', () => {
  const bpe = (ref: string, vocab: Record<string, number>) => ({
    ref,
    vocabSize: 3,
    tokenizer: parseTokenizer(JSON.stringify({ model: { type: 'BPE', vocab, merges: [] } }), ref),
  });
  const two = [bpe('A', { a: 0, b: 1, ab: 2 }), bpe('B', { a: 0, b: 1, ba: 2 })];
  expect(plan({}, two).problems).toMatchObject([{ severity: 'warning', what: expect.stringMatching(/never produced/), where: 'ba' }]);
  expect(plan({ source: 'base' }, two).problems).toEqual([]);
});

test('any union covers all tokens once, keeps the base’s numbers, and every row has an origin', () => {
  const words = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', '*x', '*y', '*z'), { minLength: 1 })
    .map((tokens) => [...tokens].sort((s, t) => Number(s.startsWith('*')) - Number(t.startsWith('*'))).join(' '));
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 4 }), fc.nat(12), (all, pad) => {
      const sources = all.map((tokens, i) => source(`${i}`, tokens));
      const { tokens, rows, fills, rowCount } = plan({ padToMultipleOf: pad + 1 }, sources, '0');
      expect(new Set(tokens)).toEqual(new Set(all.flatMap((one) => one.split(' '))));
      expect(tokens.slice(0, sources[0]?.vocabSize)).toEqual(all[0]?.split(' '));
      expect(rowCount % (pad + 1)).toBe(0);
      for (const row of tokens.keys()) expect(rows.some((own) => own[row] === -1)).toBe(fills.has(row));
    }),
  );
});

// --- mergekit's results -----------------------------------------------------------------------------------------

const GOLDEN = join(import.meta.dirname, '../engine/golden');

function matrix(folder: string, tensor: string): Float64Array[] {
  const bytes = new Uint8Array(readFileSync(join(GOLDEN, folder, 'model.safetensors')));
  const {
    offset,
    bytes: length,
    shape,
  } = defined(
    parseHeader(bytes, bytes.length, folder).tensors.find(({ name }) => name === tensor),
    tensor,
  );
  const [rows = 0, width = 0] = shape;
  const values = new Float64Array(rows * width);
  decode('F32', bytes.subarray(offset, offset + length), values);
  return Array.from({ length: rows }, (_, row) => values.subarray(row * width, (row + 1) * width));
}

const meanOf = (vectors: readonly Float64Array[]): Float64Array =>
  defined(vectors[0], 'a row').map((_, column) => vectors.reduce((sum, vector) => sum + (vector[column] ?? 0), 0) / vectors.length);

/** The matrix of one source as the merge method meets it. */
function remap({ rows, fills, rowCount }: VocabularyPlan, at: number, stored: readonly Float64Array[][]): Float64Array[] {
  const rowOf = (source: number, row: number) => defined(stored[source]?.[row], `row ${row}`);
  const real = Array.from(defined(rows[at], 'rows'), (own, row) => {
    if (own >= 0) return rowOf(at, own);
    const fill = defined(fills.get(row), `a fill of row ${row}`);
    if (fill.kind === 'row') return rowOf(fill.source, fill.row);
    if (fill.kind === 'mean') return meanOf(fill.of.map((one) => rowOf(one.source, one.row)));
    return new Float64Array(rowOf(at, 0).length);
  });
  return [...real, ...Array.from({ length: rowCount - real.length }, () => meanOf(real))];
}

interface GoldenCase {
  readonly recipe: string;
  readonly models: readonly string[];
  readonly weights: readonly number[];
  readonly rules: VocabularyRules;
}

const T = (name: string) => `models/f32/${name}`;
const THREE = { models: ['t0', 't1', 't2'], weights: [0.2, 0.5, 0.3] };
/** The recipes of the same names in golden/recipes. */
const GOLDEN_CASES: readonly GoldenCase[] = [
  { recipe: 'tokenizer-base-f32', ...THREE, rules: { source: 'base' } },
  { recipe: 'tokenizer-union-f32', ...THREE, rules: { source: 'union' } },
  {
    recipe: 'tokenizer-rules-f32',
    ...THREE,
    rules: {
      source: 'union',
      padToMultipleOf: 16,
      tokens: {
        '<|end|>': { source: { kind: 'model', model: T('t2') }, force: true },
        '<tool>': { source: { kind: 'model_token', model: T('t1'), token: '<|user|>' } },
      },
    },
  },
  {
    recipe: 'tokenizer-zero-and-model-f32',
    models: ['t1', 't2'],
    weights: [0.5, 0.3],
    rules: {
      source: T('t1'),
      tokens: { '<|user|>': { source: { kind: 'zero' } }, '<|end|>': { source: { kind: 'model', model: T('t2') } } },
    },
  },
];

describe.each(GOLDEN_CASES)('$recipe', ({ recipe, models, weights, rules }) => {
  const sources = models.map((name) => ({
    ref: T(name),
    vocabSize: name === 't0' ? 96 : 98,
    tokenizer: parseTokenizer(readFileSync(join(GOLDEN, T(name), 'tokenizer.json')), name),
  }));
  const made = vocabularyPlan(sources, T(defined(models[0], 'a base')), rules);
  const theirs = parseTokenizer(readFileSync(join(GOLDEN, 'expected', recipe, 'tokenizer.json')), recipe);
  const folder = `expected/${recipe}`;

  test('has mergekit’s tokens', () => {
    expect(made.problems).toEqual([]);
    expect(new Set(made.tokens)).toEqual(new Set(theirs.vocabulary.keys()));
    const ours = parseTokenizer(editTokenizer(defined(sources[made.donor], 'the donor').tokenizer, made), 'ours');
    expect([...ours.vocabulary].sort((a, b) => a[1] - b[1]).map(([token]) => token)).toEqual(made.tokens);
    expect(new Set(ours.added.map(({ content, special }) => `${content} ${special}`))).toEqual(
      new Set(theirs.added.map(({ content, special }) => `${content} ${special}`)),
    );
  });

  test.each(['model.embed_tokens.weight', 'lm_head.weight'])('has mergekit’s rows of %s', (tensor) => {
    const stored = models.map((name) => matrix(T(name), tensor));
    const each = models.map((_, at) => remap(made, at, stored));
    const expected = matrix(folder, tensor);
    expect(made.rowCount).toBe(expected.length);
    const total = weights.reduce((a, b) => a + b);
    for (let row = 0; row < made.rowCount; row++) {
      const token = made.tokens[row];
      const other = defined(expected[token === undefined ? row : defined(theirs.vocabulary.get(token), token)], `${row}`);
      const ours = other.map(
        (_, column) => weights.reduce((sum, weight, at) => sum + weight * defined(each[at]?.[row]?.[column], 'an entry'), 0) / total,
      );
      expect(Math.max(...ours.map((value, column) => Math.abs(value - (other[column] ?? Number.NaN))))).toBeLessThan(2e-7);
    }
  });
});
