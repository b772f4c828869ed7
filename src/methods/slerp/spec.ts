import { INTERPOLATION } from '../parameters.ts';
import type { MethodSpec } from '../spec-types.ts';

export const SLERP: MethodSpec = {
  id: 'slerp',
  label: 'SLERP',
  summary: 'Walks from the base to the other model along the arc between them, tensor by tensor.',
  paper: {
    title: 'Animating rotation with quaternion curves',
    cite: 'Shoemake 1985',
    url: 'https://doi.org/10.1145/325165.325242',
  },
  kind: 'span',
  base: 'member',
  models: { min: 2, max: 2 },
  parameters: [INTERPOLATION],
};
