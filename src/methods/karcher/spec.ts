import type { MethodSpec } from '../spec-types.ts';

export const KARCHER: MethodSpec = {
  id: 'karcher',
  label: 'Karcher mean',
  summary: 'The point on the sphere with the least squared distance to all models, a base among them, at their mean length.',
  paper: {
    title: 'Riemannian center of mass and mollifier smoothing',
    cite: 'Karcher 1977',
    url: 'https://doi.org/10.1002/cpa.3160300502',
  },
  kind: 'span',
  base: 'none',
  models: { min: 1 },
  parameters: [
    {
      key: 'max_iter',
      label: 'Most steps',
      type: 'integer',
      scope: 'shared',
      default: 10,
      hard: { min: 0, max: 10_000 },
      soft: { min: 1, max: 50, step: 1 },
      unit: 'iterations',
      help: 'How often the mean is improved at most.',
    },
    {
      key: 'tol',
      label: 'Tolerance',
      type: 'number',
      scope: 'shared',
      default: 1e-5,
      hard: { min: 0 },
      soft: { min: 0, max: 1e-3, step: 1e-6 },
      unit: 'radians',
      help: 'A step shorter than this is the last; tensors shorter than this have no direction.',
    },
  ],
};
