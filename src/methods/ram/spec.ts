/** Reinforced agent merging: one rule in two versions. */
import type { MethodSpec, ParameterSpec } from '../spec-types.ts';

const PAPER = { title: 'Reinforced Agent Merging', cite: 'arXiv 2601.13572', url: 'https://arxiv.org/abs/2601.13572' };

const EPSILON: ParameterSpec = {
  key: 'epsilon',
  label: 'Threshold ε',
  type: 'number',
  scope: 'shared',
  default: 1e-5,
  hard: { min: 0 },
  soft: { min: 0, max: 1e-3, step: 1e-6 },
  unit: 'size of a change',
  help: 'A change larger than this counts as one.',
};

export const RAM: MethodSpec = {
  id: 'ram',
  label: 'RAM',
  summary: 'Keeps a change that one model alone made whole, and averages the changes that several made.',
  paper: PAPER,
  kind: 'pointwise',
  base: 'required',
  models: { min: 0 },
  parameters: [EPSILON],
};

export const RAMPLUS: MethodSpec = {
  id: 'ramplus_tl',
  label: 'RAM+',
  summary: 'RAM, with the changes that one model alone made strengthened where its others are shared.',
  paper: PAPER,
  kind: 'pointwise',
  base: 'required',
  models: { min: 0 },
  parameters: [
    {
      key: 'r',
      label: 'Strength r',
      type: 'number',
      scope: 'shared',
      default: 0.1,
      soft: { min: 0, max: 1, step: 0.01 },
      help: 'How much unique changes are strengthened for each unit of the ratio of shared to unique ones.',
    },
    {
      key: 'alpha',
      label: 'Largest ratio α',
      type: 'number',
      scope: 'shared',
      default: 0.2,
      hard: { min: 0 },
      soft: { min: 0, max: 1, step: 0.01 },
      help: 'The ratio of shared to unique changes counts up to this.',
    },
    EPSILON,
  ],
};
