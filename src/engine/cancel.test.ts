import { expect, test } from 'vitest';
import { createEngine } from './engine.ts';
import type { EngineApi } from './protocol.ts';
import { memorySource, testHost } from './testing.ts';

const A = { kind: 'folder', path: 'a' } as const;
const REQUEST = {
  recipe: 'merge_method: linear\nmodels: [{model: a, parameters: {weight: 1}}]\ndtype: float32\n',
  sources: { a: A },
};

const CALLS: Readonly<Record<string, (engine: EngineApi) => Promise<unknown>>> = {
  inspect: (engine) => engine.inspect('it', A),
  plan: (engine) => engine.plan('it', REQUEST),
  diff: (engine) => engine.diff('it', A, A, 'auto'),
  verify: (engine) => engine.verify('it', REQUEST, A, 1),
};

test.each(Object.keys(CALLS))('%s ends when it is cancelled, though its models never answer', async (name) => {
  const source = memorySource('a', { tensors: [] });
  const asked = Promise.withResolvers<void>();
  const silent = {
    ...source,
    facts: (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        asked.resolve();
      }),
  };
  const engine = createEngine(testHost({ a: silent }));
  const ended = CALLS[name]?.(engine);
  await asked.promise;
  await engine.cancel('it');
  expect(await ended).toMatchObject({ ok: false, fault: { code: 'aborted' } });
});
