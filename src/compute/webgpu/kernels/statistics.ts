/** Plan of the pointwise rules' whole-tensor numbers. */
import type { MeasureKernels } from '../../backend.ts';
import { orderFields, selectionFields, thresholdBits } from './order.ts';
import { createTables, entriesOf, type MeasurePlan, shareOf, sharesOf, tileFields } from './plan.ts';

/** Entries of one workgroup of shaders/merge/pointwise-statistics.wgsl, and the numbers that it writes. */
const GROUP = 4096;
const NUMBERS = 2;

/** RAM: [shared, alone] for each model. SCE: Σ d² for each. (Fusion's divergence of rows is the host's.) */
export function pointwiseStatistics(uniforms: MeasureKernels['pointwiseStatistics']['uniforms']): MeasurePlan {
  const { tile, operands, rule, base, models, numbers, keep } = uniforms;
  const tables = createTables();
  const groups = Math.ceil(entriesOf(tile) / GROUP);
  const fields = {
    tile: tileFields(tile, 0, entriesOf(tile)),
    groups,
    threshold: thresholdBits(numbers[0] ?? 0),
    ...selectionFields(keep, tables),
    ...orderFields({ operands, vectors: models.map((x) => ({ x, reference: base })), key: 'variance' }, tables),
  };
  const launches = sharesOf(groups, shareOf(2 * models.length * models.length) / GROUP).map(({ start, end }) => ({
    kernel: rule === 'ram' ? ('activity' as const) : ('squares' as const),
    params: { ...fields, firstGroup: start },
    groups: end - start,
    layers: models.length,
  }));
  const kept = rule === 'ram' ? NUMBERS : 1;
  const result = new Float64Array(kept * models.length);
  const collect = (words: Uint32Array<ArrayBuffer>) => {
    const partials = rule === 'ram' ? words : new Float32Array(words.buffer, words.byteOffset, words.length);
    for (let slot = 0; slot < words.length; slot++) {
      if (slot % NUMBERS >= kept) continue;
      const place = Math.floor(slot / (NUMBERS * groups)) * kept + (slot % NUMBERS);
      result[place] = (result[place] ?? 0) + (partials[slot] ?? 0);
    }
  };
  return { rounds: [{ launches, tables: tables.words(), words: NUMBERS * groups * models.length, collect }], result };
}
