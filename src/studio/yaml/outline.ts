/**
 * The outline of a recipe's text while it is being written: keys and dashes by their indentation. Unlike a YAML parser it
 * makes something of every text, unfinished lines included.
 */

/** A key with what stands behind it, or a list's dash. */
export interface OutlineEntry {
  /** `#` for a dash. */
  readonly key: string;
  /** What begins on its line: a word, or brackets with all that they hold; without comments. */
  readonly value: string;
  readonly indent: number;
  readonly parent: OutlineEntry | undefined;
}

export const DASH_KEY = '#';
/** A letter of no script (private use) that stands for the word under the cursor. */
export const MARK = '\ue000';

const DASH = /^-(?:[^\S\n]+|$)/;
const KEY = new RegExp(`^(?:${MARK}\\S*|("(?:[^"\\\\]|\\\\.)*"|'(?:[^']|'')*'|[^\\s"'#[\\]{}][^#]*?)\\s*:(?:\\s+|$))`);
const BLOCK_SCALAR = /^[|>][-+\d]*\s*(?:#|$)/;

const blanks = (line: string): number => line.length - line.trimStart().length;
const saysNothing = (line: string): boolean => /^\s*(?:#|$)/.test(line);

/** One document's entries, in their order. */
export function outlineOf(text: string): readonly OutlineEntry[] {
  const lines = text.split('\n');
  const found: OutlineEntry[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (saysNothing(line)) continue;
    found.push(...entriesOf(line, found.at(-1)));
    const last = found.at(-1);
    if (!last) continue;
    const more = continuation(last, lines, at + 1);
    if (more === 0) continue;
    found[found.length - 1] = { ...last, value: [last.value, ...lines.slice(at + 1, at + 1 + more)].join('\n') };
    at += more;
  }
  return found;
}

/** A line's dashes and key, each the parent of the next. */
function entriesOf(line: string, before: OutlineEntry | undefined): OutlineEntry[] {
  const made: OutlineEntry[] = [];
  let indent = blanks(line);
  let rest = line.slice(indent);
  const add = (key: string, value: string) => {
    const last = made.at(-1);
    made.push({ key, value: withoutComment(value), indent, parent: last ?? parentFor(before, indent, key === DASH_KEY) });
  };
  for (let dash = DASH.exec(rest); dash; dash = DASH.exec(rest)) {
    const after = rest.slice(dash[0].length);
    add(DASH_KEY, DASH.test(after) || KEY.test(after) ? '' : after);
    indent += dash[0].length;
    rest = after;
  }
  const key = KEY.exec(rest);
  if (key) add(unquoted(key[1] ?? MARK), rest.slice(key[0].length));
  return made;
}

/** What an entry at this indentation belongs to. A list may begin where its own key does. */
function parentFor(before: OutlineEntry | undefined, indent: number, isDash: boolean): OutlineEntry | undefined {
  let holder = before;
  while (holder && (holder.indent > indent || (holder.indent === indent && !(isDash && holder.key !== DASH_KEY)))) holder = holder.parent;
  return holder;
}

export const unquoted = (key: string): string => (/^(["']).*\1$/.test(key) ? key.slice(1, -1) : key.trim());

const withoutComment = (value: string): string => (/^["']/.test(value) ? value : value.replace(/(?:^|\s)#.*$/, '')).trim();

/** Lines that go on with an entry's value: a block of text, or brackets that are not closed. */
function continuation({ value, indent }: OutlineEntry, lines: readonly string[], from: number): number {
  const isText = BLOCK_SCALAR.test(value);
  if (!isText && !/^[[{]/.test(value)) return 0;
  let depth = bracketDepth(value);
  let at = from;
  for (; at < lines.length && (isText || depth > 0); at++) {
    const line = lines[at] ?? '';
    // Brackets that nobody closes end where a line stands as far left as their key.
    if (line.trim() !== '' && blanks(line) <= indent && !/^\s*[\]}]/.test(line)) break;
    depth += bracketDepth(line);
  }
  return at - from;
}

/** Brackets opened less those closed, outside quotes and comments. */
const bracketDepth = (text: string): number =>
  [...text.replace(QUOTED_OR_COMMENT, '').matchAll(/[[\]{}]/g)].reduce((sum, [sign]) => sum + (/[[{]/.test(sign) ? 1 : -1), 0);

const QUOTED_OR_COMMENT = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?<=\s)#.*$/gm;
