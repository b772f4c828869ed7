/** Recipes of the live benchmark. */

const models = (ids: readonly string[], parameters: string): string =>
  ids.map((id) => `  - model: ${id}\n    parameters: {${parameters}}\n`).join('');

export const DEMO = ['./demo/base', './demo/code', './demo/safety'] as const;

export const ties = ([base, ...others]: readonly string[]): string =>
  `merge_method: ties\nbase_model: ${base}\nmodels:\n${models(others, 'weight: 0.5, density: 0.5')}dtype: bfloat16\n`;

export const taskArithmetic = ([base, ...others]: readonly string[]): string =>
  `merge_method: task_arithmetic\nbase_model: ${base}\nmodels:\n${models(others, 'weight: 0.5')}dtype: bfloat16\n`;

/** Merges of merges: with the three models and the output `nodes` nodes. */
export function nestedRecipe(nodes: number): string {
  const merges = nodes - DEMO.length - 1;
  const [base, ...sources] = DEMO;
  // Each takes two of those before it that nobody took yet; the first ones take the models.
  const waiting: string[] = [];
  const documents: string[] = [];
  const leaves = Math.ceil(merges / 2);
  for (let i = 0; i < merges; i++) {
    const inputs = i < leaves ? sources : waiting.splice(0, 2);
    const last = i === merges - 1;
    const rest = last ? waiting.splice(0) : [];
    if (!last) waiting.push(`merge-${i}`);
    documents.push(
      `${last ? '' : `name: merge-${i}\n`}merge_method: task_arithmetic\nbase_model: ${base}\nmodels:\n${models([...inputs, ...rest], 'weight: 0.5')}dtype: float32\n`,
    );
  }
  return documents.join('---\n');
}
