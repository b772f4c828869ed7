/**
 * One output tensor as a method's rule sees it: facts, resolved parameters, and two verbs. `measure` passes over all
 * tiles and gives whole-tensor numbers; `emit` passes over all tiles and makes the result. The rule never sees a tile's
 * place in memory: the engine fills in `tile`, `operands` and `out`.
 */
import type { ElectUniforms, Keep, MeasureKernel, MeasureKernels, RunKernel, RunKernels, Tile } from '../compute/backend.ts';
import type { FloatDType } from '../formats/dtype.ts';

type Placed = 'tile' | 'operands' | 'out';
export type MeasureRequest<K extends MeasureKernel> = Omit<MeasureKernels[K]['uniforms'], Placed>;
export type EmitRequest<K extends RunKernel> = Omit<RunKernels[K], Placed>;
/** A request, or one made afresh for each tile (masks and per-row numbers differ from tile to tile). */
export type PerTile<R> = R | ((tile: Tile) => R);

export interface Work {
  /** The output tensor's name. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly elements: number;
  /** elements / columns. */
  readonly rows: number;
  /** The last dimension; 1 for a scalar. */
  readonly columns: number;
  /** Number of inputs. Input i is operand i of every request. They keep the recipe's order, the base at its place in it. */
  readonly inputs: number;
  /** Index of the base among the inputs. */
  readonly base: number | undefined;
  /** Indices of the inputs that are not the base, in order. */
  readonly models: readonly number[];
  /** The dtype that mergekit would compute in (`dtype:` of the recipe, else the promoted inputs): some rules follow its rounding of parameters. */
  readonly dtype: FloatDType;
  /** A shared parameter, resolved for this tensor. */
  number(key: string): number;
  flag(key: string): boolean;
  choice(key: string): string;
  /** A per-model parameter of input `index`. */
  of(index: number, key: string): number;
  /**
   * A whole-tensor number from all tiles: sums add up; 'row' results of the gram kernel are joined in order; `locate`
   * stops at the tile that holds the nth. What is asked for at the same time shares a pass: ask with `Promise.all`.
   */
  measure<K extends MeasureKernel>(kernel: K, request: PerTile<MeasureRequest<K>>): Promise<Float64Array>;
  /** Makes the output tensor. Exactly one call, the rule's last. */
  emit<K extends RunKernel>(kernel: K, request: PerTile<EmitRequest<K>>): Promise<void>;
  /**
   * Gives what hangs on nothing but the inputs and the key, such as a threshold: where the same inputs are worked on again
   * and again, it is made once. Absent where they are not.
   */
  readonly recall?: (<T>(key: string, make: () => Promise<T>) => Promise<T>) | undefined;
  /** Bernoulli keep rules for a task vector: Philox, or mergekit's own stream where the job asks for it. */
  bernoulli(index: number, probability: number): PerTile<Keep>;
  /** Coefficients that the recipe brings for input `index`: one for each column or row of the tensor; undefined where it brings none. */
  coefficients(index: number): { readonly axis: 'row' | 'column'; readonly values: Float64Array<ArrayBuffer> } | undefined;
  /** The keep rule of one threshold over all tensors of the model, found before the merge began. */
  wholeModel(index: number): Keep;
  /** DELLA's keep rule, from the same generators. */
  ranked(index: number, low: number, high: number, divide?: boolean): PerTile<Keep>;
  /** Something a person should know about this tensor (a fallback fired, a singular case). */
  note(text: string): void;
}

export type { ElectUniforms, Keep, Tile };
