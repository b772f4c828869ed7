/** The words in which an architecture speaks of a tensor. */

export interface TensorRole {
  /** The part of the model, by mergekit's name; `default` where there is only one. */
  readonly module: string;
  /** Text before the layer's number, e.g. `model.layers.`; with `layer` and `rest` it makes the name again. */
  readonly stack?: string | undefined;
  readonly layer?: number | undefined;
  /** Text after the number, with its dot, e.g. `.mlp.up_proj.weight`. */
  readonly rest?: string | undefined;
  readonly place: 'before' | 'layer' | 'after';
  /** Set where the tensor has one row for each token (one entry, for the bias of a head). */
  readonly vocabularyAxis?: 0 | undefined;
  /** A checkpoint of the architecture may lack it. */
  readonly optional: boolean;
  /** A buffer of old checkpoints that loaders compute themselves. */
  readonly recomputed: boolean;
  /** Tensors that stand in for a missing one because the model shares their weights, best first. */
  readonly tiedTo?: readonly string[] | undefined;
}

export interface Architecture {
  /** `model_type`, or `inferred`. */
  readonly id: string;
  readonly label: string;
  /** Read from the table; otherwise from the tensors' names alone. */
  readonly known: boolean;
  /** Parts of which the checkpoint has tensors, in the order of the table. */
  readonly modules: readonly string[];
  /** Layers that each module has in this checkpoint: the largest number plus one, 0 without numbered layers. */
  readonly layers: Readonly<Record<string, number>>;
  /** Dotted config keys that hold each module's number of layers, to be updated together. */
  readonly layerKeys: Readonly<Record<string, readonly string[]>>;
  /** Dotted config keys of lists with one entry for each layer of the module, which must be cut and joined with them. */
  readonly layerLists: Readonly<Record<string, readonly string[]>>;
  /** Dotted config keys that hold the number of rows of the vocabulary. */
  readonly vocabularyKeys: readonly string[];
  /** Total: any text has a role. */
  role(name: string): TensorRole;
  /** Other names under which checkpoints of the same architecture store the tensor: another prefix, an older spelling. */
  aliases(name: string): readonly string[];
}

/** The module of architectures that have only one. */
export const WHOLE = 'default';
