/** Plans of the kernels that give numbers about a tile. */
import type { MeasureKernel, MeasureKernels } from '../../backend.ts';
import { contest } from './contest.ts';
import { gram } from './gram.ts';
import { keepFields } from './keep.ts';
import { orderFields } from './order.ts';
import {
  createTables,
  entriesOf,
  launchesOver,
  type MeasurePlan,
  operandFields,
  shareOf,
  sharesOf,
  tileFields,
  vectorFields,
} from './plan.ts';
import { pointwiseStatistics } from './statistics.ts';

type Uniforms<K extends MeasureKernel> = MeasureKernels[K]['uniforms'];

export const MEASURE_PLANS: { readonly [K in MeasureKernel]: (uniforms: Uniforms<K>) => MeasurePlan } = {
  gram,
  histogram,
  locate,
  mass,
  contest,
  finite,
  pointwiseStatistics,
};

const LOW_BITS = 15;
const ALL_BINS = 2 ** 16;
const LOW_BINS = 2 ** LOW_BITS;

function histogram(uniforms: Uniforms<'histogram'>): MeasurePlan {
  const { tile, vectors, prefix } = uniforms;
  const bins = prefix === undefined ? ALL_BINS : LOW_BINS;
  const tables = createTables();
  const fields = {
    ...orderFields(uniforms, tables),
    shift: prefix === undefined ? LOW_BITS : 0,
    mask: bins - 1,
    refined: Number(prefix !== undefined),
    prefix: prefix ?? 0,
  };
  const launches = launchesOver(tile, 2 * vectors.length, (share) => ({ kernel: 'histogram', params: { tile: share, ...fields } }));
  const result = new Float64Array(bins);
  return { rounds: [{ launches, tables: tables.words(), words: bins, cleared: true, collect: (words) => result.set(words) }], result };
}

/** Entries of one chunk of shaders/merge/locate.wgsl, and the words before the chunks' counts. */
const LOCATE_CHUNK = 4096;
const LOCATE_HEADER = 3;

function locate(uniforms: Uniforms<'locate'>): MeasurePlan {
  const { tile, vectors, bits, nth } = uniforms;
  const tables = createTables();
  const chunks = Math.ceil(entriesOf(tile) / LOCATE_CHUNK);
  const fields = { ...orderFields(uniforms, tables), bits, nth, chunks };
  const tally = sharesOf(entriesOf(tile), shareOf(2 * vectors.length)).map(({ start, end }) => ({
    kernel: 'locateTally' as const,
    params: { ...fields, tile: tileFields(tile, start, end) },
    groups: Math.ceil((end - start) / LOCATE_CHUNK),
  }));
  const find = { kernel: 'locateFind' as const, params: { ...fields, tile: tileFields(tile, 0, entriesOf(tile)) }, groups: 1 };
  const result = new Float64Array(2);
  const collect = ([count = 0, found = 0, index = 0]: Uint32Array) => result.set(found ? [nth + 1, tile.first + index] : [count, -1]);
  return { rounds: [{ launches: [...tally, find], tables: tables.words(), words: LOCATE_HEADER + chunks, collect }], result };
}

/** Entries of one workgroup of shaders/merge/mass.wgsl, and the words that it writes. */
const MASS_GROUP = 4096;
const MASS_WORDS = 3;

function mass({ tile, operands, vectors }: Uniforms<'mass'>): MeasurePlan {
  const tables = createTables();
  const groups = Math.ceil(entriesOf(tile) / MASS_GROUP);
  const fields = {
    tile: tileFields(tile, 0, entriesOf(tile)),
    groups,
    count: vectors.length,
    vectors: vectors.map((vector) => ({ vector: vectorFields(operands, vector), keep: keepFields(vector.keep, tables) })),
  };
  const launches = sharesOf(groups, shareOf(2 * vectors.length) / MASS_GROUP).map(({ start, end }) => ({
    kernel: 'mass' as const,
    params: { ...fields, firstGroup: start },
    groups: end - start,
    layers: vectors.length,
  }));
  const result = new Float64Array(MASS_WORDS * vectors.length);
  const collect = (words: Uint32Array<ArrayBuffer>) => {
    const sums = new Float32Array(words.buffer, words.byteOffset, words.length);
    for (let slot = 0; slot < words.length; slot++) {
      const place = Math.floor(slot / (MASS_WORDS * groups)) * MASS_WORDS + (slot % MASS_WORDS);
      result[place] = (result[place] ?? 0) + ((slot % MASS_WORDS === MASS_WORDS - 1 ? words : sums)[slot] ?? 0);
    }
  };
  return { rounds: [{ launches, tables: tables.words(), words: MASS_WORDS * groups * vectors.length, collect }], result };
}

function finite({ tile, operands }: Uniforms<'finite'>): MeasurePlan {
  const fields = { count: operands.length, operands: operands.map((_, index) => operandFields(operands, index)) };
  const launches = launchesOver(tile, operands.length, (share) => ({
    kernel: 'finite',
    params: { tile: share, ...fields },
    layers: operands.length,
  }));
  const result = new Float64Array(2 * operands.length);
  return { rounds: [{ launches, words: result.length, cleared: true, collect: (words) => result.set(words) }], result };
}
