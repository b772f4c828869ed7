import { expect, test } from 'vitest';
import { createWasmBackend } from '../../compute/wasm/backend.ts';
import { createEngine } from '../engine.ts';
import { memorySource, testHost, type TestTensor } from '../testing.ts';

function noise(seed: number, n: number) {
  let x = seed;
  return Float32Array.from({ length: n }, () => { x = (Math.imul(x, 1664525) + 1013904223) >>> 0; return (x / 2 ** 32 - 0.5) });
}
test('speed', async () => {
  const names = Array.from({ length: 38 }, (_, i) => `model.layers.${i}.mlp.up_proj.weight`);
  const real = await createWasmBackend();
  const spent = new Map<string, number>();
  const backend = { ...real, measure: async (k: any, b: any, u: any) => { const t = performance.now(); const r = await real.measure(k, b, u); spent.set(k, (spent.get(k) ?? 0) + performance.now() - t); return r; }, run: (k: any, b: any, u: any) => { const t = performance.now(); real.run(k, b, u); spent.set('run', (spent.get('run') ?? 0) + performance.now() - t); } };
  const model = (seed: number) => memorySource(`m${seed}`, { tensors: names.map((name, i): TestTensor => ({ name, dtype: 'F32', shape: [64, 64], values: noise(seed * 100 + i, 4096) })) });
  const engine = createEngine(testHost({ base: model(1), a: model(2), b: model(3) }, { backend: () => backend }));
  const sources = Object.fromEntries(['base', 'a', 'b'].map((path) => [path, { kind: 'folder', path } as const]));
  const recipe = (w: number) => `
merge_method: ties
base_model: base
models:
  - {model: a, parameters: {weight: ${w + 0.1}, density: 0.5}}
  - {model: b, parameters: {weight: 0.3, density: 0.7}}
dtype: float32
`;
  let last = process.cpuUsage();
  for (let i = 0; i < 40; i++) {
    spent.clear(); const o = await engine.observe('1', { job: { recipe: recipe(i / 50), sources } });
    if (!o.ok) throw new Error(JSON.stringify(o.fault));
    const cpu = process.cpuUsage(last); last = process.cpuUsage(); if (i > 30) console.log(cpu.user / 1000, JSON.stringify([...spent]), o.value.milliseconds, o.value.changed.length, i ? '' : JSON.stringify(o.value.tensors[0]));
  }
});
