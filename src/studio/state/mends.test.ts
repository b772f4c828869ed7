import { beforeEach, expect, test } from 'vitest';
import type { ProblemTopic } from '../../engine/protocol.ts';
import { jobRequest } from './job-request.ts';
import { jobStore } from './job-store.ts';
import { mendsFor } from './mends.ts';
import { beginWith, openRecipe, recipeStore, redo, undo } from './recipe-store.ts';
import { sourcesStore } from './sources-store.ts';
import { type Trouble, troubles } from './troubles.ts';

const LIBRARY = ['./demo/base', './demo/code', './demo/safety', './demo/poet'];
const state = () => recipeStore.getState();

beforeEach(() => sourcesStore.setState({ order: LIBRARY, entries: {} }));

const models = (...lines: readonly string[]): string => `models:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
const entry = (name: string, parameters = 'weight: 0.5'): string => `{model: ./demo/${name}, parameters: {${parameters}}}`;

/** Faulty texts, what the first mend's button says, and what then stands in the text. */
const TEXTS: readonly (readonly [text: string, label: string, then: RegExp])[] = [
  [
    `merge_method: slerp\nbase_model: ./demo/base\n${models('model: ./demo/base', 'model: ./demo/code', 'model: ./demo/safety')}parameters: {t: 0.5}\n`,
    'Change to multi-SLERP',
    /merge_method: multislerp/,
  ],
  [`merge_method: ties\n${models(entry('code', 'weight: 1, density: 0.5'))}`, 'Take base as base', /base_model: \.\/demo\/base/],
  [
    `merge_method: linear\n${models(entry('code'), entry('safety'), entry('code'))}`,
    'List code once',
    /code, parameters: \{ ?weight: 1 ?\}/,
  ],
  [`merge_method: linear\n${models(entry('code', 'weight: 1, sharpness: 2'), entry('safety'))}`, 'Drop sharpness', /\{ ?weight: 1 ?\}/],
  [`merge_method: linear\n${models(entry('code', 'weight: 1, density: 0.2'), entry('safety'))}`, 'Drop density', /\{ ?weight: 1 ?\}/],
  [
    `merge_method: slerp\nbase_model: ./demo/base\n${models('model: ./demo/base', entry('code', 't: 0.3'))}`,
    'Move t to the recipe’s parameters',
    /^parameters:\s*\n? *\{? *t: 0.3/m,
  ],
  [
    `merge_method: ties\nbase_model: ./demo/base\n${models(entry('code', 'weight: 1, density: 0.5'))}parameters: {trim: model}\n`,
    'Move trim under alloy',
    /^alloy:\s*\n? *\{? *trim: model/m,
  ],
  [`merge_method: linear\n${models(entry('code'), 'model: ./demo/safety')}`, 'Set weight to 0.5', /safety(, |\n +)parameters/],
  [
    `merge_method: linear\n${models(entry('code', 'weight: 1'), entry('safety', 'weight: -1'))}`,
    'Switch normalize off',
    /normalize: false/,
  ],
  [
    'merge_method: ties\nbase_model: ./demo/base\nslices:\n  - sources: [{model: ./demo/code, layer_range: [0, 2], parameters: {weight: 1, density: 0.5}}]\n',
    'List base here',
    /base, layer_range: \[ ?0, 2 ?\]/,
  ],
  [
    `name: spare\nmerge_method: linear\n${models(entry('code'), entry('safety'))}---\nmerge_method: linear\n${models(entry('code'), entry('safety'))}`,
    'Remove spare',
    /^(?![\s\S]*spare)/,
  ],
  [`merge_method: ties\nbase_model: ./demo/base\n${models(entry('code', 'weight: 1, density: 1.4'))}`, 'Change to 1', /density: 1\b(?!\.)/],
];

const found = (): readonly Trouble[] => troubles(state(), sourcesStore.getState(), jobStore.getState());

test.each(TEXTS)('%s can be mended as one step: %s', (text, label, then) => {
  beginWith('test', text);
  const mend = found()
    .flatMap((trouble) => mendsFor(trouble, state().recipe, LIBRARY))
    .find((each) => each.label === label);
  expect(mend?.label).toBe(label);
  mend?.run();
  expect(found().map(({ what }) => what)).toEqual([]);
  expect(state().text).toMatch(then);
  expect(state().past).toHaveLength(1);
  undo();
  expect(state().text).toBe(text);
});

const TIES = `merge_method: ties\nbase_model: ./demo/base\n${models(entry('code', 'weight: 1, density: 0.5'), entry('safety', 'weight: 1, density: 0.5'))}`;
const STACK = `merge_method: passthrough
slices:
  - sources: [{model: ./demo/code, layer_range: [0, 2]}]
  - sources: [{model: ./demo/safety, layer_range: [1, 9]}]
