import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METHOD_SPECS } from '../../methods/specs.ts';
import { parseRecipe } from '../../recipe/parse.ts';
import { type Completion, completionsAt } from './completions.ts';
import { explanationAt } from './explanation.ts';
import { wordsAt } from './words.ts';

const models = [
  { ref: 'org/a', note: '1 B · BF16', layers: 16, revision: '0123456789abcdef0123456789abcdef01234567' },
  { ref: './demo/code', note: '0.3 M · F32', layers: 8 },
];

/** What is offered at the bar. */
function offered(marked: string, explicit = true) {
  const position = marked.indexOf('|');
  return completionsAt(marked.replace('|', ''), position, { explicit, models });
}

const labels = (marked: string, explicit = true) => offered(marked, explicit)?.options.map(({ label }) => label);

/** The text after the choice, fields filled with what they suggest. */
function chosen(marked: string, label: string): string {
  const text = marked.replace('|', '');
  const made = offered(marked);
  const option = made?.options.find((one) => one.label === label);
  if (!made || !option) throw new Error(`“${label}” is not offered, but ${made?.options.map((one) => one.label).join()}.`);
  const indent = /^\s*/.exec(text.slice(text.lastIndexOf('\n', made.from - 1) + 1))?.[0] ?? '';
  return text.slice(0, made.from) + filled(option, indent) + text.slice(made.to);
}

const filled = ({ template }: Completion, indent: string): string =>
  template
    .replace(/\$\{\d+:([^{}]*)\}/g, '$1')
    .replace(/\\([{}])/g, '$1')
    .replaceAll('\n', `\n${indent}`);

const HEAD = 'merge_method: ties\nbase_model: b\n';

describe('keys', () => {
  test('of the recipe, without those it has', () => {
    expect(labels('merge_method: ties\n|')).toEqual(
      'base_model models slices modules parameters dtype out_dtype tokenizer tokenizer_source chat_template name alloy'.split(' '),
    );
    expect(labels('models: []\n|')).not.toContain('slices');
    expect(labels('models: []\n|\ndtype: float32\n')).not.toContain('dtype');
  });

  test('of a model, in every way to indent a list', () => {
    for (const text of ['models:\n  - model: a\n    par|', 'models:\n- model: a\n  par|', 'models:\n  -   model: a\n      par|'])
      expect(labels(text)).toEqual(['parameters']);
    expect(labels('models:\n  - |')).toEqual(['model', 'parameters']);
    expect(labels('models:\n  |')).toEqual(['- model']);
  });

  test('parameters are those of the method and of the place', () => {
    expect(labels(`${HEAD}models:\n  - model: a\n    parameters:\n      |`)).toEqual([
      'weight',
      'density',
      'weight over the layers',
      'density over the layers',
    ]);
    expect(labels(`${HEAD}parameters:\n  |`)).toEqual(expect.arrayContaining(['lambda', 'normalize', 'rescale', 'weight']));
    expect(labels(`${HEAD}alloy:\n  |`)).toContain('elect_by');
    expect(labels('merge_method: linear\nparameters:\n  |')).not.toContain('density');
    // The method may stand below.
    expect(labels('models:\n  - model: a\n    parameters:\n      t|\nmerge_method: nuslerp\n')).toContain('weight');
  });

  test('between brackets', () => {
    expect(labels(`${HEAD}models:\n  - {model: a, |}`)).toEqual(['parameters']);
    expect(labels(`${HEAD}models: [{model: a, parameters: {weight: 1, d|}}]`)).toEqual(['density', 'density over the layers']);
    expect(labels(`${HEAD}models:\n  - model: a\n    parameters: {weight: 1,\n      |`)).toEqual(['density', 'density over the layers']);
  });

  test('of slices, modules, rows and tokens', () => {
    expect(labels('slices:\n  - sources:\n      - model: a\n        |')).toEqual(['layer_range', 'parameters']);
    expect(labels('modules:\n  text_model:\n    |')).toEqual(['models', 'slices', 'parameters']);
    expect(labels('modules:\n  text_model:\n    models:\n      - |')).toEqual(['model', 'parameters']);
    expect(labels(`${HEAD}parameters:\n  weight:\n    - filter: mlp\n      |`)).toEqual(['value']);
    expect(labels('tokenizer:\n  tokens:\n    <s>:\n      |')).toEqual(['source', 'force']);
  });

  test('a key that has its colon is only renamed', () => {
    expect(chosen(`${HEAD}models:\n  - model: a\n    parameters: {wei|: 1}\n`, 'weight')).toContain('parameters: {weight: 1}');
    expect(chosen('merge_method: ties\ndty|pe2: x\n', 'dtype')).toBe('merge_method: ties\ndtype: x\n');
  });
});

