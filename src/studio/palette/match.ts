/** Which rows a query finds, which first, and which of their letters. */

/** Half-open range of characters. */
export type Span = readonly [from: number, to: number];

export interface Match {
  /** Larger is better. */
  readonly score: number;
  /** Of the name, in order, apart from one another. */
  readonly spans: readonly Span[];
}

/** Characters of a query that are looked at. */
const MAX_QUERY = 100;

/**
 * Every word of the query must occur, in the name or in `also`. Beginnings of words count most, then other places of the
 * name, then `also`. An empty query matches all alike.
 */
export function match(query: string, name: string, also = ''): Match | undefined {
  const words = query.slice(0, MAX_QUERY).toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.map((word) => place(word, name.toLowerCase(), also.toLowerCase()));
  if (!found.every((one) => one !== undefined)) return undefined;
  const spans = found.flatMap(({ span }) => (span ? [span] : []));
  return { score: found.reduce((sum, { score }) => sum + score, 0) - name.length / 1000, spans: joined(spans) };
}

interface Place {
  readonly score: number;
  readonly span?: Span;
}

function place(word: string, name: string, also: string): Place | undefined {
  const begins = [...name.matchAll(/[\p{L}\p{N}]+/gu)].find(({ index }) => name.startsWith(word, index))?.index;
  const at = begins ?? name.indexOf(word);
  if (at >= 0) return { score: at === 0 ? 4 : begins !== undefined ? 3 : 2, span: [at, at + word.length] };
  return also.includes(word) ? { score: 1 } : undefined;
}

function joined(spans: readonly Span[]): readonly Span[] {
  const made: Span[] = [];
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    const last = made.at(-1);
    if (!last || from > last[1]) made.push([from, to]);
    else made[made.length - 1] = [last[0], Math.max(last[1], to)];
  }
  return made;
}
