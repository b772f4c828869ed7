import { describe, expect, test } from 'vitest';
import { sortPicked } from './picked-files.ts';

const picked = (...paths: string[]) => sortPicked(paths.map((path) => ({ path, file: new File([], path) })));
const paths = (files: readonly { path: string }[] | undefined) => files?.map(({ path }) => path);

describe('what was picked', () => {
  test('a folder is a checkpoint under its own name, without what no merge needs', () => {
    const { checkpoints, ignored } = picked('m/tiny/config.json', 'm/tiny/model.safetensors', 'm/tiny/pytorch_model.bin');
    expect(checkpoints.map(({ label }) => label)).toEqual(['tiny']);
    expect(paths(checkpoints[0]?.files)).toEqual(['config.json', 'model.safetensors']);
    expect(ignored).toEqual([]);
  });

  test('several folders are several checkpoints', () => {
    expect(picked('a/model.safetensors', 'b/model.safetensors').checkpoints.map(({ label }) => label)).toEqual(['a', 'b']);
  });

  test('loose shards are one checkpoint', () => {
    const { checkpoints } = picked('llama-00001-of-00002.safetensors', 'llama-00002-of-00002.safetensors', 'config.json');
    expect(checkpoints.map(({ label, files }) => [label, files.length])).toEqual([['llama', 3]]);
  });

  test('a recipe alone is opened; one inside a checkpoint is part of it', () => {
    expect(picked('merge.yml').recipes.map(({ name }) => name)).toEqual(['merge']);
    expect(picked('m/model.safetensors', 'm/mergekit_config.yml').recipes).toEqual([]);
  });

  test('the rest is named', () => {
    expect(picked('photo.png', 'notes/a.txt').ignored).toEqual(['photo.png', 'a.txt']);
  });
});
