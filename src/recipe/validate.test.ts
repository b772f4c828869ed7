import { describe, expect, test } from 'vitest';
import { parseRecipe } from './parse.ts';

/** `severity path: message` of each problem. */
const said = (text: string): string[] => parseRecipe(text).problems.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);

const recipe = (method: string, models: readonly string[], more = '') =>
  `merge_method: ${method}\n${more}\nmodels:\n${models.map((model) => `  - ${model}\n`).join('')}`;
const weighed = (model: string, parameters = 'weight: 1') => `{model: ${model}, parameters: {${parameters}}}`;

describe('methods, bases and numbers of models', () => {
  test.each([
    ['an unknown method', recipe('tis', ['{model: a}']), 'error merge_method: There is no method “tis”. Did you mean ties?'],
    [
      'a base that is needed',
      recipe('ties', [weighed('a')]),
      'error : TIES needs base_model: the model that the others were fine-tuned from.',
    ],
    [
      'a base to start from',
      recipe('slerp', ['{model: a}', '{model: b}'], 'parameters: {t: 0.5}'),
      'error : SLERP needs base_model: the one of its two models that it starts from.',
    ],
    [
      'three for two',
      recipe('slerp', ['{model: a}', '{model: b}', '{model: c}'], 'base_model: a\nparameters: {t: 0.5}'),
      'error merge_method: SLERP takes two models; this one has three.',
    ],
    [
      'a base that makes three',
      recipe('slerp', ['{model: a}', '{model: b}'], 'base_model: c\nparameters: {t: 0.5}'),
      'error merge_method: SLERP takes two models; this one has three.',
    ],
    [
      'one for two or more',
      recipe('model_stock', ['{model: a}'], 'base_model: b'),
      'error models: Model Stock takes at least two models beside the base; this one has one.',
    ],
    [
      'a base that is one of the two',
      recipe('nuslerp', [weighed('a'), weighed('b')], 'base_model: b'),
      'error models: NuSLERP takes two models beside the base; this one has one.',
    ],
    ['two for one', recipe('passthrough', ['{model: a}', '{model: b}']), 'error models: Passthrough takes one model; this one has two.'],
    [
      'an input twice',
      recipe('linear', [weighed('a'), weighed('a')]),
      'error models[1].model: a is listed twice; add its weights together and list it once.',
    ],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual([expected]);
  });

  test.each([
    ['one model and a base to start from', recipe('slerp', ['{model: a}'], 'base_model: b\nparameters: {t: 0.5}')],
    [
      'a base without a part in it',
      'merge_method: linear\nbase_model: b\nslices: [{sources: [{model: a, layer_range: [0, 1], parameters: {weight: 1}}]}]',
    ],
    ['a base alone', recipe('ties', ['{model: b}'], 'base_model: b')],
    ['a base with parameters that nobody asks for', recipe('ties', [weighed('a'), '{model: b}'], 'base_model: b')],
    ['the flag that changes nothing', recipe('ties', [weighed('a')], 'base_model: b\nparameters: {int8_mask: true}')],
  ])('%s is fine', (_, text) => {
    expect(said(text)).toEqual([]);
  });

  test('a wrong method has a mend', () => {
    const [problem] = parseRecipe(
      recipe('slerp', ['{model: a}', '{model: b}', '{model: c}'], 'base_model: a\nparameters: {t: 0.5}'),
    ).problems;
    expect(problem).toMatchObject({ line: 1, column: 15, fix: { label: 'Change to multi-SLERP', replacement: 'multislerp' } });
  });
});

describe('slices', () => {
  const slices = (sources: string, more: string) => `merge_method: ${more}\nslices: [{sources: [${sources}]}]`;

  test('need the base among their sources', () => {
    expect(said(slices('{model: a, layer_range: [0, 1], parameters: {weight: 1}}', 'ties\nbase_model: b'))).toEqual([
      'error slices[0]: The base b is not among the sources of this slice, and TIES needs it there.',
    ]);
  });

  test('have equally many layers of each source', () => {
    const uneven = '{model: a, layer_range: [0, 4], parameters: {weight: 1}}, {model: b, layer_range: [2, 5], parameters: {weight: 1}}';
    expect(said(slices(uneven, 'linear'))).toEqual([
      'error slices[0].sources[1].layer_range: The sources of a slice have equally many layers: a has 4 here, b has 3.',
    ]);
  });
});

