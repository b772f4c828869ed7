/** Plans of the kernels that make a result. */
import type { Axis, CombineUniforms, ElectUniforms, PointwiseUniforms, RunKernel, RunKernels } from '../../backend.ts';
import { keepFields } from './keep.ts';
import { orderFields, selectionFields, thresholdBits } from './order.ts';
import { createTables, divisorFields, floatWords, launchesOver, operandFields, placeFields, type RunPlan, vectorFields } from './plan.ts';

export const RUN_PLANS: { readonly [K in RunKernel]: (uniforms: RunKernels[K]) => RunPlan } = { combine, elect, pointwise };

const AXES: Readonly<Record<Axis, number>> = { all: 0, row: 1, column: 2 };

function combine({ tile, operands, terms, axis, base, divisor = 1, scale = 1, out }: CombineUniforms): RunPlan {
  const tables = createTables();
  const fields = {
    result: placeFields(out),
    base: operandFields(operands, base ?? 0),
    hasBase: Number(base !== undefined),
    axis: AXES[axis],
    divisor: divisorFields(divisor),
    scale,
    count: terms.length,
    terms: terms.map((term) => ({
      vector: vectorFields(operands, term),
      table: tables.add(floatWords(typeof term.coefficient === 'number' ? [term.coefficient] : term.coefficient)),
    })),
  };
  const launches = launchesOver(tile, 2 * terms.length, (share) => ({ kernel: 'combine', params: { tile: share, ...fields } }));
  return { launches, tables: tables.words() };
}

const SIGNS: Readonly<Record<ElectUniforms['sign'], number>> = { none: 0, mass: 1, count: 2 };
const NORMALIZE: Readonly<Record<ElectUniforms['normalize'], number>> = { none: 0, weights: 1, count: 2 };

function elect({ tile, operands, base, models, sign, votes, zero, normalize, divisor, lambda, out }: ElectUniforms): RunPlan {
  const tables = createTables();
  const fields = {
    result: placeFields(out),
    base: operandFields(operands, base),
    sign: SIGNS[sign],
    unweighted: Number(votes === 'unweighted'),
    zeroIsMinus: Number(zero === -1),
    normalize: NORMALIZE[normalize],
    divisor: divisorFields(divisor),
    lambda,
    count: models.length,
    models: models.map(({ x, keep, factor, weight }) => ({
      x: operandFields(operands, x),
      keep: keepFields(keep, tables),
      factor,
      weight,
    })),
  };
  const launches = launchesOver(tile, 2 * models.length, (share) => ({ kernel: 'elect', params: { tile: share, ...fields } }));
  return { launches, tables: tables.words() };
}

const RULES: Readonly<Record<PointwiseUniforms['rule'], number>> = { nearswap: 0, ram: 1, sce: 2, fusion: 3 };

function pointwise({ tile, operands, rule, base, models, numbers, keep, rows, out }: PointwiseUniforms): RunPlan {
  const tables = createTables();
  const vectors = models.map((x) => ({ x, reference: base }));
  const fields = {
    result: placeFields(out),
    base: operandFields(operands, base),
    rule: RULES[rule],
    numbers: tables.add(floatWords(numbers)),
    threshold: thresholdBits(numbers[0] ?? 0),
    ...selectionFields(keep, tables),
    ...orderFields({ operands, vectors, rows, key: rule === 'fusion' ? 'importance' : 'variance' }, tables),
  };
  const launches = launchesOver(tile, 2 * models.length, (share) => ({ kernel: 'pointwise', params: { tile: share, ...fields } }));
  return { launches, tables: tables.words() };
}
