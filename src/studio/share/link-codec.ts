/**
 * A recipe in the fragment of a link: `#recipe=1.` and its text, deflated, in base64url. Nothing of it reaches a server.
 * What a link holds is another's: it is read within named limits, and only as text.
 */
import { AlloyError } from '../../base/errors.ts';
import { tidyLine } from '../../base/text.ts';
import { MAX_TEXT } from '../../recipe/limits.ts';
import { KEY } from './link-key.ts';

export interface SharedRecipe {
  readonly name: string;
  readonly text: string;
}

/** Raised when what is inside changes. */
const VERSION = '1';

/** Characters of the fragment that are read: more than the longest recipe makes of ordinary text. */
export const MAX_FRAGMENT = 400_000;
/** Bytes that the fragment may unfold to: a recipe's text in UTF-8, and its name. */
const MAX_BYTES = 4 * MAX_TEXT;
export const MAX_NAME = 200;

/** The fragment, with its `#`. */
export async function encodeRecipe({ name, text }: SharedRecipe): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([name, text]));
  const packed = await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))).bytes();
  return `#${KEY}=${VERSION}.${toBase64(packed)}`;
}

/** Throws AlloyError `bad-recipe` with what is wrong with the link. */
export async function decodeRecipe(fragment: string): Promise<SharedRecipe> {
  if (fragment.length > MAX_FRAGMENT) throw badLink(`It has ${fragment.length} characters; the limit is ${MAX_FRAGMENT}.`);
  const [version = '', packed = ''] = fragment.slice(KEY.length + 2).split('.');
  if (version !== VERSION) throw badLink('It was made by another version of Alloy.');
  const bytes = await inflate(fromBase64(packed));
  return readPair(parseJson(new TextDecoder('utf-8', { fatal: true }), bytes));
}

const badLink = (what: string, cause?: unknown): AlloyError =>
  new AlloyError(
    {
      code: 'bad-recipe',
      what: `This link holds no recipe that can be read. ${what}`,
      hint: 'Ask for it again, or for the recipe as YAML.',
    },
    cause,
  );

const CUT = 'Part of it is missing or was changed on the way.';

function toBase64(bytes: Uint8Array): string {
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(characters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]+$/.test(text)) throw badLink(CUT);
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  } catch (thrown) {
    throw badLink(CUT, thrown);
  }
}

/** Stops at the limit, however small the packed bytes are. */
async function inflate(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      if (length > MAX_BYTES) break;
      parts.push(next.value);
    }
  } catch (thrown) {
    throw badLink(CUT, thrown);
  }
  if (length <= MAX_BYTES) return new Response(new Blob(parts)).bytes();
  await reader.cancel();
  throw badLink(`It unfolds to more than ${MAX_BYTES} bytes.`);
}

function parseJson(decoder: TextDecoder, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (thrown) {
    throw badLink(CUT, thrown);
  }
}

function readPair(value: unknown): SharedRecipe {
  const [name, text] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (typeof name !== 'string' || typeof text !== 'string' || text.trim() === '') throw badLink('There is no recipe in it.');
  if (text.length > MAX_TEXT) throw badLink(`The recipe has ${text.length} characters; the limit is ${MAX_TEXT}.`);
  return { name: tidyName(name), text };
}

const tidyName = (name: string): string => tidyLine(name, MAX_NAME) || 'Shared recipe';