describe('parameters', () => {
  const ties = (model: string, more = '') => recipe('ties', [model], `base_model: b\n${more}`);

  test.each([
    [
      'misspelt',
      ties(weighed('a', 'weight: 1, densty: 0.5')),
      'error models[0].parameters.densty: TIES has no parameter “densty”. Did you mean density?',
    ],
    [
      'unlike any',
      ties(weighed('a', 'weight: 1, heat: 0.5')),
      'error models[0].parameters.heat: TIES has no parameter “heat”. It has weight, density, lambda, normalize, rescale.',
    ],
    [
      'of another method',
      ties(weighed('a', 'weight: 1'), 'parameters: {t: 0.5}'),
      'warning parameters.t: TIES does not use t; it has no effect here.',
    ],
    [
      'shared, under a model',
      ties(weighed('a', 'weight: 1, lambda: 2')),
      'error models[0].parameters.lambda: TIES has one lambda for all models: it belongs under the recipe’s parameters, not under a model.',
    ],
    [
      'not mergekit’s',
      ties(weighed('a', 'weight: 1'), 'parameters: {votes: weighted}'),
      'error parameters.votes: mergekit has no parameter “votes”: it belongs under alloy.',
    ],
    [
      'not one of its choices',
      ties(weighed('a', 'weight: 1'), 'alloy: {elect_by: counts}'),
      'error alloy.elect_by: elect_by must be mass or count, not “counts”.',
    ],
    [
      'no dialect of it',
      ties(weighed('a', 'weight: 1'), 'alloy: {elect: count}'),
      'error alloy.elect: TIES has no parameter “elect”. Did you mean elect_by?',
    ],
    ['no number', ties(weighed('a', 'weight: heavy')), 'error models[0].parameters.weight: weight must be a number, not “heavy”.'],
    [
      'no truth value',
      ties(weighed('a'), 'parameters: {normalize: 0.5}'),
      'error parameters.normalize: normalize must be true or false, not “0.5”.',
    ],
    [
      'out of range',
      ties(weighed('a', 'weight: 1, density: 1.5')),
      'error models[0].parameters.density: density must be between 0 and 1, not 1.5.',
    ],
    [
      'out of range in a gradient',
      ties(weighed('a', 'weight: 1, density: [0, {}]'.replace('{}', '2'))),
      'error models[0].parameters.density[1]: density must be between 0 and 1, not 2.',
    ],
    [
      'out of range in a filter',
      ties(weighed('a', 'weight: 1, density: [{filter: m, value: 1}, {value: -1}]')),
      'error models[0].parameters.density[1].value: density must be between 0 and 1, not -1.',
    ],
    ['missing for a model', ties('{model: a}'), 'error models[0]: TIES needs a weight for a.'],
    ['missing for all', recipe('nearswap', ['{model: a}'], 'base_model: b'), 'error : NearSwap needs t, under the recipe’s parameters.'],
    [
      'missing for the base, which is an input too',
      recipe('linear', [weighed('a')], 'base_model: b'),
      'error base_model: Linear needs a weight for b.',
    ],
    [
      'no whole number',
      recipe('karcher', ['{model: a}'], 'parameters: {max_iter: 1.5}'),
      'error parameters.max_iter: max_iter must be a whole number, not “1.5”.',
    ],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual([expected]);
  });

  test('given at any level are not missing', () => {
    expect(said(recipe('linear', ['{model: a}', '{model: c}'], 'base_model: b\nparameters: {weight: 1}'))).toEqual([]);
  });
});

describe('parameters that belong together', () => {
  const linear = (a: string, b: string, more = '') => recipe('linear', [weighed('a', `weight: ${a}`), weighed('c', `weight: ${b}`)], more);
  const zero = (where = '') => `error models: The weights sum to zero${where}, and Linear divides by their sum.`;

  test.each([
    ['weights that cancel', linear('0.5', '-0.5'), [zero()]],
    ['not divided by', linear('0.5', '-0.5', 'parameters: {normalize: false}'), []],
    ['that cancel at the end', linear('[0.5, 1]', '-1'), [zero()]],
    ['that cancel at an anchor', linear('[1, 0.25, 1]', '[-0.5, -0.25, 1]'), [zero()]],
    ['that cancel under a filter', linear('[{filter: mlp, value: 1}, {value: 2}]', '-1'), [zero(' in “mlp”')]],
    ['of which one is left out somewhere', linear('[{filter: mlp, value: 1}]', '0'), []],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  const della = (parameters: string, more = '') => recipe('della', [weighed('a', `weight: 1, ${parameters}`)], `base_model: b\n${more}`);

  test.each([
    ['density: 0.85', '0.85 ± 0.15'],
    ['density: 0.15', '0.15 ± 0.15'],
    ['density: [0.5, 0.9]', '0.9 ± 0.15'],
    ['density: 0.5, epsilon: 0.5', '0.5 ± 0.5'],
  ])('DELLA’s window: %s', (parameters, window) => {
    expect(said(della(parameters))).toEqual([`error models[0]: density ± epsilon must stay between 0 and 1, and ${window} does not.`]);
  });

  test.each(['density: 1', 'density: 0', 'density: 0.5', 'density: 0.9, epsilon: 0.05'])('%s is inside', (parameters) => {
    expect(said(della(parameters))).toEqual([]);
  });
});

describe('documents', () => {
  const named = (name: string, model: string) =>
    `${name ? `name: ${name}\n` : ''}merge_method: linear\nmodels: [{model: ${model}, parameters: {weight: 1}}]\n`;

  test.each([
    [
      'two without a name',
      [named('', 'a'), named('', 'b')],
      ['error documents[0]: Only one document may go without a name: the one that makes the output.'],
    ],
    [
      'two of one name',
      [named('x', 'a'), named('x', 'b'), named('', 'x')],
      ['error documents[1].name: There are two documents with the name “x”.'],
    ],
    ['a circle', [named('x', 'y'), named('y', 'x'), named('', 'x')], ['error documents[2]: These documents need each other in a circle.']],
    ['an idle one', [named('x', 'a'), named('', 'b')], ['warning documents[0].name: Nothing uses the document “x”, so it is not merged.']],
    ['a chain', [named('', 'x'), named('x', 'y'), named('y', 'a')], []],
  ])('%s', (_, documents, expected) => {
    expect(said(documents.join('---\n'))).toEqual(expected);
  });
});
