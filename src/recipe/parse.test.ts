import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_ALIASES, MAX_DOCUMENTS, MAX_GRADIENT, MAX_MODELS, MAX_PARAMETERS, MAX_ROWS, MAX_TEXT, MAX_VALUES } from './limits.ts';
import { parseRecipe } from './parse.ts';
import type { RecipeProblem } from './recipe.ts';
import { recipeToYaml } from './serialize.ts';
import { anyRecipe } from './testing.ts';

const problemsOf = (text: string): readonly RecipeProblem[] => parseRecipe(text).problems;
/** `line:column path message` of each problem. */
const said = (text: string): string[] => problemsOf(text).map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`);
const documentOf = (text: string) => parseRecipe(text).recipe?.documents[0];

const LINEAR = 'merge_method: linear\nmodels:\n  - {model: a, parameters: {weight: 1}}\n';

describe('the grammar', () => {
  test('every part of a document', () => {
    const text = `name: soup
merge_method: ties
base_model: {model: {path: base, revision: v1}}
models:
  - model: {model: {path: a}, lora: {path: b, revision: v2}}
    parameters:
      weight: [0, "1e-5", 0.5]
      density: {filter: mlp, value: 0.3}
  - model: c@main
    parameters: {weight: [{filter: null, value: [1, 2]}]}
parameters: {normalize: yes}
dtype: torch.bfloat16
out_dtype: float16
tokenizer:
  source: c@main
  pad_to_multiple_of: 64
  tokens:
    <a>: {source: {kind: zero}, force: true}
    <b>: {source: {kind: model_token, model: a, token_id: 7}}
    <c>: {source: c@main}
