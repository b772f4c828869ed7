/**
 * Letters and colours by which models are told apart. Both are chosen when a model is added and stay with it, except that
 * a model that no merge uses leaves its letter to one that does.
 */

interface Marked {
  readonly ref: string;
  readonly letter: string;
  readonly slot: number;
}

const ALPHABET = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const COLOURS = 8;

/** The name of a model without its owner or folder; with its adapter's, where it has one: "a + lora". */
export const shortName = (ref: string): string => ref.split('+').map(lastPart).join(' + ');

function lastPart(half: string): string {
  const path = half.trim().replace(/@.*$/, '').replace(/\/+$/, '');
  return path.slice(path.lastIndexOf('/') + 1) || half;
}

export function ownerOf(ref: string): string | undefined {
  const path = ref.replace(/[+@].*$/, '');
  const cut = path.lastIndexOf('/');
  return cut > 0 && !path.startsWith('.') ? path.slice(0, cut) : undefined;
}

/** From the shortest: its name, with its owner or folder, with its revision or adapter. */
const namesOf = (ref: string): readonly string[] => {
  const whole = ref.replace(/^\.\//, '').replace(/@([0-9a-f]{7})[0-9a-f]{33}/g, '@$1');
  return [shortName(ref), whole.replace(/@[^+]*/g, ''), whole, ref];
};

/** Each reference with the shortest name that no other of them has. */
export function distinctNames(refs: readonly string[]): ReadonlyMap<string, string> {
  const all = [...new Set(refs)].map((ref) => ({ ref, names: namesOf(ref) }));
  const counts = Map.groupBy(
    all.flatMap(({ names }) => names.map((name, length) => `${length} ${name}`)),
    (name) => name,
  );
  const isOwn = (name: string, length: number) => counts.get(`${length} ${name}`)?.length === 1;
  return new Map(all.map(({ ref, names }) => [ref, names.find(isOwn) ?? ref]));
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

const UNKNOWN = '?';

/** The initial of the name's first telling word, else the next that is free, else the initial with another letter. */
export function chooseLetter(ref: string, others: readonly Marked[]): string {
  const taken = new Set(others.map(({ letter }) => letter));
  const name = shortName(ref);
  const told = name.slice(sharedPrefix([name, ...others.map((other) => shortName(other.ref))]));
  const initials = told.split(/[^A-Za-z]+/).flatMap((word) => word.charAt(0).toUpperCase());
  const [initial = 'M'] = initials.filter((letter) => letter !== '');
  const pairs = ALPHABET.map((letter) => initial + letter.toLowerCase());
  return [...initials, ...ALPHABET, ...pairs].find((letter) => letter !== '' && !taken.has(letter)) ?? UNKNOWN;
}

/** Each keeps its letter unless one before it has the same. */
export function distinctLetters<T extends Marked>(models: readonly T[]): readonly T[] {
  const settled: T[] = [];
  for (const model of models) {
    const kept = model.letter !== UNKNOWN && settled.every(({ letter }) => letter !== model.letter);
    settled.push(kept ? model : { ...model, letter: chooseLetter(model.ref, settled) });
  }
  return settled;
}

/** The colour fewest models have. */
export function chooseSlot(others: readonly Marked[]): number {
  const uses = Array.from({ length: COLOURS }, (_, i) => others.filter(({ slot }) => slot === i + 1).length);
  return uses.indexOf(Math.min(...uses)) + 1;
}
