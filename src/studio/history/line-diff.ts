/** How one text became another, line by line: the longest run of common lines stays, the rest goes or comes. */

export interface DiffLine {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
  /** Line numbers from 1 in the text before and in the text after; absent where the line is not in it. */
  readonly before?: number;
  readonly after?: number;
}

/** Cells of the table of common lines: two texts of 1,400 lines each. Beyond it the middle is shown as replaced whole. */
const MAX_CELLS = 2_000_000;

export const diffLines = (before: string, after: string): readonly DiffLine[] => diffLists(before.split('\n'), after.split('\n'));

/** The same of texts that are cut into lines already. */
export function diffLists(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (from: number, shift: number, count: number): DiffLine[] =>
    Array.from({ length: count }, (_, i) => ({ kind: 'same', text: a[from + i] ?? '', before: from + i + 1, after: from + i + 1 + shift }));
  return [
    ...same(0, 0, head),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), head),
    ...same(a.length - tail, b.length - a.length, tail),
  ];
}

/** `offset`: lines before both. */
function middle(a: readonly string[], b: readonly string[], offset: number): DiffLine[] {
  const gone = (i: number): DiffLine => ({ kind: 'gone', text: a[i] ?? '', before: offset + i + 1 });
  const came = (j: number): DiffLine => ({ kind: 'new', text: b[j] ?? '', after: offset + j + 1 });
  const common = a.length * b.length > MAX_CELLS ? undefined : commonTable(a, b);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (common && i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i] ?? '', before: offset + ++i, after: offset + ++j });
    } else if (i < a.length && (j === b.length || !common || common(i + 1, j) >= common(i, j + 1))) lines.push(gone(i++));
    else lines.push(came(j++));
  }
  return lines;
}

/** Length of the longest common subsequence of the ends that begin at `i` and `j`. */
function commonTable(a: readonly string[], b: readonly string[]): (i: number, j: number) => number {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  return at;
}

/** How many lines came and went. */
export function diffCounts(lines: readonly DiffLine[]): { readonly gone: number; readonly came: number } {
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  return { gone: count('gone'), came: count('new') };
}

/** Only the lines that differ, with `context` equal ones around each; `undefined` stands for what is left out. */
export function withContext(lines: readonly DiffLine[], context = 2): readonly (DiffLine | undefined)[] {
  const near = new Set<number>();
  for (const [i, { kind }] of lines.entries()) {
    if (kind !== 'same') for (let k = i - context; k <= i + context; k++) near.add(k);
  }
  return lines.flatMap((line, i) => (near.has(i) ? [line] : near.has(i - 1) || i === 0 ? [undefined] : []));
}
