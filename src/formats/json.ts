/**
 * JSON from strangers: a size, a depth and keys that do not repeat. JSON.parse keeps the last of two equal keys
 * silently, so one file could mean different things to different readers.
 */
import { AlloyError } from '../base/errors.ts';

export interface JsonLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
}

export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A count or a position: whole, not negative, and exact in a double. */
export const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

export const badFile = (what: string, where: string, hint?: string, cause?: unknown) =>
  new AlloyError({ code: 'bad-file', what, where, hint }, cause);

/** An object from the bytes of the file `where`. Throws AlloyError `bad-file`. */
export function parseJsonRecord(bytes: Uint8Array, where: string, limits: JsonLimits): JsonRecord {
  if (bytes.length > limits.maxBytes) throw badFile(`The file is larger than ${limits.maxBytes} bytes, which no honest one is.`, where);
  const text = decodeUtf8(bytes, where);
  checkShape(text, where, limits.maxDepth);
  const value = parse(text, where);
  if (!isRecord(value)) throw badFile('The file must hold a JSON object.', where);
  return value;
}

function decodeUtf8(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (thrown) {
    throw badFile('The text is not UTF-8.', where, undefined, thrown);
  }
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw badFile(`The text is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, where, undefined, thrown);
  }
}

const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;
const OPEN = { array: 91, object: 123 };
const CLOSE = { array: 93, object: 125 };

/** Depth and repeated keys, before JSON.parse may recurse or forget. Other faults of the grammar are left to JSON.parse. */
function checkShape(text: string, where: string, maxDepth: number): void {
  const open: Set<string>[] = [];
  let key = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      const end = endOfString(text, i);
      key = text.slice(i, end + 1);
      i = end;
    } else if (code === COLON) {
      noteKey(open.at(-1), key, where);
    } else if (code === OPEN.object || code === OPEN.array) {
      if (open.push(new Set()) > maxDepth) throw badFile(`The JSON is nested deeper than ${maxDepth} levels.`, where);
    } else if (code === CLOSE.object || code === CLOSE.array) {
      open.pop();
    }
  }
}

/** Index of the closing quote, or the text's length. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i++;
  }
  return text.length;
}

/** Keys are compared as read: two spellings of one key (escapes) are one key. */
function noteKey(seen: Set<string> | undefined, quoted: string, where: string): void {
  const key = quoted.includes('\\') ? String(parse(quoted, where)) : quoted.slice(1, -1);
  if (seen?.has(key)) throw badFile(`The name ${JSON.stringify(key)} appears twice.`, where, 'Write the file again with another tool.');
  seen?.add(key);
}
