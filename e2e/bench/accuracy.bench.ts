/**
 * How near the WebAssembly kernels and mergekit itself come to the float64 truth, recipe by recipe of the golden data.
 * Writes docs/accuracy.md. The kernels compute the same everywhere, so the table changes only with them.
 *
 *     npm run bench -- accuracy
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { defined } from '../../src/base/assert.ts';
import { createReferenceBackend } from '../../src/compute/reference/backend.ts';
import { createWasmBackend } from '../../src/compute/wasm/backend.ts';
import type { FloatDType } from '../../src/formats/dtype.ts';
import { roundTo, spacing } from '../../src/formats/number.ts';
import { goldenModels, goldenResult, goldenRows, goldenText, runGolden, type Tensors } from '../support/golden.ts';

const PAGE = join(import.meta.dirname, '../../docs/accuracy.md');

/** Farther than this from the truth, rounding is not the reason. */
const FAR = 8;

const HEAD = `# Accuracy

Made by \`npm run bench -- accuracy\`; do not edit. Each row is one recipe of \`src/engine/golden\`, merged by the WebAssembly
kernels and by mergekit 0.1.5 (CPU, torch 2.13). Both are held to the same recipe computed in float64 and not rounded.

- **exact**: share of entries that equal the truth rounded once into the output's dtype. A computation in float32 cannot
  reach 100 % where several roundings lie between.
- **U**: largest distance from the truth, in spacings of the output's dtype at the largest of the inputs and the result.
  (Spacings at the result alone mean nothing where a subtraction cancels.)
- **rms**: root mean square error of the worst tensor, relative to that tensor. **best** is that of the truth, rounded.
- **far**: entries more than ${FAR} U away, left out of U and rms. There another entry passed a threshold, or another sign
  was elected, because the numbers before it differ in their last bits. Only in karcher-bf16 and
  multislerp-unnormalized-f32 is it the rounding of mergekit itself that adds up so far.
- **equal**: share of Alloy's entries that equal mergekit's.

mergekit casts the inputs to the recipe's dtype and rounds after every step, which shows in the bfloat16 and float16 rows.
It writes float32 for arcee_fusion-bf16 and ramplus_tl-bf16, whose rows are in spacings of bfloat16. Recipes with a
tokenizer are compared by token, in \`src/engine/golden.test.ts\`.

| recipe | exact | U | rms | far | mergekit: exact | U | rms | far | best | equal |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
`;

interface Distance {
  readonly exact: number;
  readonly spacings: number;
  readonly rms: number;
  readonly far: number;
}

/** Of one tensor from the truth, as an output of `dtype`; `sizes` holds the largest operand of each entry. */
function distanceOf(values: Float64Array, truth: Float64Array, dtype: FloatDType, sizes: Float64Array): Distance {
  let [exact, spacings, far, errors, squares] = [0, 0, 0, 0, 0];
  for (const [i, want] of truth.entries()) {
    const value = values[i] ?? Number.NaN;
    const distance = Math.abs(value - want) / spacing(dtype, Math.max(sizes[i] ?? 0, Math.abs(want)));
    if (value === roundTo(dtype, want)) exact++;
    squares += want ** 2;
    if (distance > FAR) far++;
    else {
      spacings = Math.max(spacings, distance);
      errors += (value - want) ** 2;
    }
  }
  return { exact, spacings, far, rms: squares > 0 ? Math.sqrt(errors / squares) : 0 };
}

/** Of all tensors: entries add up, the worst tensor counts. */
const worst = (distances: readonly Distance[]): Distance =>
  distances.reduce((a, b) => ({
    exact: a.exact + b.exact,
    far: a.far + b.far,
    spacings: Math.max(a.spacings, b.spacings),
    rms: Math.max(a.rms, b.rms),
  }));

function sizesOf(models: readonly Tensors[], name: string, length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.max(...models.map((model) => Math.abs(model.get(name)?.values[i] ?? 0))));
}

const inFloat64 = (text: string): string => `${text.replace(/^out_dtype:.*$/m, '').trimEnd()}\nout_dtype: float64\n`;

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)} %`;
const short = (x: number): string => (x === 0 || x >= 0.01 ? String(Number(x.toPrecision(2))) : x.toExponential(1));
const cells = ({ exact, spacings, rms, far }: Distance, entries: number): string[] => [
  percent(exact, entries),
  short(spacings),
  short(rms),
  String(far),
];

async function rowOf(row: ReturnType<typeof goldenRows>[number]): Promise<string> {
  const text = goldenText(row.recipe);
  const ours = (await runGolden(row, text, createWasmBackend)).tensors;
  const truth = (await runGolden(row, inFloat64(text), () => createReferenceBackend('float64'))).tensors;
  const [theirs, models] = [goldenResult(row.recipe), goldenModels(text)];
  let [entries, equal] = [0, 0];
  const tensors = [...truth].map(([name, { values: want }]) => {
    const { dtype, values: mine } = defined(ours.get(name), name);
    const their = defined(theirs.get(name), name).values;
    entries += want.length;
    equal += mine.filter((value, i) => value === their[i]).length;
    const best = want.map((value) => roundTo(dtype, value));
    const sizes = sizesOf(models, name, want.length);
    return [mine, their, best].map((values) => distanceOf(values, want, dtype, sizes));
  });
  const [mine, their, best] = [0, 1, 2].map((tool) => worst(tensors.map((found) => defined(found[tool], 'a distance')))) as [
    Distance,
    Distance,
    Distance,
  ];
  return `| ${[row.recipe, ...cells(mine, entries), ...cells(their, entries), short(best.rms), percent(equal, entries)].join(' | ')} |`;
}

test('accuracy', async () => {
  const rows: string[] = [];
  for (const row of goldenRows()) if (!row.recipe.startsWith('tokenizer-')) rows.push(await rowOf(row));
  writeFileSync(PAGE, `${HEAD}${rows.join('\n')}\n`);
});
