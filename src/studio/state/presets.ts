/** Recipes to begin with. They run on the embedded demo family, with no network. */
import { demoRef } from './library.ts';

export interface Preset {
  readonly name: string;
  readonly note: string;
  readonly text: string;
}

const [base, code, safety] = [demoRef('base'), demoRef('code'), demoRef('safety')];

export const PRESETS: readonly [Preset, Preset, Preset, Preset] = [
  {
    name: 'Code and safety',
    note: 'TIES, two skills in one model',
    text: `# Two fine-tunes of one base, merged: each keeps the largest half of what it learned.
merge_method: ties
base_model: ${base}
models:
  - model: ${code}
    parameters:
      weight: 0.5
      density: 0.5
  - model: ${safety}
    parameters:
      weight: 0.5
      density: 0.5
parameters:
  normalize: true
dtype: bfloat16
`,
  },
  {
    name: 'Add one skill',
    note: 'Task arithmetic, one weight',
    text: `# What the code model learned on top of the base, added to the safe one.
merge_method: task_arithmetic
base_model: ${base}
models:
  - model: ${safety}
    parameters:
      weight: 1.0
  - model: ${code}
    parameters:
      weight: 0.6
dtype: bfloat16
`,
  },
  {
    name: 'Half way',
    note: 'SLERP between two models',
    text: `# Half way from one model to the other, along the arc between them.
merge_method: slerp
base_model: ${code}
models:
  - model: ${code}
  - model: ${safety}
parameters:
  t: 0.5
dtype: bfloat16
`,
  },
  {
    name: 'Average',
    note: 'Linear, the plain mean',
    text: `# The mean of both models, entry by entry.
merge_method: linear
models:
  - model: ${code}
    parameters:
      weight: 0.5
  - model: ${safety}
    parameters:
      weight: 0.5
dtype: bfloat16
`,
  },
];
