/** A first observation that takes its time is told tensor by tensor; one that does not is told once, at its end. */
import { afterEach, expect, test, vi } from 'vitest';
import type { Observation } from '../observe-types.ts';
import { createBench, family, SHAPES, unwrap } from './testing.ts';

const RECIPE = `
merge_method: ties
base_model: base
models:
  - {model: a, parameters: {weight: 0.5, density: 0.5}}
  - {model: b, parameters: {weight: 0.5, density: 0.5}}
dtype: float32
`;

const bench = createBench(family(SHAPES, ['base', 'a', 'b']));

afterEach(() => vi.restoreAllMocks());

const known = ({ tensors }: Observation): number => tensors.filter(({ coverage }) => coverage.entries > 0).length;

test('tensors come one by one, each with the number that it has in the end; the others have none', async () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 200;
    return now;
  });
  const told: Observation[] = [];
  const whole = unwrap(await bench.engine.observe('slow', { job: bench.job(RECIPE) }, (soFar) => void told.push(soFar)));
  expect(told.map(known)).toEqual(whole.tensors.map((_, i) => i + 1));
  for (const { tensors } of told) {
    expect(tensors.map(({ name, layer, module }) => [name, layer, module])).toEqual(
      whole.tensors.map(({ name, layer, module }) => [name, layer, module]),
    );
    for (const [i, tensor] of tensors.entries()) {
      if (tensor.coverage.entries > 0) expect(tensor).toEqual(whole.tensors[i]);
      else expect(tensor).toMatchObject({ conflict: undefined, contested: 0, resultNorm: Number.NaN });
    }
  }
});

test('a quick answer is told once', async () => {
  vi.spyOn(performance, 'now').mockReturnValue(0);
  const told = vi.fn();
  unwrap(await bench.engine.observe('quick', { job: bench.job(RECIPE) }, told));
  expect(told).not.toHaveBeenCalled();
});
