/** Guessing what a misspelt word was meant to be. */

/** The nearest candidate that is a few slips of the finger away (a third of its letters), or that contains the word; or nothing. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  let best: { candidate: string; slips: number } | undefined;
  for (const candidate of candidates) {
    const slips = slipsBetween(word.toLowerCase(), candidate.toLowerCase());
    if (slips < (best?.slips ?? Infinity)) best = { candidate, slips };
  }
  return best?.candidate;
}

/** Fewest letters that tell a word when it is a part of another: `base` for `base_model`. */
const TELLING = 4;

function slipsBetween(word: string, candidate: string): number {
  const most = Math.max(1, Math.floor(candidate.length / 3));
  const slips = distance(word, candidate);
  if (slips <= most) return slips;
  return word.length >= TELLING && candidate.includes(word) ? most : Infinity;
}

/** Letters to insert, delete, replace or swap with a neighbour (optimal string alignment). Words over 64 letters are not compared. */
export function distance(a: string, b: string): number {
  if (a.length > 64 || b.length > 64) return Infinity;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped));
    }
  }
  return at(a.length, b.length);
}
