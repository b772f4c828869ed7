/** Holds a finished merge to its recipe: tensors are made again and compared with what stands in its files, byte by byte. */

import { defined } from '../base/assert.ts';
import { AlloyError } from '../base/errors.ts';
import type { Checkpoint } from '../formats/checkpoint.ts';
import type { OutputStore, Writer } from '../io/output.ts';
import type { CheckpointSource } from '../io/source.ts';
import type { SlotLimits } from './plan/units.ts';
import { unitsOf } from './plan/units.ts';
import type { Plan, TensorPlan } from './plan-types.ts';

/** The plan cut down to every nth tensor, so that a sample covers the depth of the model. */
export function samplePlan(plan: Plan, tensors: number, limits: SlotLimits): Plan {
  const step = Math.max(1, plan.tensors.length / tensors);
  const chosen = Array.from({ length: Math.min(tensors, plan.tensors.length) }, (_, i) =>
    defined(plan.tensors[Math.floor(i * step)], 'a tensor'),
  );
  // mergekit's stream must run past the tensors between: without them its draws would begin elsewhere.
  const sampled = plan.random.generator === 'mergekit' ? plan.tensors : chosen;
  return { ...plan, tensors: sampled, units: unitsOf(sampled, limits, false) };
}

export interface Comparison {
  /** Names of tensors that differ, with how many bytes do. */
  readonly different: Map<string, number>;
  readonly store: OutputStore;
}

/** A store that keeps nothing: what a run writes is compared with `output` instead. */
export function comparingStore(plan: Plan, output: CheckpointSource, checkpoint: Checkpoint, signal: AbortSignal): Comparison {
  const different = new Map<string, number>();
  const compare = async (file: number, offset: number, bytes: Uint8Array): Promise<void> => {
    const tensor = plan.tensors.find((t) => t.file === file && offset >= t.offset && offset < t.offset + t.bytes);
    if (!tensor) return; // the header: its metadata may differ
    const there = checkpoint.tensors.get(tensor.name);
    const found = new Uint8Array(bytes.length);
    if (!there || there.dtype !== tensor.dtype || there.bytes !== tensor.bytes) throw missing(tensor, checkpoint);
    await output.read(there.file, there.offset + (offset - tensor.offset), found, signal);
    const wrong = bytes.reduce((n, byte, i) => n + (byte === found[i] ? 0 : 1), 0);
    if (wrong) different.set(tensor.name, (different.get(tensor.name) ?? 0) + wrong);
  };
  const writer = (file: number): Writer => ({
    write: (offset, bytes) => compare(file, offset, bytes),
    close: async () => undefined,
    abort: async () => undefined,
  });
  const store: OutputStore = {
    create: async (path) => writer(plan.layout.files.findIndex((f) => f.path === path)),
    read: () => Promise.reject(new Error('Nothing is kept')),
    publish: async () => [],
    abort: async () => undefined,
  };
  return { different, store };
}

const missing = (tensor: TensorPlan, checkpoint: Checkpoint): AlloyError =>
  new AlloyError({
    code: 'mismatch',
    what: `The recipe makes ${tensor.name} as ${tensor.dtype} ${tensor.shape.join(' × ')}, and ${checkpoint.label} has no such tensor.`,
    where: checkpoint.label,
    hint: 'The folder was made by another recipe, or with other options.',
  });
