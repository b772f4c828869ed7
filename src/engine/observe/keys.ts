/** Keys of operands and steps that stay the same from plan to plan, as long as the same bytes give the same numbers. */
import type { CheckpointSource } from '../../io/source.ts';
import { keyOf } from '../plan/arena.ts';
import type { MergeStep, OperandPlan, ReadOperand, TensorPlan } from '../plan-types.ts';

/** A number for each source that was ever seen. */
const numbers = new WeakMap<CheckpointSource, number>();
let seen = 0;

function numberOf(source: CheckpointSource): number {
  const known = numbers.get(source) ?? seen++;
  numbers.set(source, known);
  return known;
}

/** Equal for operands that read the same bytes. */
export const operandKey = (operand: ReadOperand, sources: readonly CheckpointSource[]): string =>
  keyOf(operand, (index) => {
    const source = sources[index];
    return source && numberOf(source);
  });

/** Equal for steps that make the same result; `drawn` says where the tensor's random numbers come from. */
export function stepKey(tensor: TensorPlan, index: number, sources: readonly CheckpointSource[], drawn: string): string {
  const step = tensor.steps[index];
  if (!step) return '';
  const inputs = inputsKey(tensor, index, sources, drawn);
  if (step.kind === 'copy') return inputs;
  const { method, parameters, base, dtype, workDtype, positions, drawnAs, draws } = step;
  return JSON.stringify([
    method,
    parameters,
    base,
    dtype,
    workDtype,
    draws.length ? [positions, drawnAs, drawn] : [],
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
