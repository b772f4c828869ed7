import type { MethodSpec } from '../spec-types.ts';

export const ARCEE_FUSION: MethodSpec = {
  id: 'arcee_fusion',
  label: 'Arcee Fusion',
  summary: 'Takes over the entries whose change matters most, by size and by what it does to the row read as logits.',
  kind: 'pointwise',
  base: 'member',
  models: { min: 2, max: 2 },
  parameters: [],
};
