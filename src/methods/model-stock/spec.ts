import type { MethodSpec } from '../spec-types.ts';

export const MODEL_STOCK: MethodSpec = {
  id: 'model_stock',
  label: 'Model Stock',
  summary: 'Goes from the base towards the average of the models as far as their task vectors point the same way.',
  paper: {
    title: 'Model Stock: all we need is just a few fine-tuned models',
    cite: 'Jang et al. 2024',
    url: 'https://arxiv.org/abs/2403.19522',
  },
  kind: 'span',
  base: 'required',
  models: { min: 2 },
  parameters: [
    {
      key: 'filter_wise',
      label: 'By row',
      type: 'boolean',
      scope: 'shared',
      default: false,
      help: 'Finds how far to go for each row of a tensor instead of the whole.',
    },
  ],
};
