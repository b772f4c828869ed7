/** Keys of operands and steps that stay the same from plan to plan, as long as the same bytes give the same numbers. */
import type { CheckpointSource } from '../../io/source.ts';
import type { FileOperand, MergeStep, OperandPlan, ReadOperand, TensorPlan } from '../plan-types.ts';

/** A number for each source that was ever seen. */
const numbers = new WeakMap<CheckpointSource, number>();
let seen = 0;

function numberOf(source: CheckpointSource): number {
  const known = numbers.get(source) ?? seen++;
  numbers.set(source, known);
  return known;
}

/** Equal for operands that read the same bytes. */
export function operandKey(operand: ReadOperand, sources: readonly CheckpointSource[]): string {
  const file = ({ source, file, offset, bytes }: FileOperand): unknown[] => {
    const from = sources[source];
    return [from && numberOf(from), file, offset, bytes];
  };
  if (operand.kind === 'file') return JSON.stringify(file(operand));
  if (operand.kind === 'adapter')
    return JSON.stringify([file(operand.base), file(operand.a), file(operand.b), operand.scale, operand.transposed]);
  const { inputs, rows, fills, padding } = operand;
  return JSON.stringify([inputs.map((i) => operandKey(i, sources)), hashOf(rows), [...fills], padding]);
}

/** FNV-1a over 32-bit numbers, with their count. */
function hashOf(list: Int32Array): string {
  let hash = 0x811c9dc5;
  for (const n of list) hash = Math.imul(hash ^ n, 0x01000193);
  return `${list.length} ${hash >>> 0}`;
}

/** Equal for steps that make the same result; `drawn` says where the tensor's random numbers come from. */
export function stepKey(tensor: TensorPlan, index: number, sources: readonly CheckpointSource[], drawn: string): string {
  const step = tensor.steps[index];
  if (!step) return '';
  const inputs = inputsKey(tensor, index, sources, drawn);
  if (step.kind === 'copy') return inputs;
  const { method, parameters, base, dtype, workDtype, positions, draws } = step;
  return JSON.stringify([
    method,
    parameters,
    base,
    dtype,
    workDtype,
    draws.length ? [positions, drawn] : [],
    inputs,
    coefficientsKey(step, sources),
  ]);
}

/** Equal for steps with the same inputs and base. */
export function inputsKey(tensor: TensorPlan, index: number, sources: readonly CheckpointSource[], drawn: string): string {
  const step = tensor.steps[index];
  const inputs = (step?.inputs ?? []).map((input: OperandPlan) =>
    input.kind === 'step' ? stepKey(tensor, input.step, sources, drawn) : operandKey(input, sources),
  );
  return JSON.stringify([step?.kind === 'merge' ? step.base : undefined, inputs]);
}

/** Equal for steps that bring the same coefficients. */
export const coefficientsKey = ({ coefficients = [] }: MergeStep, sources: readonly CheckpointSource[]): string =>
  JSON.stringify(coefficients.map((o) => o && operandKey(o, sources)));
