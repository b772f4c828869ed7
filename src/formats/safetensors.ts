/**
 * The head of a safetensors file: 8 bytes of length (little-endian), then JSON, then the tensors' bytes without gaps.
 * The file may come from anyone: every number is checked against the size of the file before anything is believed.
 * Format: https://github.com/huggingface/safetensors#format
 */
import { AlloyError } from '../base/errors.ts';
import type { TensorFacts } from './checkpoint.ts';
import { elementsOf } from './checkpoint.ts';
import { DTYPES, type DType, isDType } from './dtype.ts';
import { badFile, isCount, isRecord, parseJsonRecord } from './json.ts';

export const LENGTH_BYTES = 8;

/** The reference library's own limit. */
export const MAX_HEADER_BYTES = 100_000_000;
/** The largest published models have about 100,000 tensors in all their files together. */
export const MAX_TENSORS = 1_000_000;
/** PyTorch stops at 64. */
const MAX_DIMENSIONS = 64;
const MAX_NAME_LENGTH = 1024;
/** Header, entry, list: three levels are all there are. */
const MAX_DEPTH = 3;

/** Entry of a merged file's `__metadata__` that holds its recipe, so that the file reopens its own graph. */
export const RECIPE_METADATA = 'alloy_recipe';

export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly tensors: readonly TensorFacts[];
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** The length field and the JSON: where the tensors' bytes begin. */
  readonly headerBytes: number;
}

/** Number formats that the library knows and Alloy does not compute with. */
const FOREIGN_DTYPES: Readonly<Record<string, string>> = {
  F4: '4-bit floats of a quantised model',
  F6_E2M3: '6-bit floats of a quantised model',
  F6_E3M2: '6-bit floats of a quantised model',
  F8_E8M0: 'the scales of a block-quantised (MX) model',
  F8_E4M3FNUZ: 'an 8-bit float of AMD devices',
  F8_E5M2FNUZ: 'an 8-bit float of AMD devices',
  C64: 'complex numbers',
};

/**
 * Bytes of the JSON that follows the first eight bytes of a file of `fileBytes`. Throws AlloyError `bad-file`.
 */
export function headerLength(first8: Uint8Array, fileBytes: number, file: string): number {
  if (fileBytes < LENGTH_BYTES || first8.length < LENGTH_BYTES) {
    throw badFile('The file is too short to be a safetensors file.', file, 'Perhaps the download was cut off; fetch it again.');
  }
  const length = new DataView(first8.buffer, first8.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw badFile(
      `The header claims ${length} bytes; a safetensors file has at most ${MAX_HEADER_BYTES}.`,
      file,
      'This is probably not a safetensors file.',
    );
  }
  const bytes = Number(length);
  if (bytes > fileBytes - LENGTH_BYTES) {
    throw badFile(`The header claims ${bytes} bytes, more than the file has.`, file, 'Perhaps the download was cut off; fetch it again.');
  }
  return bytes;
}

/**
 * The facts in the head of a safetensors file. `bytes` holds at least the length field and the JSON. Throws AlloyError:
 * `bad-file` for anything that the format forbids, `unsupported` for number formats that Alloy does not know.
 */
export function parseHeader(bytes: Uint8Array, fileBytes: number, file: string): SafetensorsHeader {
  const headerBytes = LENGTH_BYTES + headerLength(bytes, fileBytes, file);
  if (bytes.length < headerBytes) throw badFile('The header is cut off.', file);
  const json = parseJsonRecord(bytes.subarray(LENGTH_BYTES, headerBytes), file, { maxBytes: MAX_HEADER_BYTES, maxDepth: MAX_DEPTH });
  const { __metadata__: metadata, ...entries } = json;
  const names = Object.keys(entries);
  if (names.length > MAX_TENSORS) throw badFile(`The header lists ${names.length} tensors; at most ${MAX_TENSORS} are read.`, file);
  const tensors = names.map((name) => parseEntry(name, entries[name], headerBytes, file));
  tensors.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  checkContiguous(tensors, headerBytes, fileBytes, file);
  return { tensors, metadata: parseMetadata(metadata, file), headerBytes };
}

function parseEntry(name: string, entry: unknown, headerBytes: number, file: string): TensorFacts {
  const where = `${name.slice(0, MAX_NAME_LENGTH)} in ${file}`;
  if (name.length > MAX_NAME_LENGTH) throw badFile(`A tensor's name has more than ${MAX_NAME_LENGTH} characters.`, where);
  if (!isRecord(entry)) throw badFile('The entry of the tensor is not an object.', where);
  const dtype = parseDType(entry.dtype, where);
  const shape = parseShape(entry.shape, where);
  const [begin, end] = parseOffsets(entry.data_offsets, where);
  const bytes = end - begin;
  if (elementsOf(shape) * DTYPES[dtype].bytes !== bytes) {
    throw badFile(`The shape [${shape}] of ${dtype} numbers does not fill the ${bytes} bytes given to it.`, where);
  }
  return { name, dtype, shape, file, offset: headerBytes + begin, bytes };
}

function parseDType(dtype: unknown, where: string): DType {
  if (typeof dtype !== 'string') throw badFile('The tensor has no number format.', where);
  if (isDType(dtype)) return dtype;
  const known = Object.hasOwn(FOREIGN_DTYPES, dtype) ? FOREIGN_DTYPES[dtype] : undefined;
  if (known === undefined) throw badFile(`The number format ${JSON.stringify(dtype.slice(0, 32))} is not one of safetensors.`, where);
  throw new AlloyError({
    code: 'unsupported',
    what: `The numbers are ${dtype}, ${known}, which cannot be merged.`,
    where,
    hint: 'Use the original checkpoint in bfloat16, float16 or float32.',
  });
}

function parseShape(shape: unknown, where: string): readonly number[] {
  if (!Array.isArray(shape) || !shape.every(isCount)) throw badFile('The shape is not a list of whole numbers.', where);
  if (shape.length > MAX_DIMENSIONS) throw badFile(`The shape has ${shape.length} dimensions; at most ${MAX_DIMENSIONS} are read.`, where);
  return shape;
}

function parseOffsets(offsets: unknown, where: string): readonly [number, number] {
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw badFile('The tensor has no pair of offsets.', where);
  }
  const [begin, end] = offsets as [number, number];
  if (end < begin) throw badFile('The tensor ends before it begins.', where);
  return [begin, end];
}

/** As the reference library demands: the tensors follow one another without overlap or gap, up to the end of the file. */
function checkContiguous(tensors: readonly TensorFacts[], headerBytes: number, fileBytes: number, file: string): void {
  let at = headerBytes;
  for (const { name, offset, bytes } of tensors) {
    if (offset < at) throw badFile('The bytes of the tensor overlap those of another.', `${name} in ${file}`);
    if (offset > at) throw badFile(`There are ${offset - at} unexplained bytes before the tensor.`, `${name} in ${file}`);
    at += bytes;
  }
  if (at > fileBytes) {
    throw badFile(`The file ends ${at - fileBytes} bytes too early.`, file, 'Perhaps the download was cut off; fetch it again.');
  }
  if (at < fileBytes) throw badFile(`There are ${fileBytes - at} unexplained bytes after the last tensor.`, file);
}

function parseMetadata(metadata: unknown, file: string): Readonly<Record<string, string>> | undefined {
  if (metadata === undefined) return undefined;
  const texts = isRecord(metadata) && Object.values(metadata).every((value) => typeof value === 'string');
  if (!texts) throw badFile('The metadata in the header is not a list of texts.', file);
  return metadata as Readonly<Record<string, string>>;
}
