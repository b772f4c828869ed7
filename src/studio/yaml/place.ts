/** Where in a recipe a position of its text lies: under which keys, and whether a key or a value is being written there. */
import { DASH_KEY, MARK, type OutlineEntry, outlineOf, unquoted } from './outline.ts';

export interface TextPlace {
  readonly kind: 'key' | 'value';
  /** Keys from the document down to the mapping that a key is written in, or to the key whose value it is; `#` for entries of lists. */
  readonly path: readonly string[];
  /** The word under the cursor. */
  readonly from: number;
  readonly to: number;
  /** Keys that stand beside it. */
  readonly given: readonly string[];
  /** Between brackets, where everything stays on one line. */
  readonly flow: boolean;
  /** A colon follows the word. */
  readonly colon: boolean;
  /** Blanks that a line under this one needs beyond those it begins with: as many as dashes take. */
  readonly inset: number;
  /** The document's merge_method, as far as it is written. */
  readonly method: string | undefined;
}

/** Of keys and plain values; a colon belongs to the word where no blank follows it. */
const WORD_BEFORE = /(?:[^\s,[\]{}"'#:]|:(?=[^\s,[\]{}"'#:]))*$/;
const WORD_AFTER = /^(?:[^\s,[\]{}"'#:]|:(?=[^\s,[\]{}"'#:]))*/;

/** Undefined in comments, quotes and text blocks, and where nothing can be known. Never throws, whatever the text says. */
export function placeAt(text: string, position: number): TextPlace | undefined {
  const [start, end] = documentAround(text, position);
  const before = WORD_BEFORE.exec(text.slice(start, position))?.[0] ?? '';
  const from = position - before.length;
  const to = position + (WORD_AFTER.exec(text.slice(position, end))?.[0].length ?? 0);
  const head = text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
  if (isCommented(head)) return undefined;
  const entries = outlineOf(text.slice(start, from) + MARK + text.slice(to, end));
  const found = keyPlace(entries) ?? valuePlace(entries);
  if (!found) return undefined;
  const colon = /^[^\S\n]*:/.test(text.slice(to, end));
  const inset = /^\s*((?:-\s+)*)/.exec(head)?.[1]?.length ?? 0;
  return { ...found, from, to, colon, inset, method: methodOf(entries) };
}

/** Documents are parted by lines that begin with three dashes. */
function documentAround(text: string, position: number): readonly [number, number] {
  const before = text.slice(0, position).lastIndexOf('\n---');
  const start = before < 0 ? 0 : before + 4;
  const after = text.indexOf('\n---', position);
  return [Math.min(start, position), after < 0 ? text.length : after];
}

const isCommented = (head: string): boolean => /(?:^|\s)#/.test(head.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, ''));

type Found = Pick<TextPlace, 'kind' | 'path' | 'given' | 'flow'>;

function keyPlace(entries: readonly OutlineEntry[]): Found | undefined {
  const at = entries.find(({ key }) => key === MARK);
  // Under a key that has a value already nothing more can stand.
  if (!at || (at.parent && at.parent.value !== '' && !at.parent.value.startsWith('&'))) return undefined;
  const given = entries.filter(({ parent, key }) => parent === at.parent && key !== MARK).map(({ key }) => key);
  return { kind: 'key', path: pathOf(at.parent), given, flow: false };
}

function valuePlace(entries: readonly OutlineEntry[]): Found | undefined {
  const at = entries.find(({ value }) => value.includes(MARK));
  if (!at) return undefined;
  if (at.value.startsWith(MARK)) return { kind: 'value', path: pathOf(at), given: [], flow: false };
  const inside = insideBrackets(at.value.slice(0, at.value.indexOf(MARK)));
  return inside && { ...inside, path: [...pathOf(at), ...inside.path], flow: true };
}

const pathOf = (entry: OutlineEntry | undefined): readonly string[] => (entry ? [...pathOf(entry.parent), entry.key] : []);

const methodOf = (entries: readonly OutlineEntry[]): string | undefined =>
  entries.find(({ key, parent }) => key === 'merge_method' && parent === undefined)?.value;

interface Bracket {
  readonly open: string;
  /** The key before the last colon, until a comma. */
  key: string | undefined;
  readonly given: string[];
}

const TOKEN = /"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|[[\]{},]|:(?=\s|$)|(?<=\s)#.*|[^\s[\]{},:"']+|:/g;

/** The place at the end of a text that begins with a bracket. */
function insideBrackets(text: string): Pick<TextPlace, 'kind' | 'path' | 'given'> | undefined {
  const open: Bracket[] = [];
  let word = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const top = open.at(-1);
    if (token === '[' || token === '{') open.push({ open: token, key: undefined, given: [] });
    else if (token === ']' || token === '}') open.pop();
    else if (token === ',' && top) top.key = undefined;
    else if (token === ':' && top) {
      top.key = unquoted(word);
      top.given.push(top.key);
    }
    word = token;
  }
  const last = open.at(-1);
  if (last?.open !== '{') return undefined;
  const path = open.flatMap(({ open: sign, key }) => (sign === '[' ? [DASH_KEY] : (key ?? [])));
  return { kind: last.key === undefined ? 'key' : 'value', path, given: last.given };
}
