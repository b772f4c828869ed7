import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCollection, isMap, isNode, isPair, isScalar, isSeq, type Node } from 'yaml';
import { MAX_DOCUMENTS, MAX_GRADIENT, MAX_TEXT, MAX_VALUES } from './limits.ts';
import { parseRecipe } from './parse.ts';
import { recipeToYaml } from './serialize.ts';
import { anyRecipe } from './testing.ts';
import { readPieces, readPlainPieces, readWhole, type YamlPieces } from './yaml-pieces.ts';

/** What can begin, end, hide or hold a line of dashes. */
const SIGNS = [
  '---\n',
  '--- ',
  '---',
  '\n---\n',
  '\n--- |\n',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\t',
  '# note\n',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '|\n',
  '>-\n',
];
const MORE = ['...\n', '%YAML 1.2\n', '%', '\uFEFF', '&a ', '*a', '<<: ', '!!str ', ': ', '- ', '? ', 'a: 1\n', '0.5', 'é', '\u2028'];
const anySign = fc.oneof(fc.constantFrom(...SIGNS, ...MORE), fc.string({ maxLength: 4 }));

interface Change {
  /** Of the text. */
  readonly at: number;
  readonly taken: number;
  readonly put: string;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const anyChange: fc.Arbitrary<Change> = fc.record({ at: share, taken: fc.nat(4), put: anySign });

function changed(text: string, { at, taken, put }: Change): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + put + text.slice(start + taken);
}

/**
 * Everything of a tree that somebody reads, with its places in the text. Where blocks end and what blank lines and
 * comments lie between them matters only for writing, which reads the whole text.
 */
function shown(node: unknown, start: number): unknown {
  if (!isPair(node) && !isNode(node)) return node;
  if (isPair(node)) return [shown(node.key, start), shown(node.value, start)];
  const { range, tag, anchor }: Node & { anchor?: string | undefined } = node;
  const ends = isScalar(node) || (isCollection(node) && node.flow);
  const own = [range?.slice(0, ends ? 2 : 1).map((place) => place + start), tag, anchor];
  if (isMap(node) || isSeq(node))
    return [...own, node.flow, node.items.map((item) => [shown(item, start), node.flow && isNode(item) && item.comment])];
  return [...own, Object.entries(node).filter(([key]) => key === 'value' || key === 'source' || key === 'type')];
}

const shownAll = ({ pieces, problems }: YamlPieces) => [problems, pieces.map(({ document, start }) => shown(document.contents, start))];

/** Sound at first and, as changes fall where they like, often not afterwards. Changes follow one another, or each begins anew. */
const anyTexts = fc.tuple(anyRecipe, fc.array(anyChange, { minLength: 1, maxLength: 6 }), fc.boolean()).map(([recipe, changes, follow]) => {
  const texts = [recipeToYaml(recipe)];
  for (const change of changes) texts.push(changed(texts.at(follow ? -1 : 0) ?? '', change));
  return texts;
});

test('after any changes, the documents are those of a fresh reading, and so are the recipe and its problems', () => {
  const same = fc.property(anyTexts, (texts) => {
    for (const text of texts) {
      expect(shownAll(readPieces(text))).toEqual(shownAll(readWhole(text)));
      expect(shownAll(readPlainPieces(text))).toEqual(shownAll(readWhole(text, false)));
      expect(parseRecipe(text)).toEqual(parseRecipe(text, readWhole));
    }
  });
  fc.assert(same, { numRuns: 60 });
});

test('lines of dashes among anything that could hold them', () => {
  const same = fc.property(fc.array(fc.constantFrom(...SIGNS, ...MORE), { maxLength: 12 }), (signs) => {
    const text = signs.join('');
    expect(shownAll(readPieces(text))).toEqual(shownAll(readWhole(text)));
    expect(parseRecipe(text)).toEqual(parseRecipe(text, readWhole));
  });
  fc.assert(same, { numRuns: 3000 });
});

const LINEAR = 'merge_method: linear\nmodels:\n  - {model: a, parameters: {weight: 1}}\n';
const named = (name: string, weight = '1') => `name: ${name}\n${LINEAR.replace('1', weight)}`;

test('a document whose characters stay the same is not read again', () => {
  const [before, after] = ['0.5', '0.25'].map((weight) => readPieces([named('a'), named('b', weight), LINEAR].join('---\n')).pieces);
  expect(before?.map(({ document }, i) => document === after?.[i]?.document)).toEqual([true, false, true]);
});

test('nor is what it says, as long as the values of all are within the limit', () => {
  const [before, after] = ['0.5', '0.25'].map((weight) => parseRecipe([named('a'), named('b', weight), LINEAR].join('---\n')).recipe);
  expect(before?.documents.map((document, i) => document === after?.documents[i])).toEqual([true, false, true]);
});

test('two documents with the same characters are two', () => {
  const { pieces } = readPieces(`${LINEAR}---\n${LINEAR}---\n${LINEAR}`);
  expect(new Set(pieces.map(({ document }) => document)).size).toBe(3);
});

test('the limits hold for all documents together, also when some are known', () => {
  const gradient = `[${'1,'.repeat(MAX_GRADIENT)}]`;
  const rows = Array.from({ length: 60 }, (_, i) => `{model: m${i}, parameters: {weight: *g}}`).join(', ');
  const long = `merge_method: linear\nmodels: [{model: m, parameters: {weight: &g ${gradient}}}, ${rows}]\n`;
  const texts = [1, 2, 4, 5].map((count) => Array.from({ length: count }, (_, i) => `name: n${i}\n${long}`).join('---\n'));
  for (const text of texts) expect(parseRecipe(text)).toEqual(parseRecipe(text, readWhole));
  expect(parseRecipe(texts[3] ?? '').problems[0]?.message).toContain(`more than ${MAX_VALUES} values`);
  for (const text of [`${LINEAR}---\n`.repeat(MAX_DOCUMENTS + 1), `${LINEAR}---\n# ${'x'.repeat(MAX_TEXT)}`])
    expect(parseRecipe(text)).toEqual(parseRecipe(text, readWhole));
});
