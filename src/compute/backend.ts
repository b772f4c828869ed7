/**
 * The one contract between merging and the machine that computes.
 *
 * Three things implement it: `webgpu/`, `wasm/` (AssemblyScript with SIMD, inline or in a worker) and `reference/`
 * (the plain twin). Nothing above this folder names a GPU or WebAssembly type, and no kernel sees a whole tensor:
 * every call works on one tile whose operands lie in one arena buffer.
 */
import type { FloatDType } from '../formats/dtype.ts';

export type BackendKind = 'webgpu' | 'wasm' | 'reference';

/** Memory of a backend; plain data, so that it can be named across a worker boundary. */
export interface DeviceBuffer {
  readonly id: number;
  readonly bytes: number;
}

export interface BackendLimits {
  /** Largest buffer that `alloc` gives and a kernel can bind, bytes. */
  readonly bufferBytes: number;
}

export interface Backend {
  readonly kind: BackendKind;
  /** For people: the adapter's name, or what stands in for it. */
  readonly label: string;
  readonly limits: BackendLimits;
  /** A buffer of at least `bytes`; contents undefined. Throws AlloyError `device` when it cannot be had. */
  alloc(bytes: number): DeviceBuffer;
  /**
   * The buffer's memory where the host reaches it directly (inline WASM, the twin, a lane that shares its memory), else
   * undefined. Not in order with the runs. Valid until the next `alloc`, unless it {@link isShared}: ask again after it.
   */
  host(buffer: DeviceBuffer): Uint8Array<ArrayBuffer> | undefined;
  /** Memory to fill and give to `upload` with `transfer`; contents undefined, used again where it can be. */
  staging(bytes: number): Uint8Array<ArrayBuffer>;
  /** Copies bytes into the buffer, in order with the runs. With `transfer`, `bytes` and the memory behind it are given away. */
  upload(buffer: DeviceBuffer, offset: number, bytes: Uint8Array<ArrayBuffer>, transfer?: boolean): void;
  /** Copies within or between buffers, in order with the runs. */
  copy(from: DeviceBuffer, fromOffset: number, to: DeviceBuffer, toOffset: number, bytes: number): void;
  /** Queues a kernel that writes `bindings.out`. Arguments are checked; a failure surfaces at the next await. */
  run<K extends RunKernel>(kernel: K, bindings: Bindings, uniforms: RunKernels[K]): void;
  /** Runs a kernel that gives numbers about a tile, the caller's to keep; sums are float64. */
  measure<K extends MeasureKernel>(kernel: K, bindings: Bindings, uniforms: MeasureKernels[K]['uniforms']): Promise<Float64Array>;
  /** Fills `into` from the buffer, after everything queued so far. */
  download(buffer: DeviceBuffer, offset: number, into: Uint8Array<ArrayBuffer>): Promise<void>;
  free(buffer: DeviceBuffer): void;
  /** Settles, with the reason, when the device is gone; every pending and later call then rejects with `device`. */
  readonly lost: Promise<string>;
  close(): void;
}

/** Whether memory is one that threads share: it does not move when more is taken. */
export const isShared = ({ buffer }: Uint8Array): boolean => typeof SharedArrayBuffer === 'function' && buffer instanceof SharedArrayBuffer;

export interface Bindings {
  /** Holds every operand of the tile. Read only. */
  readonly arena: DeviceBuffer;
  /** Receives the result of a `run`. Never the arena. */
  readonly out?: DeviceBuffer;
}

// ---------------------------------------------------------------- what the kernels take

/** A tile's entries of one tensor, packed, first entry at `offset`: a multiple of the dtype's size, in bytes of the arena. */
export interface Operand {
  readonly offset: number;
  readonly dtype: FloatDType;
}

/** Where a result goes: `offset` is a multiple of 16 bytes in `bindings.out`. The bytes up to the next multiple of 4 may be overwritten. */
export type Target = Operand;

/** The part of a tensor that a call works on, viewed as [rows, columns] with the last dimension as columns. */
export interface Tile {
  /** Index in the whole tensor, row-major, of the tile's first entry (up to 2^53). */
  readonly first: number;
  readonly rows: number;
  readonly columns: number;
}

/** A vector: operand `x`, or the difference x − reference. Numbers are indices into `operands`. */
export interface Vector {
  readonly x: number;
  readonly reference?: number | undefined;
}

/** Which entries share one number: the whole tensor, each row (of the last dimension), each column. */
export type Axis = 'all' | 'row' | 'column';

/**
 * Which entries of a difference d survive sparsification. Magnitudes compare as the integer bits of |d| in float32.
 * A `Cut` orders entries by (bits, index): `bits` first, among equals by index in the whole tensor.
 */
