import { WEIGHT } from '../parameters.ts';
import type { MethodSpec } from '../spec-types.ts';

export const MULTISLERP: MethodSpec = {
  id: 'multislerp',
  label: 'multi-SLERP',
  summary: 'Averages the directions of any number of models on the sphere, and their lengths apart from that.',
  kind: 'span',
  base: 'optional',
  models: { min: 1 },
  parameters: [
    WEIGHT,
    {
      key: 'normalize_weights',
      label: 'Normalise weights',
      type: 'boolean',
      scope: 'shared',
      default: true,
      help: 'Divides the weights by their sum; without it they also scale the length.',
    },
    {
      key: 'eps',
      label: 'Smallest length',
      type: 'number',
      scope: 'shared',
      default: 1e-8,
      hard: { min: 0 },
      soft: { min: 0, max: 1e-6, step: 1e-8 },
      help: 'Directions that sum to less than this cancel, and weights apply to the tensors themselves.',
    },
  ],
  checks: [{ kind: 'sum', of: 'weight', when: 'normalize_weights' }],
};