describe('values', () => {
  test('methods with what they do, models with revisions, precisions, flags', () => {
    expect(offered('merge_method: |')?.options).toMatchObject(METHOD_SPECS.map(({ id, summary }) => ({ label: id, detail: summary })));
    expect(labels('models:\n  - model: |')).toEqual(['org/a', `org/a@${models[0]?.revision}`, './demo/code']);
    expect(labels('dtype: bf|')).toContain('bfloat16');
    expect(labels(`${HEAD}parameters:\n  normalize: |`)).toEqual(['true', 'false']);
    expect(labels(`${HEAD}parameters:\n  weight:\n    - filter: |`)).toContain('self_attn');
    expect(labels('tokenizer:\n  source: |')?.slice(0, 2)).toEqual(['union', 'base']);
    expect(labels('name: inner\nmerge_method: ties\n---\nmodels:\n  - model: |')).toContain('inner');
    expect(labels('slices:\n  - sources:\n      - layer_range: |')).toEqual(['[0, 16]', '[0, 8]']);
  });

  test('numbers only for those who ask', () => {
    const text = `${HEAD}models:\n  - model: a\n    parameters:\n      density: |`;
    expect(labels(text)).toEqual(['1', 'gradient', 'filters']);
    expect(offered(text, false)).toBeUndefined();
  });
});

describe('nothing', () => {
  test.each([
    ['in a comment', 'merge_method: ties # me|'],
    ['in quotes', 'base_model: "or|"'],
    ['in a text block', 'chat_template: |2\n  me|'.replace('|2', '>')],
    ['under a value', 'merge_method: ties\n  mod|'],
    ['in a gradient', 'merge_method: ties\nparameters:\n  weight: [0.1, |]'],
    ['for a key of nobody', 'merge_method: ties\nfoo:\n  ba|'],
  ])('%s', (_, text) => expect(offered(text)).toBeUndefined());

  test('unasked, at the beginning of a line or after a whole word', () => {
    expect(offered('merge_method: ties\n|', false)).toBeUndefined();
    expect(offered('merge_method: linear|', false)).toBeUndefined();
    expect(offered('merge_method: linea|', false)).toBeDefined();
    expect(offered('merge_method: |', false)).toBeDefined();
  });
});

describe('what a choice writes', () => {
  const errors = (text: string) => parseRecipe(text).problems.filter(({ severity }) => severity === 'error');

  test('is a recipe without faults', () => {
    const model = (text: string) => text.replaceAll('model: \n', 'model: org/a\n');
    const models = chosen(`${HEAD}|`, 'models');
    expect(models).toBe(`${HEAD}models:\n  - model: \n    parameters:\n      weight: 1`);
    expect(errors(model(models))).toEqual([]);
    expect(errors(chosen(`${HEAD}models:\n  - model: a\n    |`, 'parameters'))).not.toEqual([]);
    const slices = chosen('merge_method: passthrough\n|', 'slices');
    expect(errors(model(slices))).toEqual([]);
    const rows = chosen(`${HEAD}models:\n  - model: a\n    parameters:\n      weight: |`, 'filters');
    expect(errors(rows)).toEqual([]);
    expect(errors(chosen(`${HEAD}models:\n  - model: a\n    parameters:\n      |`, 'weight over the layers'))).toEqual([]);
    const beside = chosen(`${HEAD}models:\n  - |`, 'model');
    expect(beside).toBe(`${HEAD}models:\n  - model: `);
  });

  test('is indented as the dash before it asks', () => {
    expect(chosen('merge_method: passthrough\nslices:\n  - |', 'sources')).toBe(
      'merge_method: passthrough\nslices:\n  - sources:\n      - model: \n        layer_range: [0, 16]',
    );
  });
});

