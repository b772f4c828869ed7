/**
 * What was measured of a step's inputs, kept while the inputs stay: dragging a weight asks for the same thresholds again
 * and again. A measurement hangs on nothing but the inputs and the request.
 */
import type { Work } from '../../methods/work.ts';

export interface Memo {
  /** Results by request, the latest used last. */
  readonly known: Map<string, Promise<unknown>>;
}

export const createMemo = (): Memo => ({ known: new Map() });

/** Of one step; a sweep over densities makes one for each model every time. */
const MOST_RESULTS = 24;

/** The same work, which does not measure twice. */
export function remembering(work: Work, { known }: Memo): Work {
  const recall = async <T>(key: string, make: () => Promise<T>): Promise<T> => {
    // A key names the kind of its result.
    const result = (known.get(key) as Promise<T> | undefined) ?? make();
    known.delete(key);
    known.set(key, result);
    const [oldest] = known.keys();
    if (known.size > MOST_RESULTS && oldest !== undefined) known.delete(oldest);
    try {
      return await result;
    } catch (thrown) {
      if (known.get(key) === result) known.delete(key);
      throw thrown;
    }
  };
  return {
    ...work,
    recall,
    async measure(kernel, request) {
      // What is made for each tile has masks and numbers of rows in it, which are no key; a histogram is worth keeping
      // only as what was read from it.
      const plain = typeof request !== 'function' && !('rows' in request) && kernel !== 'histogram';
      if (!plain) return await work.measure(kernel, request);
      const numbers = await recall(`${kernel} ${JSON.stringify(request)}`, () => work.measure(kernel, request));
      return numbers.slice();
    },
  };
}
