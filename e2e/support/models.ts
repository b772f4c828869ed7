/** The checkpoints of the stories: mergekit's own test family, and broken ones made from small pieces. */
import { fileURLToPath } from 'node:url';
import type { RepoSpec } from '../hub/repos.ts';
import { syntheticLlama } from '../hub/synthetic.ts';
import { writeSafetensors } from './safetensors.ts';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Three small Llamas in bfloat16, a base and two that came from it, by the name of their repository. */
export const FAMILY: Readonly<Record<string, string>> = {
  'team/llama': fromHere('../../src/engine/golden/models/bf16/base'),
  'team/poet': fromHere('../../src/engine/golden/models/bf16/x1'),
  'team/coder': fromHere('../../src/engine/golden/models/bf16/x2'),
};

/** The models that come with the studio. */
export const DEMO: Readonly<Record<string, string>> = Object.fromEntries(
  ['base', 'code', 'safety'].map((name) => [`./demo/${name}`, fromHere(`../../public/demo/${name}`)]),
);

type Tensors = Parameters<typeof writeSafetensors>[0];

const CONFIG = JSON.stringify({ architectures: ['LlamaForCausalLM'], model_type: 'llama', num_hidden_layers: 1 });
const MATRIX = 'model.layers.0.self_attn.q_proj.weight';
const NORM = 'model.norm.weight';

const ramp = (length: number, from: number): number[] => Array.from({ length }, (_, i) => from + i / length);

/** Two tensors; `seed` moves their values. */
const plain = (seed: number): Tensors => ({
  [MATRIX]: { shape: [8, 4], values: ramp(32, seed) },
  [NORM]: { shape: [8], values: ramp(8, -seed) },
});

const file = (weights: Uint8Array) => ({ 'config.json': CONFIG, 'model.safetensors': weights });

function withLength(weights: Uint8Array, length: bigint): Uint8Array {
  const copy = Buffer.from(weights);
  copy.writeBigUInt64LE(length);
  return copy;
}

function without(tensors: Tensors, name: string): Tensors {
  const { [name]: _, ...others } = tensors;
  return others;
}

const whole = writeSafetensors(plain(3));

/** Checkpoints that fit each other, and ones that each have one fault. */
export const SMALL_REPOS: readonly RepoSpec[] = [
  { id: 'fit/base', files: file(writeSafetensors(plain(1))) },
  { id: 'fit/one', files: file(writeSafetensors(plain(2))) },
  { id: 'bad/shape', files: file(writeSafetensors({ ...plain(3), [MATRIX]: { shape: [4, 4], values: ramp(16, 3) } })) },
  { id: 'bad/missing', files: file(writeSafetensors(without(plain(3), MATRIX))) },
  { id: 'bad/truncated', files: file(whole.subarray(0, whole.length - 5)) },
  { id: 'bad/header', files: file(withLength(whole, 2n ** 62n)) },
  {
    id: 'bad/numbers',
    files: file(
      writeSafetensors({
        ...plain(3),
        [MATRIX]: { shape: [8, 4], values: [Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, ...ramp(29, 3)] },
      }),
    ),
  },
];

/** A family so large that its weights do not come with their headers. */
export const WIDE_REPOS: readonly RepoSpec[] = ['wide/base', 'wide/one', 'wide/two'].map((id, seed) => ({
  id,
  files: syntheticLlama({ layers: 12, hidden: 256, intermediate: 512, vocabulary: 2000, heads: 4, kvHeads: 4 }, seed + 1),
}));

export const TEAM_REPOS: readonly RepoSpec[] = Object.entries(FAMILY).map(([id, folder]) => ({ id, files: { folder } }));
