import { INTERPOLATION } from '../parameters.ts';
import type { MethodSpec } from '../spec-types.ts';

export const NEARSWAP: MethodSpec = {
  id: 'nearswap',
  label: 'NearSwap',
  summary: 'Takes over the other model’s entries where they are near the base’s, and less of them the farther away they are.',
  kind: 'pointwise',
  base: 'required',
  models: { min: 1, max: 1 },
  parameters: [
    {
      ...INTERPOLATION,
      label: 'Distance t',
      soft: { min: 0, max: 0.01, step: 0.0001 },
      unit: 'distance of two entries',
      help: 'Entries closer than this are taken over whole; beyond it, the share falls as t over the distance.',
    },
  ],
};