chat_template: chatml
alloy: {elect_by: count}
`;
    expect(parseRecipe(text)).toEqual({
      problems: [],
      recipe: {
        documents: [
          {
            name: 'soup',
            method: 'ties',
            base: 'base@v1',
            models: [
              { model: 'a+b@v2', parameters: { weight: [0, '1e-5', 0.5], density: [{ filter: 'mlp', value: 0.3 }] } },
              { model: 'c@main', parameters: { weight: [{ value: [1, 2] }] } },
            ],
            parameters: { normalize: 'yes' },
            dtype: 'bfloat16',
            outDtype: 'float16',
            tokenizer: {
              source: 'c@main',
              padToMultipleOf: 64,
              tokens: {
                '<a>': { source: { kind: 'zero' }, force: true },
                '<b>': { source: { kind: 'model_token', model: 'a', tokenId: 7 } },
                '<c>': { source: { kind: 'model', model: 'c@main' } },
              },
            },
            chatTemplate: 'chatml',
            alloy: { elect_by: 'count' },
          },
        ],
      },
    });
  });

  test('slices and modules', () => {
    const slices = 'slices:\n      - sources: [{model: a, layer_range: [0, 4], parameters: {scale: 2}}]\n        parameters: {scale: 1}\n';
    expect(documentOf(`merge_method: passthrough\nmodules:\n  text:\n    ${slices}`)).toEqual({
      method: 'passthrough',
      modules: {
        text: { slices: [{ sources: [{ model: 'a', layerRange: [0, 4], parameters: { scale: 2 } }], parameters: { scale: 1 } }] },
      },
    });
  });

  test('empty is absent', () => {
    expect(documentOf(`${LINEAR}slices: []\nparameters: {}\ntokenizer:\ndtype: null\n---\n`)).toEqual(documentOf(LINEAR));
    expect(documentOf('merge_method: linear\nmodels: [{model: a, parameters: {weight: []}}]\nparameters: {weight: 1}\n')?.models).toEqual([
      { model: 'a' },
    ]);
  });

  test('anchors, aliases and merged mappings', () => {
    const text =
      'merge_method: linear\nmodels:\n  - {model: a, parameters: &p {weight: 0.5}}\n  - {model: b, parameters: *p}\n  - {model: c, parameters: {<<: *p}}\n';
    expect(documentOf(text)?.models?.map(({ parameters }) => parameters)).toEqual([{ weight: 0.5 }, { weight: 0.5 }, { weight: 0.5 }]);
    expect(problemsOf(text)).toEqual([]);
  });

  test('tokenizer_source is a tokenizer with a source alone', () => {
    expect(documentOf(`${LINEAR}tokenizer_source: union\n`)?.tokenizer).toEqual({ source: 'union' });
  });
});

describe('faults have a place', () => {
  test.each([
    ['a: [', '1:4  This “[” is not closed.'],
    ['a: 1\nb: 2\na: 3', '3:1  The key “a” is given twice.'],
    ['', 'undefined:undefined  The recipe is empty.'],
    ['- a', '1:1  A recipe must be a mapping of keys to values.'],
    [`${LINEAR}parameters:\n  <<: `, '1:1  The key << takes a mapping, or an alias of one.'],
    [`${LINEAR}slices: [{sources: [{model: a, layer_range: [0, 1]}]}]`, '4:9 slices Give models or slices, not both.'],
    ['models: [{model: a}]', '1:1  The recipe needs merge_method: how the models are merged.'],
    ['merge_method: linear', '1:1  The recipe needs models (or slices, or modules): what is merged.'],
    ['merge_method: linear\nmodels:\n  - 3', '3:5 models[0] Each entry of models must be a mapping of keys to values.'],
    ['merge_method: linear\nmodels:\n  - model: 7', '3:12 models[0].model A model must be text: put it in quotes.'],
    [
      'merge_method: linear\nmodels:\n  - model: a@b@c',
      '3:12 models[0].model “a@b@c” names more than one revision: after a path comes at most one “@”.',
    ],
    [`${LINEAR}tokenizer_source: union\ntokenizer: {}`, '5:12 tokenizer Give tokenizer_source or tokenizer, not both.'],
    [`${LINEAR}parameters: {weight: [{filter: a}]}`, '4:23 parameters.weight[0] A row needs a value.'],
    [`${LINEAR}parameters: {weight: .nan}`, '4:22 parameters.weight “weight” is NaN; merges need a finite number.'],
    [
      'merge_method: passthrough\nslices: [{sources: [{model: a, layer_range: [2, 2]}]}]',
      '2:45 slices[0].sources[0].layer_range layer_range must be [first, end]: two whole numbers, of which the end is greater and not included.',
    ],
  ])('%s', (text, expected) => {
    expect(said(text)).toContain(expected);
    expect(parseRecipe(text).recipe).toBeUndefined();
  });

  const RANGE = 'layer_range must be [first, end]: two whole numbers, of which the end is greater and not included.';
  const slices = (source: string) => `merge_method: passthrough\nslices: [{sources: [${source}]}]`;
  const MOE =
    'This is a recipe of mergekit-moe, which joins models as the experts of a larger one. Alloy makes models of the size that they have.';
  const COMMA = 'A comma ends a value: write weight: 0.5, with a point.';

  test.each([
    ['merge_method: linear\nmodels: small/a', ['2:9 models models must be a list.']],
    ['merge_method: linear\nmodels: [small/a]', ['2:10 models[0] Each entry of models is a mapping: write model: small/a.']],
    [slices('a'), ['2:21 slices[0].sources[0] Each entry of sources must be a mapping of keys to values.']],
    [slices('{model: a, layer_range: [-2, 2]}'), [`2:45 slices[0].sources[0].layer_range ${RANGE}`]],
    [slices('{model: a, layer_range: [3, 1]}'), [`2:45 slices[0].sources[0].layer_range ${RANGE}`]],
    ['base_model: a\ngate_mode: hidden\nexperts: [{source_model: b, positive_prompts: [x]}]', [`1:1  ${MOE}`]],
    ['merge_method: linear\nmodels: [{model: a, parameters: {weight: 0,5}}]', [`2:44 models[0].parameters.5 ${COMMA}`]],
  ])('alone: %s', (text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  test('inside an alias it is where the anchor stands', () => {
    expect(
      said(
        'merge_method: ties\nbase_model: b\nmodels:\n  - {model: a, parameters: &p {weight: 1, densty: 1}}\n  - {model: c, parameters: *p}\n',
      ),
    ).toEqual([
      '4:43 models[0].parameters.densty TIES has no parameter “densty”. Did you mean density?',
      '4:43 models[1].parameters.densty TIES has no parameter “densty”. Did you mean density?',
    ]);
  });

  test('in a later document', () => {
    expect(said(`name: x\n${LINEAR}---\nmerge_method: linear\nmodels: [{model: x, parameters: {weigth: 1}}]\n`)).toEqual([
      '7:34 documents[1].models[0].parameters.weigth Linear has no parameter “weigth”. Did you mean weight?',
      '7:10 documents[1].models[0] Linear needs a weight for x.',
    ]);
  });
});

const KEYS =
  'name, merge_method, base_model, models, slices, modules, parameters, dtype, out_dtype, tokenizer_source, tokenizer, chat_template, alloy';

describe('unknown keys leave the recipe readable', () => {
  test.each([
    [`${LINEAR}basemodel: b`, '4:1 basemodel There is no key “basemodel” here. Did you mean base_model?', 'base_model'],
    [`${LINEAR}base_model: a\nbase_models: c`, `5:1 base_models There is no key “base_models” here. The keys here are ${KEYS}.`, undefined],
    [`${LINEAR}normalize: false`, '4:1 normalize There is no key “normalize” here. It belongs under parameters.', undefined],
    [`${LINEAR}dtype: bf16`, '4:8 dtype There is no dtype “bf16”. Alloy merges in float16, bfloat16, float32, float64.', 'bfloat16'],
    [
      'merge_method: linear\nmodels: [{model: a, weight: 1, parameters: {weight: 1}}]',
      '2:21 models[0].weight There is no key “weight” here. The keys here are model, parameters.',
      undefined,
    ],
  ])('%s', (text, expected, replacement) => {
    expect(said(text)).toEqual([expected]);
    expect(problemsOf(text)[0]?.fix?.replacement).toBe(replacement);
    expect(documentOf(text)?.method).toBe('linear');
  });

  test('and what mergekit passes over is a warning', () => {
    const text = `${LINEAR}random_seed: 0\n`;
    expect(problemsOf(text)).toMatchObject([{ severity: 'warning', line: 4, path: 'random_seed' }]);
  });
});

describe('hostile text', () => {
  const many = (count: number, entry: string) => Array.from({ length: count }, (_, i) => entry.replace('#', String(i))).join(',');
  /** Nine times nine times … a value, by anchors that use one another. */
  const bomb = `a0: &a0 [1]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${many(9, `*a${i}`)}]`).join('\n')}`;

  test.each([
    ['too long', `# ${'x'.repeat(MAX_TEXT)}`, 'characters; the limit is'],
    ['too many documents', `${LINEAR}---\n`.repeat(MAX_DOCUMENTS + 1), 'documents; the limit is'],
    ['too many models', `merge_method: linear\nmodels: [${many(MAX_MODELS + 1, '{model: m#}')}]`, 'entries; the limit is'],
    ['too long a gradient', `${LINEAR}parameters: {t: [${many(MAX_GRADIENT + 1, '#')}]}`, 'entries; the limit is'],
    ['too many filters', `${LINEAR}parameters: {t: [${many(MAX_ROWS + 1, '{value: #}')}]}`, 'entries; the limit is'],
    ['too many parameters', `${LINEAR}parameters: {${many(MAX_PARAMETERS + 1, 'p#: 1')}}`, 'entries; the limit is'],
    ['deep brackets', '['.repeat(100_000), 'nested too deeply'],
    ['deep dashes', '- '.repeat(100_000), 'nested too deeply'],
    ['an alias of itself', 'merge_method: &a [*a]', 'must be text'],
    ['an alias without an anchor', 'merge_method: *a', 'has no anchor before it'],
    ['multiplying aliases', bomb, 'expand to too much'],
  ])('%s', (_, text, expected) => {
    const before = performance.now();
    const { problems } = parseRecipe(text);
    expect(problems[0]?.message).toContain(expected);
    expect(problems.length).toBeLessThan(100);
    expect(performance.now() - before).toBeLessThan(5000);
  });

  test('values are counted through aliases', () => {
    const gradient = `[${many(MAX_GRADIENT, '1')}]`;
    const uses = Math.ceil(MAX_VALUES / MAX_GRADIENT) + 1;
    expect(uses).toBeLessThan(MAX_ALIASES);
    const models = `{model: m, parameters: {weight: &g ${gradient}}}, ${many(uses, '{model: m#, parameters: {weight: *g}}')}`;
    expect(said(`merge_method: linear\nmodels: [${models}]`).join()).toContain(`more than ${MAX_VALUES} values`);
  });

  test('weights of many slices, filters and anchors are looked at in a few places only', () => {
    const rows = `[${many(63, '{filter: f#, value: 1}')}, {value: [${many(126, '1')}]}]`;
    const slices = `{sources: &s [${many(60, '{model: m#, layer_range: [0, 1]}')}]}, ${many(900, '{sources: *s}')}`;
    const sums = (weight: string) => said(`merge_method: linear\nparameters: {weight: ${weight}}\nslices: [${slices}]`);
    expect(sums(rows)).toEqual([]);
    expect(sums('0')).toHaveLength(901);
  });

  test('any text is read without an exception', () => {
    const harmless = fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      expect(Array.isArray(problemsOf(text))).toBe(true);
    });
    fc.assert(harmless);
  });

  test('any recipe with a piece cut out or doubled is read without an exception, and problems lie inside the text', () => {
    const harmless = fc.property(anyRecipe, fc.nat(), fc.nat(20), fc.boolean(), (recipe, place, length, doubled) => {
      const text = recipeToYaml(recipe);
      const start = place % text.length;
      const piece = text.slice(start, start + length);
      const broken = text.slice(0, start) + (doubled ? piece + piece : '') + text.slice(start + length);
      for (const { line = 1, column = 1 } of problemsOf(broken)) {
        expect(line).toBeLessThanOrEqual(broken.split('\n').length);
        expect(column).toBeLessThanOrEqual((broken.split('\n')[line - 1] ?? '').length + 1);
      }
    });
    fc.assert(harmless);
  });
});
