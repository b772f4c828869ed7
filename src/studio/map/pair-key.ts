/** Keys of quantities that ask two models only; apart from the quantities, so that the page knows them before the map is there. */

type Pair = readonly [number, number];

/** `key`: of the same quantity of all models. */
export const pairKey = (key: string, pair: Pair): string => `${key} ${pair.join(' ')}`;

/** The two models whose votes a key asks for. */
export function pairIn(key: string): Pair | undefined {
  const [, first, second] = /^(?:conflict|conflictMass|margin) (\d+) (\d+)$/.exec(key) ?? [];
  return first === undefined || second === undefined ? undefined : [Number(first), Number(second)];
}
