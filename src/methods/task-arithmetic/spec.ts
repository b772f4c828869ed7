import { LAMBDA, normalize, WEIGHT } from '../parameters.ts';
import type { MethodSpec } from '../spec-types.ts';

export const TASK_ARITHMETIC: MethodSpec = {
  id: 'task_arithmetic',
  label: 'Task arithmetic',
  summary: 'Adds weighted task vectors, the differences between each model and the base, to the base.',
  paper: { title: 'Editing models with task arithmetic', cite: 'Ilharco et al. 2023', url: 'https://arxiv.org/abs/2212.04089' },
  kind: 'span',
  base: 'required',
  models: { min: 0 },
  parameters: [WEIGHT, LAMBDA, normalize(false)],
};
