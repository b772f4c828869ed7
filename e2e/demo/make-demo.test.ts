import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/formats/number.ts';
import { parseHeader } from '../../src/formats/safetensors.ts';
import { createFolderSource } from '../../src/io/folder.ts';
import { makeDemo } from './make-demo.ts';

const files = makeDemo();
const never = new AbortController().signal;

test('the files in public/demo are those that the seeds make', () => {
  for (const [path, bytes] of files) {
    const stored = readFileSync(new URL(`../../public/demo/${path}`, import.meta.url));
    expect(Buffer.compare(stored, bytes), path).toBe(0);
  }
});

test('the demo is small', () => {
  expect([...files.values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1_000_000);
});

test('each is a checkpoint with a licence and an ancestor', async () => {
  const source = createFolderSource(fileURLToPath(new URL('../../public/demo/code', import.meta.url)));
  const checkpoint = await source.facts(never);
  expect(checkpoint.card).toEqual({ licence: 'apache-2.0', baseModels: ['demo/base'] });
  expect(checkpoint.config).toMatchObject({ num_hidden_layers: 4, vocab_size: 264 });
  expect(checkpoint.tensors.size).toBe(38);
  source.close();
});

describe('task vectors', () => {
  function values(name: string): ReadonlyMap<string, Float32Array> {
    const bytes = files.get(`${name}/model.safetensors`) ?? new Uint8Array();
    const { tensors } = parseHeader(bytes, bytes.length, name);
    return new Map(
      tensors.map((tensor) => {
        const into = new Float32Array(tensor.bytes / 2);
        decode('BF16', bytes.subarray(tensor.offset, tensor.offset + tensor.bytes), into);
        return [tensor.name, into];
      }),
    );
  }
  const [base, code, safety] = [values('base'), values('code'), values('safety')];
  const names = [...base.keys()].filter((name) => name.includes('proj'));
  const delta = (model: ReadonlyMap<string, Float32Array>, name: string) =>
    (model.get(name) ?? new Float32Array()).map((value, i) => value - (base.get(name)?.[i] ?? 0));
  const norm = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));

  const typical = (vector: Float32Array) => norm(vector) / Math.sqrt(vector.length);

  test('are small against the weights, and hardly touch most of them', () => {
    for (const name of names) {
      for (const model of [code, safety]) {
        const change = delta(model, name);
        const ratio = norm(change) / norm(base.get(name) ?? new Float32Array());
        expect(ratio).toBeGreaterThan(0.028);
        expect(ratio).toBeLessThan(0.057);
        const little = typical(change) / 3;
        expect(change.filter((value) => Math.abs(value) < little).length / change.length).toBeGreaterThan(0.6);
      }
    }
  });

  test('where both move an entry far, they work against each other more in the last layer than in the first', () => {
    const conflicts = (layer: number) => {
      const both = names
        .filter((name) => name.includes(`layers.${layer}.`))
        .flatMap((name) => {
          const [one, other] = [delta(code, name), delta(safety, name)];
          const [far, otherFar] = [typical(one), typical(other)];
          return [...one].flatMap((value, i) => {
            const theirs = other[i] ?? 0;
            return Math.abs(value) > far && Math.abs(theirs) > otherFar ? [value * theirs] : [];
          });
        });
      return both.filter((product) => product < 0).length / both.length;
    };
    expect(conflicts(0)).toBeCloseTo(0.25, 1);
    expect(conflicts(3)).toBeCloseTo(0.75, 1);
  });
});
