import { WEIGHT } from '../parameters.ts';
import type { MethodSpec } from '../spec-types.ts';

export const NUSLERP: MethodSpec = {
  id: 'nuslerp',
  label: 'NuSLERP',
  summary: 'SLERP by two weights, of whole tensors, rows or columns, and of task vectors where a base is given.',
  kind: 'span',
  base: 'optional',
  models: { min: 2, max: 2 },
  parameters: [
    WEIGHT,
    {
      key: 'nuslerp_flatten',
      label: 'Whole tensor',
      type: 'boolean',
      scope: 'shared',
      default: true,
      help: 'Takes a tensor as one vector. Otherwise each row or column turns by an angle of its own.',
    },
    {
      key: 'nuslerp_row_wise',
      label: 'By column',
      type: 'boolean',
      scope: 'shared',
      default: false,
      help: 'Without “whole tensor”: off takes each row as a vector, on takes each column. The name is mergekit’s.',
    },
  ],
};