test('every key that is offered is one that the parser knows, and the other way round', () => {
  const places: readonly (readonly [text: string, path: readonly string[]])[] = [
    ['', []],
    [`${HEAD}models:\n  - `, ['models', '#']],
    [`${HEAD}slices:\n  - `, ['slices', '#']],
    [`${HEAD}slices:\n  - sources:\n      - `, ['slices', '#', 'sources', '#']],
    [`${HEAD}modules:\n  text:\n    `, ['modules', 'text']],
    [`${HEAD}parameters:\n  weight:\n    - `, ['parameters', 'weight', '#']],
    [`${HEAD}tokenizer:\n  `, ['tokenizer']],
    [`${HEAD}tokenizer:\n  tokens:\n    x:\n      `, ['tokenizer', 'tokens', 'x']],
  ];
  const inert = ['residual_weight'];
  for (const [head, path] of places) {
    const { problems } = parseRecipe(`${head}zzzzzz: 1\n`);
    const said = problems.flatMap(({ message }) => /The keys here are (.*)\./.exec(message)?.[1]?.split(', ') ?? []);
    expect(said.filter((key) => !inert.includes(key)).sort(), path.join('.')).toEqual(
      wordsAt(path, 'ties')
        .map(({ key }) => key)
        .sort(),
    );
  }
});

describe('explanations', () => {
  const explained = (marked: string) => explanationAt(marked.replace('|', ''), marked.indexOf('|'));

  test('of keys, parameters and methods', () => {
    expect(explained('merge_met|hod: ties')).toMatchObject({ title: 'merge_method', from: 0, to: 12 });
    expect(explained(`${HEAD}models:\n  - model: a\n    parameters: {den|sity: 0.5}`)).toMatchObject({
      title: 'Density',
      facts: [
        ['Range', '0 to 1'],
        ['Unit', 'share of entries'],
        ['Default', '1'],
        ['Given', 'for each model'],
      ],
      paper: { cite: 'Yadav et al. 2023' },
    });
    expect(explained('merge_method: dare_|ties')).toMatchObject({ title: 'DARE-TIES, dare_ties' });
  });

  test('not of other words', () => {
    expect(explained('base_model: or|g/a')).toBeUndefined();
    expect(explained('# merge_met|hod: ties')).toBeUndefined();
    expect(explained('den|sity: 1')).toBeUndefined();
  });
});

describe('any text', () => {
  const words = [
    'merge_method',
    'models',
    'parameters',
    'weight',
    'ties',
    'model',
    '- ',
    ': ',
    ':',
    '\n',
    '  ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '#',
    '"',
    "'",
    '---',
    '|',
    '\t',
    '\ue000',
    '&a',
    '*a',
    '<<',
  ];
  const anyText = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join('')),
  );

  test('is survived, and what is offered lies inside it', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.boolean(), (text, at, explicit) => {
        const position = at % (text.length + 1);
        const made = completionsAt(text, position, { explicit, models });
        explanationAt(text, position);
        if (!made) return;
        expect(made.from).toBeLessThanOrEqual(position);
        expect(made.to).toBeGreaterThanOrEqual(position);
        expect(made.to).toBeLessThanOrEqual(text.length);
        expect(text.slice(made.from, made.to)).not.toContain('\n');
        expect(new Set(made.options.map(({ label }) => label)).size).toBe(made.options.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('a long recipe is read at once', () => {
    const text = `${HEAD}models:\n${'  - model: a\n    parameters: {weight: 1}\n'.repeat(4000)}`;
    expect(completionsAt(`${text}  - `, text.length + 4, { explicit: true, models })?.options).toHaveLength(2);
  });
});
