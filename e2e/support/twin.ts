/** What a merge should have given: the same recipe in double precision, from the same files, and how near a result must be to it. */
import { expect } from '@playwright/test';
import { createReferenceBackend } from '../../src/compute/reference/backend.ts';
import { runRecipe } from '../../src/engine/testing.ts';
import { createFolderSource } from '../../src/io/folder.ts';
import type { Tensor } from './safetensors.ts';

export type Truth = ReadonlyMap<string, { readonly values: Float64Array }>;

/** `folders` says where each model of the recipe lies on this machine. */
export async function float64Twin(recipe: string, folders: Readonly<Record<string, string>>): Promise<Truth> {
  const models = Object.fromEntries(Object.entries(folders).map(([ref, folder]) => [ref, createFolderSource(folder)]));
  // Models from the hub stand there with their commits.
  const unpinned = recipe.replace(/@[0-9a-f]{40}/g, '');
  const text = `${unpinned.replace(/^out_dtype:.*$/m, '').trimEnd()}\nout_dtype: float64\n`;
  try {
    return (await runRecipe(models, text, { backend: () => createReferenceBackend('float64') })).tensors;
  } finally {
    for (const source of Object.values(models)) source.close();
  }
}

/** Digits after the leading one of a number's mantissa. */
const MANTISSA: Readonly<Record<string, number>> = { F32: 23, F16: 10, BF16: 7 };

/** Thresholds are found in float32: this share of entries may fall on their other side. */
const AT_THRESHOLDS = 0.001;

/** Every tensor is there, and every entry is the truth rounded once, but for a few float32 roundings on the way. */
export function expectTruth(result: ReadonlyMap<string, Tensor>, truth: Truth): void {
  expect([...result.keys()].sort()).toEqual([...truth.keys()].sort());
  for (const [name, tensor] of result) {
    const wanted = truth.get(name)?.values ?? new Float64Array(0);
    expect(tensor.values.length, name).toBe(wanted.length);
    expect(shareFar(tensor, wanted), `${name}: share of entries far from the truth`).toBeLessThanOrEqual(AT_THRESHOLDS);
  }
}

function shareFar({ dtype, values }: Tensor, truth: Float64Array): number {
  const digits = MANTISSA[dtype];
  if (digits === undefined) throw new Error(`No test knows how near ${dtype} must be.`);
  const largest = truth.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const onTheWay = 4 * 2 ** -24 * largest;
  const far = truth.filter((wanted, i) => {
    const got = values[i] ?? Number.NaN;
    return !(Math.abs(got - wanted) <= 0.5001 * spacing(Math.max(Math.abs(got), Math.abs(wanted)), digits) + onTheWay);
  });
  return far.length / truth.length;
}

const spacing = (value: number, digits: number): number => (value === 0 ? 0 : 2 ** (Math.floor(Math.log2(value)) - digits));
