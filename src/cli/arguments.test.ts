import { describe, expect, test } from 'vitest';
import { HELP, parseCommand } from './arguments.ts';

const merge = ['merge', 'recipe.yml', 'out/'];

describe('parseCommand', () => {
  test('a merge with nothing said', () => {
    expect(parseCommand(merge)).toEqual({
      kind: 'merge',
      recipe: 'recipe.yml',
      output: 'out/',
      backend: 'auto',
      job: { random: 'philox', seed: 0, shardBytes: undefined, truncateEmbeddings: false },
      hubUrl: undefined,
      root: undefined,
      json: false,
    });
  });

  test('every option, before and after the words', () => {
    const words = ['--backend', 'wasm', ...merge, '--seed=7', '--random', 'mergekit', '--out-shard-size', '6000', '--root', '/models'];
    expect(parseCommand([...words, '--unsafe-truncate-embeddings', '--hub', 'http://localhost:8080', '--json'])).toEqual({
      kind: 'merge',
      recipe: 'recipe.yml',
      output: 'out/',
      backend: 'wasm',
      job: { random: 'mergekit', seed: 7, shardBytes: 6000, truncateEmbeddings: true },
      hubUrl: 'http://localhost:8080',
      root: '/models',
      json: true,
    });
  });

  test.each([
    [[], 'help'],
    [['-h'], 'help'],
    [['merge', '--help'], 'help'],
    [['--version'], 'version'],
  ])('%j asks for %s', (words, kind) => expect(parseCommand(words).kind).toBe(kind));

  test.each([
    [['mix', 'a', 'b'], 'no command "mix"'],
    [['merge', 'recipe.yml'], 'exactly a recipe and an output folder'],
    [[...merge, 'more'], 'exactly a recipe and an output folder'],
    [[...merge, '--backend', 'cuda'], 'auto, webgpu, wasm, reference; not "cuda"'],
    [[...merge, '--random', 'torch'], 'philox, mergekit; not "torch"'],
    [[...merge, '--seed', '-1'], '--seed'],
    [[...merge, '--seed', '1.5'], 'whole number'],
    [[...merge, '--out-shard-size', 'big'], 'not a size'],
    [[...merge, '--hub', 'huggingface.co'], 'https://'],
    [[...merge, '--hub', 'file:///etc'], 'https://'],
    [[...merge, '--cuda'], '--cuda'],
  ])('%j is refused', (words, message) => expect(() => parseCommand(words)).toThrow(message));
});

test('the help names every option', () => {
  for (const option of [
    'backend',
    'seed',
    'random',
    'out-shard-size',
    'unsafe-truncate-embeddings',
    'root',
    'hub',
    'json',
    'help',
    'version',
  ]) {
    expect(HELP).toContain(`--${option}`);
  }
});
