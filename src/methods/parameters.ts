/** Parameters that several methods share, so that a weight is the same thing everywhere. Pure data, part of the specs. */
import type { ParameterSpec } from './spec-types.ts';

export const WEIGHT = {
  key: 'weight',
  label: 'Weight',
  type: 'number',
  scope: 'model',
  soft: { min: 0, max: 1, step: 0.01 },
  help: 'How much of this model goes into the merge. Negative weights take away.',
} as const satisfies ParameterSpec;

export const DENSITY = {
  key: 'density',
  label: 'Density',
  type: 'number',
  scope: 'model',
  default: 1,
  hard: { min: 0, max: 1 },
  soft: { min: 0, max: 1, step: 0.01 },
  unit: 'share of entries',
  help: 'The share of the task vector that is kept; 1 keeps all of it.',
} as const satisfies ParameterSpec;

export const LAMBDA = {
  key: 'lambda',
  label: 'Scale λ',
  type: 'number',
  scope: 'shared',
  default: 1,
  soft: { min: 0, max: 2, step: 0.01 },
  help: 'Scales the merged task vector before it is added to the base.',
} as const satisfies ParameterSpec;

/** `normalize`, whose default differs from method to method. */
export const normalize = (preset: boolean): ParameterSpec => ({
  key: 'normalize',
  label: 'Normalise',
  type: 'boolean',
  scope: 'shared',
  default: preset,
  help: 'Divides by the sum of the weights, so that only their proportions count.',
});

/** A share between two tensors that a person chooses; values outside 0 to 1 extrapolate. */
export const INTERPOLATION = {
  key: 't',
  label: 'Position t',
  type: 'number',
  scope: 'shared',
  soft: { min: 0, max: 1, step: 0.01 },
  unit: 'share of the way',
  help: '0 is the base, 1 the other model.',
} as const satisfies ParameterSpec;
