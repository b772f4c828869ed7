/**
 * Measurements of a step's inputs, kept while the inputs stay: dragging a weight asks for the same thresholds again and
 * again. A measurement hangs on nothing but the inputs and the request.
 */
import type { Work } from '../../methods/work.ts';

/** Numbers by request; of long ones only those that are not zero. */
export interface Memo {
  readonly known: Map<string, Float64Array | Sparse>;
}

interface Sparse {
  readonly length: number;
  readonly places: Uint32Array;
  readonly values: Float64Array;
}

export const createMemo = (): Memo => ({ known: new Map() });

/** Requests that are remembered for one step; a sweep over densities asks for two each time. */
const MOST_REQUESTS = 24;
/** Longer results are histograms, most of whose bins are empty. */
const LONG = 1024;

/** The same work, which does not measure twice. */
export function remembering(work: Work, { known }: Memo): Work {
  return {
    ...work,
    async measure(kernel, request) {
      // What is made for each tile has masks and numbers of rows in it, which are no key.
      if (typeof request === 'function' || 'rows' in request) return await work.measure(kernel, request);
      const key = `${kernel} ${JSON.stringify(request)}`;
      const before = known.get(key);
      if (before) return before instanceof Float64Array ? before.slice() : unpack(before);
      const numbers = await work.measure(kernel, request);
      const [oldest] = known.keys();
      if (known.size >= MOST_REQUESTS && oldest !== undefined) known.delete(oldest);
      known.set(key, numbers.length > LONG ? pack(numbers) : numbers.slice());
      return numbers;
    },
  };
}

function pack(numbers: Float64Array): Sparse {
  let filled = 0;
  for (let i = 0; i < numbers.length; i++) if (numbers[i]) filled++;
  const places = new Uint32Array(filled);
  const values = new Float64Array(filled);
  let at = 0;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i];
    if (!value) continue;
    places[at] = i;
    values[at++] = value;
  }
  return { length: numbers.length, places, values };
}

function unpack({ length, places, values }: Sparse): Float64Array {
  const numbers = new Float64Array(length);
  for (let i = 0; i < places.length; i++) numbers[places[i] ?? 0] = values[i] ?? 0;
  return numbers;
}
