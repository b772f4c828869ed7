/**
 * The head of a GGUF file, read only so that a refusal can say what the file is.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
import { badFile } from './json.ts';

/** The general facts stand first; the vocabulary behind them is of no use here. */
export const GGUF_HEAD_BYTES = 65_536;
const MAX_TEXT = 256;
const MAX_ENTRIES = 1024;

export interface GgufFacts {
  readonly version: number;
  readonly architecture?: string | undefined;
  /** llama.cpp's name, e.g. Q4_K_M. */
  readonly quantisation?: string | undefined;
}

/** Names of `general.file_type` (llama.cpp's `llama_ftype`). */
const FILE_TYPES: Readonly<Record<number, string>> = {
  ...{ 0: 'F32', 1: 'F16', 2: 'Q4_0', 3: 'Q4_1', 7: 'Q8_0', 8: 'Q5_0', 9: 'Q5_1', 10: 'Q2_K', 11: 'Q3_K_S', 12: 'Q3_K_M' },
  ...{ 13: 'Q3_K_L', 14: 'Q4_K_S', 15: 'Q4_K_M', 16: 'Q5_K_S', 17: 'Q5_K_M', 18: 'Q6_K', 19: 'IQ2_XXS', 20: 'IQ2_XS' },
  ...{ 21: 'Q2_K_S', 22: 'IQ3_XS', 23: 'IQ3_XXS', 24: 'IQ1_S', 25: 'IQ4_NL', 26: 'IQ3_S', 27: 'IQ3_M', 28: 'IQ2_S' },
  ...{ 29: 'IQ2_M', 30: 'IQ4_XS', 31: 'IQ1_M', 32: 'BF16', 36: 'TQ1_0', 37: 'TQ2_0', 38: 'MXFP4' },
};

/** Bytes of the value types of fixed size, by their number. */
const FIXED: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const UINT32 = 4;
const STRING = 8;
const ARRAY = 9;

/** `head`: the first {@link GGUF_HEAD_BYTES}, or all of a shorter file. Throws AlloyError `bad-file` when it is no GGUF. */
export function parseGgufHead(head: Uint8Array, where: string): GgufFacts {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const magic = head.length >= 24 && String.fromCharCode(...head.subarray(0, 4));
  if (magic !== 'GGUF') throw badFile('The file is not a GGUF file.', where);
  const facts = readEntries(view, Math.min(Number(view.getBigUint64(16, true)), MAX_ENTRIES));
  const type = facts.get('general.file_type');
  const architecture = facts.get('general.architecture');
  return {
    version: view.getUint32(4, true),
    architecture: typeof architecture === 'string' ? architecture : undefined,
    quantisation: typeof type === 'number' ? FILE_TYPES[type] : undefined,
  };
}

/** Texts and 32-bit numbers among the first `count` entries; stops where the head ends or an entry makes no sense. */
function readEntries(view: DataView, count: number): ReadonlyMap<string, string | number> {
  const facts = new Map<string, string | number>();
  let at = 24;
  try {
    for (let i = 0; i < count; i++) {
      const key = readText(view, at);
      const type = view.getUint32(key.end, true);
      at = key.end + 4;
      if (type === STRING) facts.set(key.text, readText(view, at).text);
      if (type === UINT32) facts.set(key.text, view.getUint32(at, true));
      at = skip(view, at, type);
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return facts;
}

function readText(view: DataView, at: number): { readonly text: string; readonly end: number } {
  const length = Number(view.getBigUint64(at, true));
  const end = at + 8 + length;
  if (end > view.byteLength) throw new RangeError('beyond the head');
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 8, Math.min(length, MAX_TEXT));
  return { text: new TextDecoder().decode(bytes), end };
}

/** The end of a value. An array is skipped only when its items have a fixed size: of what follows others nothing is needed. */
function skip(view: DataView, at: number, type: number): number {
  if (type === STRING) return readText(view, at).end;
  const fixed = FIXED[type === ARRAY ? view.getUint32(at, true) : type];
  if (fixed === undefined) throw new RangeError('a value of unknown size');
  return type === ARRAY ? at + 12 + fixed * Number(view.getBigUint64(at + 4, true)) : at + fixed;
}
