/**
 * Makes the embedded checkpoints: a tiny Llama with random weights and two "fine-tunes" of it. From seeds alone, so
 * that everybody's are the same:
 *
 *     node e2e/demo/make-demo.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { elementsOf } from '../../src/formats/checkpoint.ts';
import { layoutFiles, type OutputTensor } from '../../src/formats/layout.ts';
import { encode } from '../../src/formats/number.ts';
import { llamaTensors } from '../hub/synthetic.ts';
import { cardOf, configOf, type DemoName, GENERATION_CONFIG, SHAPE, tokenizerConfig, tokenizerOf } from './small-files.ts';
import { baseTensor, taskVector } from './weights.ts';

const NAMES: readonly DemoName[] = ['base', 'code', 'safety'];
const FOLDER = fileURLToPath(new URL('../../public/demo', import.meta.url));

/** Contents by path inside `public/demo`. */
export function makeDemo(): ReadonlyMap<string, Uint8Array> {
  const json = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`);
  const files = NAMES.flatMap((name): [string, Uint8Array][] => [
    [`${name}/model.safetensors`, weightsOf(name)],
    [`${name}/config.json`, json(configOf())],
    [`${name}/generation_config.json`, json(GENERATION_CONFIG)],
    [`${name}/tokenizer.json`, json(tokenizerOf())],
    [`${name}/tokenizer_config.json`, json(tokenizerConfig)],
    [`${name}/README.md`, new TextEncoder().encode(cardOf(name))],
  ]);
  return new Map(files);
}

function weightsOf(name: DemoName): Uint8Array {
  const tensors = tensorsOf();
  const { files, places } = layoutFiles(tensors, { shardBytes: Number.POSITIVE_INFINITY });
  const [file] = files;
  if (!file) throw new Error('the layout has no file');
  const bytes = new Uint8Array(file.bytes);
  bytes.set(file.header);
  for (const tensor of tensors) {
    const place = places.get(tensor.name);
    if (!place) throw new Error(`${tensor.name} has no place`);
    encode('BF16', valuesOf(name, tensor), bytes.subarray(place.offset, place.offset + place.bytes));
  }
  return bytes;
}

/** base, or base + its task vector. */
function valuesOf(name: DemoName, { name: tensor, shape }: OutputTensor): Float64Array {
  const base = baseTensor(tensor, elementsOf(shape), shape.at(-1) ?? 1);
  return name === 'base' ? base : taskVector(name, tensor, base).map((delta, i) => delta + (base[i] ?? 0));
}

/** Tied embeddings: no head of its own. */
const tensorsOf = (): OutputTensor[] => llamaTensors(SHAPE).filter(({ name }) => name !== 'lm_head.weight');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, bytes] of makeDemo()) {
    const target = join(FOLDER, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}
