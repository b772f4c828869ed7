/** Letters and colours by which models are told apart. Both are chosen once, when a model is added, and stay with it. */

interface Marked {
  readonly ref: string;
  readonly letter: string;
  readonly slot: number;
}

const ALPHABET = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const COLOURS = 8;

/** The name of a model without its owner or folder. */
export function shortName(ref: string): string {
  const path = ref.replace(/[+@].*$/, '').replace(/\/+$/, '');
  return path.slice(path.lastIndexOf('/') + 1) || ref;
}

export function ownerOf(ref: string): string | undefined {
  const path = ref.replace(/[+@].*$/, '');
  const cut = path.lastIndexOf('/');
  return cut > 0 && !path.startsWith('.') ? path.slice(0, cut) : undefined;
}

/** How many leading words (`-`, `_`, space end one) all names share, as characters. */
export function sharedPrefix(names: readonly string[]): number {
  const [first, ...rest] = names;
  if (first === undefined || rest.length === 0) return 0;
  let length = 0;
  for (const { index } of first.matchAll(/[-_ ]/g)) {
    const head = first.slice(0, index + 1);
    if (!rest.every((name) => name.startsWith(head) && name.length > head.length)) break;
    length = head.length;
  }
  return length;
}

/** The initial of the name's first telling word, else the next that is free. */
export function chooseLetter(ref: string, others: readonly Marked[]): string {
  const taken = new Set(others.map(({ letter }) => letter));
  const name = shortName(ref);
  const told = name.slice(sharedPrefix([name, ...others.map((other) => shortName(other.ref))]));
  const initials = told.split(/[^A-Za-z]+/).flatMap((word) => word.charAt(0).toUpperCase());
  return [...initials, ...ALPHABET].find((letter) => letter !== '' && !taken.has(letter)) ?? '?';
}

/** The colour fewest models have. */
export function chooseSlot(others: readonly Marked[]): number {
  const uses = Array.from({ length: COLOURS }, (_, i) => others.filter(({ slot }) => slot === i + 1).length);
  return uses.indexOf(Math.min(...uses)) + 1;
}
