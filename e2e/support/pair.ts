/** Stories about runs that last: a hub with two models of 45 MB, which a merge asks for in several requests. */
import { startTestHub } from '../hub/hub.ts';
import { syntheticLlama } from '../hub/synthetic.ts';
import { expect, test as stories } from './test.ts';

const SHAPE = { layers: 6, hidden: 512, intermediate: 1536, vocabulary: 2048, heads: 8, kvHeads: 8 };
export const PAIR_RECIPE = `merge_method: linear\nmodels:\n${['pair/one', 'pair/two']
  .map((id) => `  - model: ${id}\n    parameters: {weight: 0.5}\n`)
  .join('')}`;

export const test = stories.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  hub: async ({}, use) => {
    const hub = await startTestHub({
      repos: ['pair/one', 'pair/two'].map((id, seed) => ({ id, files: syntheticLlama(SHAPE, seed) })),
    });
    await use(hub);
    await hub.close();
  },
});

export { expect };
