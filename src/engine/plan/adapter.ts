/** A model with a PEFT adapter, as a plane: its tensors are the base's, some with a low-rank product to be added. */
import { adapterTensors, parseAdapterConfig } from '../../formats/adapter.ts';
import { elementsOf, type TensorFacts } from '../../formats/checkpoint.ts';
import { isFloat } from '../../formats/dtype.ts';
import type { FileOperand } from '../plan-types.ts';
import type { OpenedSource } from './opened.ts';
import { isRead, type KnownTensor, type Plane } from './plane.ts';
import type { ProblemList } from './problems.ts';

export function withAdapter(ref: string, plane: Plane, adapter: OpenedSource, source: number, problems: ProblemList): Plane {
  const { checkpoint } = adapter;
  const where = checkpoint.label;
  if (!checkpoint.adapterConfig) {
    problems.add(
      'error',
      'missing',
      `${where} is no adapter: it has no adapter_config.json.`,
      ref,
      'What follows the “+” is a PEFT adapter; other models are listed on their own.',
    );
    return { ...plane, ref };
  }
  const config = parseAdapterConfig(checkpoint.adapterConfig, `adapter_config.json of ${where}`);
  const { targets, biases, replaced, unmatched } = adapterTensors(checkpoint.tensors, config, plane.tensors, plane.architecture.aliases);
  for (const name of unmatched)
    problems.add(
      'error',
      'mismatch',
      `${where} changes tensors that ${plane.label} does not have.`,
      name,
      'The adapter belongs to another base model.',
      { kind: 'misfit', models: [ref] },
    );
  for (const name of biases.keys())
    problems.add(
      'error',
      'unsupported',
      `${where} also trains biases beside its low-rank products.`,
      name,
      'Merge the adapter with PEFT first, and name the result.',
    );
  const tensors = new Map(plane.tensors);
  for (const [name, facts] of replaced) tensors.set(name, known(name, facts, source));
  for (const [name, { a, b, scale, transposed }] of targets) {
    const base = tensors.get(name);
    if (!base || !isRead(base.made) || base.made.kind !== 'file' || !isFloat(base.dtype)) continue;
    const bytes = elementsOf(base.shape) * 4;
    const made = {
      kind: 'adapter',
      shape: base.shape,
      dtype: 'F32',
      bytes,
      base: base.made,
      a: operand(a, source),
      b: operand(b, source),
      scale,
      transposed,
    } as const;
    tensors.set(name, { ...base, dtype: 'F32', made });
  }
  return { ...plane, ref, label: `${plane.label} + ${where}`, tensors };
}

const operand = (facts: TensorFacts, source: number): FileOperand => ({ kind: 'file', source, ...facts });

const known = (name: string, facts: TensorFacts, source: number): KnownTensor => ({
  name,
  shape: facts.shape,
  dtype: facts.dtype,
  made: operand(facts, source),
  order: name,
});