export type Keep =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  /** Kept: at or above `low` and strictly below `high`, each where given. */
  | { readonly kind: 'band'; readonly low?: Cut | undefined; readonly high?: Cut | undefined }
  /** Kept with probability / 2^32, drawn from Philox at (seed, model; entry, name, stream): see base/random.ts. */
  | { readonly kind: 'bernoulli'; readonly probability: number; readonly stream: PhiloxStream }
  /** Kept where bit i (least significant first in each byte) is set; entry i of the tile. */
  | { readonly kind: 'mask'; readonly bits: Uint8Array<ArrayBuffer> }
  /**
   * DELLA: rank of |d| within its row (1 = smallest; among equals the lower index ranks lower); probability
   * low + (high − low)·(rank − 1)/(columns − 1); drawn from `stream`, or from `draws` (24-bit numbers, one for each
   * entry) compared as float32 draw·2^-24 < p. `divide`: each survivor is divided by its own probability.
   */
  | {
      readonly kind: 'ranked';
      readonly low: number;
      readonly high: number;
      readonly stream?: PhiloxStream | undefined;
      readonly draws?: Uint32Array<ArrayBuffer> | undefined;
      readonly divide?: boolean | undefined;
    };

export interface Cut {
  /** |d| as float32 bits. */
  readonly bits: number;
  /** Among entries with exactly these bits: the kept ones are those with index < `index` ('below') or ≥ `index` ('from'). */
  readonly index: number;
  readonly side: 'below' | 'from';
}

export interface PhiloxStream {
  readonly seed: number;
  /** Position of the source in the recipe. */
  readonly model: number;
  /** `hashName` of the tensor's UTF-8 name. */
  readonly name: number;
  /** Separates draws with different purposes. */
  readonly stream: number;
}

/** A sparsified task vector: keep(d) · factor. */
export interface Sparse extends Vector {
  readonly keep: Keep;
}

interface OnTile {
  readonly tile: Tile;
  readonly operands: readonly Operand[];
}

/** A vector that votes: factor·keep(x − reference)·weight, each product rounded. */
export interface Voter extends Sparse {
  readonly factor: number;
  readonly weight: number;
}

/** A grid over rows and columns [from, to) of a tensor, in bins of rowsPerBin × columnsPerBin entries; the last may be smaller. */
export interface BinGrid {
  /** Columns of the whole tensor. */
  readonly width: number;
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
  readonly rowsPerBin: number;
  readonly columnsPerBin: number;
}

export interface CombineTerm extends Vector {
  /** One number; or one for each row or column of the tile (see `axis`). Rounded once to float32 (not by the float64 twin). */
  readonly coefficient: number | Float64Array<ArrayBuffer>;
}

/**
 * A tile's entries, one number at a time. `base` present: base + scale·((Σ coefficient·vector) / divisor), products and
 * sums each rounded, left to right. `base` absent: the same without base, each multiply-add fused (one rounding).
 * Absent divisor or scale: that step is left out.
 */
export interface CombineUniforms extends OnTile {
  readonly terms: readonly CombineTerm[];
  readonly axis: Axis;
  readonly base?: number | undefined;
  readonly divisor?: number | undefined;
  readonly scale?: number | undefined;
  readonly out: Target;
}

/**
 * The election family. For each model i: D_i = weight·(factor·keep(x_i − base)); its vote is D_i, or factor·keep(x_i − base)
 * with `votes: 'unweighted'`. With a sign elected, the models agree whose vote has that sign (zero never agrees); without
 * one, those whose vote is not zero. Elected: Σ D of the agreeing, divided (when normalize) by Σ of their weights, exactly
 * zero counting as one. Not elected: Σ D, divided (when normalize 'weights') by `divisor`. Result: base + lambda·that.
 * A vote that is NaN has no sign, and a sum that is NaN elects minus. Every operation is rounded, left to right, none
 * fused.
 */
export interface ElectUniforms extends OnTile {
  readonly base: number;
  readonly models: readonly { readonly x: number; readonly keep: Keep; readonly factor: number; readonly weight: number }[];
  /** How the sign is elected: not at all, by Σ D ≥ 0, or by Σ sign(D) ≥ 0. */
  readonly sign: 'none' | 'mass' | 'count';
  /** Whether votes are D (weights first, mergekit's meaning) or the unweighted vectors. */
  readonly votes: 'weighted' | 'unweighted';
  /** What a sum of exactly zero elects: plus (mergekit), or this sign (a whole-tensor majority). */
  readonly zero: 1 | -1;
  /** Divide the sum by: nothing; Σ of agreeing weights (elected) or `divisor` (not elected); number of agreeing models, 0 counting as 1. */
  readonly normalize: 'none' | 'weights' | 'count';
  readonly divisor: number;
  readonly lambda: number;
  readonly out: Target;
}