`;

/** What the planner says, the buttons, and what the first one leaves in the text. */
const PLANS: readonly (readonly [text: string, about: ProblemTopic, labels: readonly string[], then: RegExp])[] = [
  [TIES, { kind: 'misfit', models: ['./demo/safety'] }, ['Take out safety'], /^(?![\s\S]*safety)/],
  [
    TIES,
    { kind: 'vocabulary', models: ['./demo/base', './demo/code'] },
    ['Keep the vocabulary of base', 'Unite the vocabularies', 'Cut to the common rows'],
    /^tokenizer_source: base$/m,
  ],
  [
    `merge_method: linear\n${models(entry('code'), entry('safety'))}`,
    { kind: 'vocabulary', models: ['./demo/code', './demo/safety'] },
    ['Keep the vocabulary of code', 'Unite the vocabularies', 'Cut to the common rows'],
    /^tokenizer_source: \.\/demo\/code$/m,
  ],
  [STACK, { kind: 'layer-range', model: './demo/safety', layers: 4 }, ['End at layer 4'], /safety, layer_range: \[1, 4\]/],
  [
    `merge_method: linear\n${models(entry('code', 'weight: [{filter: mlp, value: 0.3}]'), entry('safety'))}`,
    { kind: 'filter-gap', key: 'weight', model: './demo/code' },
    ['Set weight to 0.5 everywhere else'],
    /filter: "?\*"?,\s+value: 0\.5|filter: "\*"\s+value: 0\.5/,
  ],
  [
    `merge_method: slerp\nbase_model: ./demo/base\n${models('model: ./demo/base', 'model: ./demo/code')}parameters:\n  t:\n    - filter: mlp\n      value: 0.3\n`,
    { kind: 'filter-gap', key: 't' },
    ['Set t to 0.5 everywhere else'],
    /filter: ["']\*["']\n +value: 0\.5/,
  ],
  [`${TIES}alloy: {trim: model}\n`, { kind: 'whole-model-trim' }, ['Trim over each tensor'], /^(?![\s\S]*alloy)/],
];

test.each(PLANS)('what the planner says of %s can be mended: %o', (text, about, labels, then) => {
  beginWith('test', text);
  const mends = mendsFor({ severity: 'error', what: '', about }, state().recipe, LIBRARY);
  expect(mends.map(({ label }) => label)).toEqual(labels);
  mends[0]?.run();
  expect(state().text).toMatch(then);
  expect(state().problems).toEqual([]);
  expect(state().past.map(({ label }) => label)).toHaveLength(1);
  undo();
  expect(state().text).toBe(text);
});

test('a merge that nothing uses is removed without a trace: others that name it take what it was made of', () => {
  const both = models(entry('code'), entry('safety'));
  const spare = `name: spare\nmerge_method: linear\n${both}`;
  const other = `name: other\nmerge_method: linear\n${models('{model: spare, parameters: {weight: 1}}', entry('safety'))}`;
  beginWith('test', [spare, other, `merge_method: linear\n${both}`].join('---\n'));
  const [removal] = found().flatMap((trouble) => mendsFor(trouble, state().recipe, LIBRARY));
  expect(removal?.label).toBe('Remove spare');
  removal?.run();
  expect(state().recipe?.documents.map((at) => [at.name, ...(at.models?.map(({ model }) => model) ?? [])])).toEqual([
    ['other', './demo/code', './demo/safety'],
    [undefined, './demo/code', './demo/safety'],
  ]);
  expect(state().past).toHaveLength(1);
});

test('a slice with other sources is not cut short alone', () => {
  const two =
    'merge_method: linear\nslices:\n  - sources: [{model: ./demo/code, layer_range: [0, 9], parameters: {weight: 1}}, {model: ./demo/safety, layer_range: [0, 9], parameters: {weight: 1}}]\n';
  beginWith('test', two);
  expect(
    mendsFor({ severity: 'error', what: '', about: { kind: 'layer-range', model: './demo/safety', layers: 4 } }, state().recipe, LIBRARY),
  ).toEqual([]);
});

test('where only the vocabulary of a model is wanted and it cannot be read, another takes its place', () => {
  const text = `${TIES}tokenizer_source: ./gone\n`;
  beginWith('test', text);
  const trouble: Trouble = { severity: 'error', what: '', model: { ref: './gone', code: 'missing' } };
  const mends = mendsFor(trouble, state().recipe, LIBRARY);
  expect(mends.map(({ label }) => label)).toEqual(['Keep the vocabulary of base', 'Unite the vocabularies']);
  mends[0]?.run();
  expect(state().text).toBe(`${TIES}tokenizer_source: base\n`);
  expect(mendsFor({ ...trouble, model: { ref: './demo/code', code: 'missing' } }, state().recipe, LIBRARY)).toEqual([]);
});

test('a cut of the vocabularies is a step of its recipe: undo, redo and the planner’s note take it back, another recipe has none', () => {
  const text = TIES.replaceAll('./demo/', 'o/');
  beginWith('test', text);
  const mends = (about: ProblemTopic) => mendsFor({ severity: 'error', what: '', about }, state().recipe, LIBRARY);
  const isCut = () => jobRequest().options?.truncateEmbeddings;
  mends({ kind: 'vocabulary', models: ['o/base', 'o/code'] })
    .at(-1)
    ?.run();
  expect([isCut(), state().past.at(-1)?.label]).toEqual([true, 'Cut to the common rows']);
  undo();
  expect(isCut()).toBe(false);
  redo();
  expect(isCut()).toBe(true);
  openRecipe('other', text.replace('ties', 'dare_ties'));
  expect(isCut()).toBe(false);
  undo();
  expect(isCut()).toBe(true);
  const [mend] = mends({ kind: 'vocabulary-cut' });
  expect(mend?.label).toBe('Undo the cut');
  mend?.run();
  expect(isCut()).toBe(false);
  undo();
  expect(isCut()).toBe(true);
});
