import type { MethodSpec } from '../spec-types.ts';

export const PASSTHROUGH: MethodSpec = {
  id: 'passthrough',
  label: 'Passthrough',
  summary: 'Copies one model’s tensors, scaled where asked; with slices, stacks layers of several models.',
  kind: 'span',
  base: 'none',
  models: { min: 1, max: 1 },
  parameters: [
    {
      key: 'scale',
      label: 'Scale',
      type: 'number',
      scope: 'model',
      ofBase: true,
      default: 1,
      soft: { min: 0, max: 2, step: 0.01 },
      help: 'Multiplies the tensor; 0 silences it.',
    },
  ],
};
