import { normalize, WEIGHT } from '../parameters.ts';
import type { MethodSpec } from '../spec-types.ts';

export const LINEAR: MethodSpec = {
  id: 'linear',
  label: 'Linear',
  summary: 'The weighted average of the models; with equal weights, a model soup.',
  paper: {
    title: 'Model soups: averaging weights of multiple fine-tuned models improves accuracy without increasing inference time',
    cite: 'Wortsman et al. 2022',
    url: 'https://arxiv.org/abs/2203.05482',
  },
  kind: 'span',
  base: 'none',
  models: { min: 1 },
  parameters: [
    { ...WEIGHT, ofBase: true },
    normalize(true),
    {
      key: 'coefficients',
      label: 'Coefficients',
      type: 'reference',
      scope: 'shared',
      default: '',
      help: 'A checkpoint with learned coefficients: its tensor “NAME/i” scales the columns (or rows) of NAME in the ith model. Tensors without one take the weights.',
      alloyOnly: true,
    },
  ],
  checks: [{ kind: 'sum', of: 'weight', when: 'normalize' }],
};