/**
 * Pointwise rules of two or more tensors (d = x − base); `numbers` are whole-tensor numbers. Every number and operation
 * is rounded to float32 (not by the float64 twin):
 * - nearswap, numbers [t]: w = clamp(t·(1 / max(|base − x|, 1e-6)), 0, 1); result w·x + (1 − w)·base.
 * - ram, numbers [epsilon, a factor for each model]: active where |d| > epsilon. One active model: base + factor·d of it;
 *   more: base + (Σ d of the active ones) / their number; none: base.
 * - sce, numbers [a weight for each model], keep over the variance of all d: the election by mass of the kept d,
 *   unweighted, zero electing plus; result base + (Σ d·weight of the agreeing) / max(Σ their weights, 1e-6).
 * - fusion, numbers [threshold], rows: base + d where |d|·row ≥ threshold, else base.
 */
export interface PointwiseUniforms extends OnTile {
  readonly rule: 'nearswap' | 'ram' | 'sce' | 'fusion';
  readonly base: number;
  readonly models: readonly number[];
  readonly numbers: readonly number[];
  /** Entries chosen by an earlier pass (SCE's top-k): a band over the variance, 'all' when absent. */
  readonly keep?: Keep | undefined;
  /** One number for each row of the tile (arcee_fusion's divergence). */
  readonly rows?: Float64Array<ArrayBuffer> | undefined;
  readonly out: Target;
}

/**
 * What entries are ordered by. 'magnitude' (when absent): |d| of the one vector. 'variance': the population variance over
 * `vectors`, 0 only where all are equal. 'importance': |d| of the one vector times its row's number (arcee_fusion).
 */
export interface OrderKey {
  readonly vectors: readonly Vector[];
  readonly key?: 'magnitude' | 'variance' | 'importance' | undefined;
  /** For 'importance': one number for each row of the tile. */
  readonly rows?: Float64Array<ArrayBuffer> | undefined;
}

export interface RunKernels {
  combine: CombineUniforms;
  elect: ElectUniforms;
  pointwise: PointwiseUniforms;
}

export interface MeasureKernels {
  /**
   * Inner products of `vectors`, pairs (i ≤ j) in the order (0,0) (0,1) … (1,1) …; P of them. axis 'all': P numbers;
   * 'row': rows × P; 'column': columns × P. `diagonal`: only the pairs (i,i).
   */
  gram: { uniforms: OnTile & { readonly vectors: readonly Vector[]; readonly axis: Axis; readonly diagonal?: boolean } };
  /**
   * Counts of entries by the float32 bits of their {@link OrderKey}. Without `prefix`: 65536 bins of bits >>> 15. With
   * it: only entries whose bits >>> 15 equal it, 32768 bins of bits & 0x7fff.
   */
  histogram: { uniforms: OnTile & OrderKey & { readonly prefix?: number | undefined } };
  /**
   * Finds an entry among those whose {@link OrderKey} is exactly `bits`: [nth + 1, index in the whole tensor of the nth
   * (from 0) of them], or [how many there are in the tile, -1] where there are fewer.
   */
  locate: { uniforms: OnTile & OrderKey & { readonly bits: number; readonly nth: number } };
  /** For each sparse vector: Σ|d|, Σ|keep(d)|, entries kept. */
  mass: { uniforms: OnTile & { readonly vectors: readonly Sparse[] } };
  /**
   * How votes fall, by the bins of `grid`, row-major: a tile adds to the bins that it touches and leaves the others zero.
   * With D_i the vote of vector i, an entry is contested where at least two votes are not zero and none is NaN or
   * infinite, and in conflict where, besides, their signs are not all equal. Vote i's sign is that of keep(x − reference)
   * times that of factor·weight. Elected is the sign of Σ D ('mass') or of Σ sign(D) ('count'), of nothing the sign `zero`.
   * For each bin 5 + 3N numbers: entries contested, in conflict; over the contested Σ|Σ D|, Σ Σ|D|, and Σ 2^(1−n) with n
   * the votes that are not zero (what independent signs would leave without conflict); then for each vector its entries
   * kept (zeros too), its contested entries whose own sign was elected, Σ|x − reference| of all.
   */
  contest: {
    uniforms: OnTile & {
      readonly voters: readonly Voter[];
      readonly sign: 'mass' | 'count';
      readonly zero: 1 | -1;
      readonly grid: BinGrid;
    };
  };
  /** For each operand: how many entries are NaN, how many infinite. */
  finite: { uniforms: OnTile };
  /**
   * Whole-tensor numbers that single pointwise rules need. 'ram' (numbers: [epsilon]): for each model, its active entries
   * that another model shares, and those that none does. 'sce' (no numbers): for each model Σ d² over kept entries.
   * 'fusion' (no numbers): the divergence of each row of the tile, joined in order as gram's 'row'; rows must be whole.
   */
  pointwiseStatistics: {
    uniforms: OnTile & {
      readonly rule: 'ram' | 'sce' | 'fusion';
      readonly base: number;
      readonly models: readonly number[];
      readonly numbers: readonly number[];
      readonly keep?: Keep | undefined;
    };
  };
}

export type RunKernel = keyof RunKernels;
export type MeasureKernel = keyof MeasureKernels;
