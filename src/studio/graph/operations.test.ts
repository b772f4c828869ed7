import { describe, expect, test } from 'vitest';
import { METHOD_SPECS } from '../../methods/specs.ts';
import { parseRecipe } from '../../recipe/parse.ts';
import { PRESETS } from '../state/presets.ts';
import { graphOf, rowsOf } from './graph-model.ts';
import * as graph from './operations.ts';

/** Two merges: skills of code and safety on top of base, then half way to chat. */
const NESTED = `# what the skills add
name: skills
merge_method: ties
base_model: o/base
models:
  - model: o/code # the first
    parameters: {weight: 0.6}
  - model: o/safety
    parameters: {weight: 0.4} # less
---
# the output
merge_method: slerp
base_model: o/chat
models:
  - model: o/chat
  - model: skills # inner
parameters: {t: 0.5}
`;

const nested = graph.draftOf(NESTED);
const recipeOf = (text: string) => graph.draftOf(text).recipe;
const comments = (text: string) => [...text.matchAll(/#.*/g)].map(([comment]) => comment);
/** Parents of each document, by its name. */
const links = (text: string) =>
  Object.fromEntries(
    recipeOf(text).documents.map((at) => [at.name ?? 'output', rowsOf(at).map(({ role, ref }) => (role === 'base' ? `base ${ref}` : ref))]),
  );
const errors = (text: string) => parseRecipe(text).problems.map(({ message }) => message);

describe('the graph of a recipe', () => {
  test('has a node for every checkpoint, document and the output, and edges by port', () => {
    const { nodes, edges } = graphOf(nested.recipe);
    expect(nodes.map(({ id }) => id)).toEqual([
      'source o/code',
      'source o/safety',
      'source o/base',
      'source o/chat',
      'merge skills',
      'merge ',
      'output',
    ]);
    expect(edges.map(({ from, to, port }) => [from, to, port])).toEqual([
      ['source o/base', 'merge skills', 'base'],
      ['source o/code', 'merge skills', 'model o/code'],
      ['source o/safety', 'merge skills', 'model o/safety'],
      ['source o/chat', 'merge ', 'model o/chat'],
      ['merge skills', 'merge ', 'model skills'],
      ['merge ', 'output', 'in'],
    ]);
  });

  test('draws a model once, however often its layers are listed', () => {
    const [document] = recipeOf(
      'merge_method: passthrough\nslices:\n  - sources: [{model: a, layer_range: [0, 8]}]\n  - sources: [{model: a, layer_range: [4, 12]}]\n',
    ).documents;
    expect(document && rowsOf(document)).toEqual([{ port: 'model a', ref: 'a', role: 'model', note: 'layers 0–7, 4–11' }]);
  });
});

const noBase = () => undefined;

describe('connecting', () => {
  test('adds a model with what its method demands, comments kept', () => {
    const text = graph.connect(nested, 'o/poet', { document: 0, role: 'model' });
    expect(links(text).skills).toEqual(['base o/base', 'o/code', 'o/safety', 'o/poet']);
    expect(comments(text)).toEqual(comments(NESTED));
    expect(errors(text)).toEqual([]);
  });

  test('to a taken port replaces what it held', () => {
    const text = graph.connect(nested, 'o/poet', { document: 0, role: 'model', replaces: 'o/code' });
    expect(text).toBe(NESTED.replace('o/code', 'o/poet'));
    // SLERP's base is one of its models: both change.
    expect(graph.connect(nested, 'o/poet', { document: 1, role: 'model', replaces: 'o/chat' })).toBe(NESTED.replaceAll('o/chat', 'o/poet'));
  });

  test('to the diamond changes the base; a model that becomes it changes places with it', () => {
    expect(graph.connect(nested, 'o/poet', { document: 0, role: 'base' })).toBe(NESTED.replace('base_model: o/base', 'base_model: o/poet'));
    expect(links(graph.connect(nested, 'o/code', { document: 0, role: 'base' })).skills).toEqual(['base o/code', 'o/base', 'o/safety']);
  });

  test.each<[string, string, graph.Target, RegExp]>([
    ['a circle', 'skills', { document: 0, role: 'model' }, /own parent/],
    ['SLERP full', 'o/poet', { document: 1, role: 'model' }, /SLERP takes two models, and has them/],
    ['the base twice', 'o/base', { document: 0, role: 'base' }, /the base already/],
    ['the base as a model', 'o/base', { document: 0, role: 'model' }, /cannot be a model too/],
    ['a model twice', 'o/code', { document: 0, role: 'model' }, /a parent already/],
    ['a base where none is set apart', 'o/poet', { document: 1, role: 'base' }, /sets no base apart/],
  ])('refuses %s', (_, from, target, reason) => {
    expect(graph.connectRefusal(nested.recipe, from, target)).toMatch(reason);
  });

  test('of several those that can be, and says why not the first of the others', () => {
    const { text, refusal } = graph.connectAll(nested, ['o/poet', 'o/code', 'o/base', 'o/critic'], 0);
    expect(links(text).skills).toEqual(['base o/base', 'o/code', 'o/safety', 'o/poet', 'o/critic']);
    expect(refusal).toBe('code is a parent already');
    expect(graph.connectAll(nested, ['o/poet'], 0).refusal).toBeUndefined();
  });

  test('refuses a circle through other merges', () => {
    const { text, name } = graph.insertMerge(nested, undefined, 'linear', noBase);
    const { recipe } = graph.draftOf(text);
    expect(name).toBeUndefined();
    expect(graph.connectRefusal(recipe, 'slerp', { document: 0, role: 'model' })).toMatch(
      /slerp is made from skills: that would be a circle/,
    );
    expect(graph.connectRefusal(recipe, 'skills', { document: 2, role: 'model' })).toBeUndefined();
  });
});

describe('cutting', () => {
  const row = (document: number, ref: string) =>
    rowsOf(nested.recipe.documents[document] ?? { method: '' }).find((each) => each.ref === ref);

  test('takes out a model, or the base', () => {
    const code = row(0, 'o/code');
    const base = row(0, 'o/base');
    expect(code && links(graph.disconnect(nested, 0, code)).skills).toEqual(['base o/base', 'o/safety']);
    expect(base && links(graph.disconnect(nested, 0, base)).skills).toEqual(['o/code', 'o/safety']);
  });

  test('SLERP’s start passes to the model that stays', () => {
    const chat = row(1, 'o/chat');
    const text = chat ? graph.disconnect(nested, 1, chat) : '';
    expect(recipeOf(text).documents[1]).toMatchObject({ base: 'skills', models: [{ model: 'skills' }] });
    expect(graphOf(recipeOf(text)).nodes.find(({ id }) => id === 'merge ')).toMatchObject({ wants: 1 });
  });

  test('refuses the last model: a document without one is no recipe', () => {
    const alone = recipeOf('merge_method: linear\nmodels: [{model: a, parameters: {weight: 1}}]\n');
    const [only] = rowsOf(alone.documents[0] ?? { method: '' });
    expect(only && graph.disconnectRefusal(alone, 0, only)).toMatch(/only model/);
    expect(graph.deleteSourceRefusal(alone, 'a')).toMatch(/only model/);
    expect(graph.deleteSourceRefusal(nested.recipe, 'o/code')).toBeUndefined();
  });

  test('a checkpoint leaves every merge', () => {
    expect(links(graph.deleteSource(nested, 'o/code')).skills).toEqual(['base o/base', 'o/safety']);
  });
});

describe('new merges', () => {
  test('behind a checkpoint: its user takes the new one in its place', () => {
    const { text, name } = graph.insertMerge(nested, 'o/code', 'linear', noBase);
    expect(name).toBe('linear');
    expect(links(text)).toEqual({ linear: ['o/code'], skills: ['base o/base', 'linear', 'o/safety'], output: ['o/chat', 'skills'] });
    expect(comments(text)).toEqual(comments(NESTED));
    expect(errors(text)).toEqual([]);
  });

  test('behind the output: it makes the output, and what made it gets a name', () => {
    const { text } = graph.insertMerge(nested, undefined, 'linear', noBase);
    expect(links(text)).toEqual({ skills: ['base o/base', 'o/code', 'o/safety'], slerp: ['o/chat', 'skills'], output: ['slerp'] });
    expect(comments(text)).toEqual(comments(NESTED));
  });

  test('behind a checkpoint that is a base, or that several use, nobody is relinked', () => {
    const { text } = graph.insertMerge(nested, 'o/base', 'linear', noBase);
    expect(links(text)).toMatchObject({ linear: ['o/base'], skills: ['base o/base', 'o/code', 'o/safety'] });
  });

  test('of several models from the start, each with its share; one that is the base is no model too', () => {
    const { text } = graph.insertMerge(nested, 'o/code', 'linear', noBase, ['o/poet', 'o/base']);
    expect(links(text)).toMatchObject({ linear: ['o/code', 'o/poet', 'o/base'] });
    expect(recipeOf(text).documents[0]?.models?.map(({ parameters }) => parameters?.weight)).toEqual([0.333, 0.333, 0.333]);
    const ties = graph.insertMerge(nested, 'o/base', 'ties', noBase, ['o/poet']);
    expect(links(ties.text)).toMatchObject({ ties: ['base o/base', 'o/poet'] });
  });

  test.each([
    ['slerp', ['a', 'b'], undefined],
    ['slerp', ['a', 'b', 'c'], 'takes two models'],
    ['nearswap', ['a', 'b'], 'takes one model'],
    ['nearswap', ['o/base', 'a'], undefined],
    ['linear', ['a', 'b', 'c', 'd'], undefined],
  ])('%s of %o: %s', (method, parents, reason) => {
    expect(graph.roomRefusal(nested.recipe, method, parents, noBase)).toBe(reason);
  });

  test('names are made unique', () => {
    const once = graph.insertMerge(nested, 'o/code', 'linear', noBase);
    expect(graph.insertMerge(graph.draftOf(once.text), 'o/safety', 'linear', noBase).name).toBe('linear-2');
  });

  test.each(METHOD_SPECS.map(({ id }) => id))('every method makes a document that is a recipe: %s', (method) => {
    const { text } = graph.insertMerge(nested, 'o/code', method, () => 'o/extra');
    expect(recipeOf(text).documents).toHaveLength(3);
    expect(errors(text).filter((message) => !/takes .* models?/.test(message))).toEqual([]);
  });
});

describe('deleting a merge', () => {
  test('gives its users its first parent', () => {
    const text = graph.deleteMerge(nested, 0);
    expect(links(text)).toEqual({ output: ['o/chat', 'o/code'] });
    expect(text).toContain('# inner');
    expect(text).not.toContain('---');
  });

  test('that makes the output hands the output to a merge it was made of', () => {
    const text = graph.deleteMerge(nested, 1);
    expect(links(text)).toEqual({ skills: ['base o/base', 'o/code', 'o/safety'] });
    expect(text.startsWith('# what the skills add')).toBe(true);
  });

  test('the only one leaves an empty page', () => {
    expect(graph.deleteMerge(graph.draftOf(PRESETS[0].text), 0)).toBe('');
  });
});

describe('copies, names, outputs', () => {
  test('a copy has the same parents', () => {
    const { text, name } = graph.duplicateMerge(nested, 0);
    expect(name).toBe('skills-2');
    expect(links(text)).toMatchObject({ 'skills-2': ['base o/base', 'o/code', 'o/safety'], output: ['o/chat', 'skills'] });
    expect(graph.duplicateMerge(nested, 1).name).toBe('slerp');
  });

  test('a new name is followed by references', () => {
    const text = graph.renameMerge(nested, 0, 'craft');
    expect(text).toBe(NESTED.replace('name: skills', 'name: craft').replace('model: skills', 'model: craft'));
    expect(graph.renameRefusal(nested.recipe, 0, 'o/code')).toMatch(/letters/);
    expect(graph.renameRefusal(graph.draftOf(text).recipe, 1, 'craft')).toMatch(/already/);
    expect(graph.renameRefusal(nested.recipe, 0, 'skills')).toBeUndefined();
  });

  test('another merge can become the output', () => {
    const text = graph.makeOutput(nested, 0);
    expect(Object.keys(links(text))).toEqual(['slerp', 'skills']);
    expect(graphOf(recipeOf(text)).edges.at(-1)).toMatchObject({ from: 'merge skills', to: 'output' });
  });
});
