import { expect, test } from 'vitest';
import { createWasmBackend } from '../compute/wasm/backend.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { memorySource, runRecipe } from './testing.ts';
const t = (seed: number) => ({ name: 'w.weight', dtype: 'F32' as const, shape: [3, 400], values: Array.from({ length: 1200 }, (_, i) => Math.fround(Math.sin(seed * 1000 + i * (1 + seed)))) });
const models = () => Object.fromEntries(['base', 'a', 'b'].map((r, i) => [r, memorySource(r, { tensors: [t(i)] }, false)]));
const R = (m: string, p: string, q = '') => `merge_method: ${m}\nbase_model: base\nmodels:\n  - {model: a, parameters: {${p}}}\n  - {model: b, parameters: {${p}}}\n${q}dtype: float32\n`;
const all = [R('della', 'weight: 1, density: 0.5'), R('model_stock', '', 'parameters: {filter_wise: true}\n'), R('model_stock', ''), R('nuslerp', 'weight: 1', 'parameters: {nuslerp_flatten: false}\n'), R('nuslerp', 'weight: 1', 'parameters: {nuslerp_flatten: false, nuslerp_row_wise: true}\n'), 'merge_method: arcee_fusion\nbase_model: base\nmodels: [{model: base}, {model: a}]\n', R('sce', '', 'parameters: {select_topk: 0.3}\n'), R('ties', 'weight: 1, density: 0.3')];
const out: string[] = [];
test('x', async () => {
for (const r of all) for (const [b, backend] of [['wasm', () => createWasmBackend()], ['twin', () => createReferenceBackend('float32')]] as const) {
  const whole = [...((await runRecipe(models(), r, { backend })).tensors.get('w.weight')?.values ?? [])];
  for (const budgetBytes of [20_000, 8_000, 3_000]) {
    try {
    const x = [...((await runRecipe(models(), r, { backend, budgetBytes })).tensors.get('w.weight')?.values ?? [])];
    out.push([b, r.slice(14, 30).split('\n')[0], budgetBytes, x.filter((v, i) => v !== whole[i]).length, Math.max(...x.map((v,i)=>Math.abs(v-whole[i]!)))].join(' '));
    } catch (e) { out.push([b, r.slice(14, 30).split('\n')[0], budgetBytes, String(e)].join(' ')); }
  }
}
process.stderr.write(out.join('\n'));
});
