import type { MethodSpec } from '../spec-types.ts';

export const SCE: MethodSpec = {
  id: 'sce',
  label: 'SCE',
  summary: 'Selects the entries in which the models differ most, weighs models by the energy of their changes, and elects signs.',
  paper: { title: 'FuseChat: knowledge fusion of chat models', cite: 'Wan et al. 2024', url: 'https://arxiv.org/abs/2408.07990' },
  kind: 'pointwise',
  base: 'required',
  models: { min: 0 },
  parameters: [
    {
      key: 'select_topk',
      label: 'Selected share',
      type: 'number',
      scope: 'shared',
      default: 1,
      hard: { min: 0, max: 1 },
      soft: { min: 0, max: 1, step: 0.01 },
      unit: 'share of entries',
      help: 'The share of the entries that differ between models which is kept; 1 selects nothing out.',
    },
  ],
};
