/** Coefficients that a recipe brings for single tensors: vectors over columns or rows, one for each model. */
import { isFloat } from '../../formats/dtype.ts';
import type { MergeDocument, ModelRef } from '../../recipe/recipe.ts';
import { coefficientModels } from '../../recipe/slices.ts';
import type { FileOperand } from '../plan-types.ts';
import { isRead, type KnownTensor, type Plane } from './plane.ts';
import type { ProblemList } from './problems.ts';

/** By input of the tensor: `NAME/i` of the coefficients' checkpoint, of shape [columns] or [rows, 1]. */
export function coefficientsOf(
  document: MergeDocument,
  planeOf: (ref: ModelRef) => Plane,
  tensor: { readonly name: string; readonly shape: readonly number[] },
  positions: readonly number[],
  problems: ProblemList,
): (FileOperand | undefined)[] | undefined {
  const [ref] = coefficientModels(document);
  if (ref === undefined) return undefined;
  const plane = planeOf(ref);
  const found = positions.map((position) => plane.tensors.get(`${tensor.name}/${position}`));
  if (found.every((f) => f === undefined)) return undefined;
  return found.map((f) => {
    const operand = f && operandOf(f);
    if (!f || (operand && fits(f.shape, tensor.shape))) return operand;
    problems.add(
      'error',
      'mismatch',
      `${plane.label} has coefficients that do not fit their tensor.`,
      f.name,
      'They are numbers of shape [columns], or [rows, 1].',
    );
    return undefined;
  });
}

const operandOf = (t: KnownTensor): FileOperand | undefined =>
  isRead(t.made) && t.made.kind === 'file' && isFloat(t.dtype) ? t.made : undefined;

function fits(shape: readonly number[], of: readonly number[]): boolean {
  const columns = of.at(-1) ?? 1;
  const rows = of.reduce((a, b) => a * b, 1) / columns;
  return shape.length === 1 ? shape[0] === columns : shape.length === 2 && shape[0] === rows && shape[1] === 1;
}
