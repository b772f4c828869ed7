import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OutputTensor } from '../formats/layout.ts';
import { createSource } from './checkpoint.ts';
import { createFolderSource } from './folder.ts';
import { createFilesSource } from './local.ts';
import type { CheckpointSource } from './source.ts';
import { never, pattern, type TestFile, testCheckpoint } from './test-checkpoint.ts';

const tensors: OutputTensor[] = [
  { name: 'model.embed_tokens.weight', dtype: 'BF16', shape: [40, 8] },
  { name: 'model.norm.weight', dtype: 'F32', shape: [8] },
  { name: 'lm_head.weight', dtype: 'BF16', shape: [40, 8] },
];
const CONFIG = { 'config.json': JSON.stringify({ architectures: ['LlamaForCausalLM'], num_hidden_layers: 1 }) };

function memorySource(files: readonly TestFile[]): CheckpointSource {
  return createSource({
    local: true,
    open: async () => ({
      label: 'box',
      files: files.map(({ path, bytes }) => ({ path, bytes: bytes.length })),
      async read({ path }, offset, into) {
        into.set(files.find((file) => file.path === path)?.bytes.subarray(offset, offset + into.length) ?? []);
      },
    }),
  });
}

const asFiles = (files: readonly TestFile[]) =>
  createFilesSource({ kind: 'files', label: 'box', files: files.map(({ path, bytes }) => ({ path, file: new File([bytes], path) })) });
const facts = (files: readonly TestFile[]) => memorySource(files).facts(never);
const text = (path: string, content: string): TestFile => ({ path, bytes: new TextEncoder().encode(content) });

describe('the weights of a checkpoint', () => {
  test('are in one file', async () => {
    const checkpoint = await facts(testCheckpoint(tensors, 1e9, { ...CONFIG, 'README.md': '---\nlicense: mit\n---\n' }));
    expect([...checkpoint.tensors.keys()].toSorted()).toEqual(['lm_head.weight', 'model.embed_tokens.weight', 'model.norm.weight']);
    expect(checkpoint).toMatchObject({
      label: 'box',
      config: { num_hidden_layers: 1 },
      metadata: { format: 'pt' },
      card: { licence: 'mit' },
    });
  });

  test('are in several files with an index', async () => {
    const checkpoint = await facts(testCheckpoint(tensors, 700, CONFIG));
    expect([...checkpoint.tensors.values()].map(({ file }) => file)).toEqual([
      'model-00001-of-00002.safetensors',
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
    ]);
  });

  test('are in several files without an index', async () => {
    const files = testCheckpoint(tensors, 700).filter(({ path }) => !path.endsWith('.json'));
    expect((await facts(files)).tensors.size).toBe(3);
  });

  test('may be an adapter', async () => {
    const [file] = testCheckpoint([{ name: 'a.lora_A.weight', dtype: 'F32', shape: [2, 8] }]);
    const checkpoint = await facts([
      { path: 'adapter_model.safetensors', bytes: file?.bytes ?? pattern(0) },
      text('adapter_config.json', '{"r":2}'),
    ]);
    expect(checkpoint.tensors.size).toBe(1);
    expect(checkpoint.adapterConfig).toEqual({ r: 2 });
  });

  test('may have a header longer than the first read', async () => {
    const many = Array.from(
      { length: 5000 },
      (_, i): OutputTensor => ({ name: `model.layers.${i}.a_long_name_for_a_small_tensor.weight`, dtype: 'U8', shape: [1] }),
    );
    expect((await facts(testCheckpoint(many))).tensors.size).toBe(5000);
  });

  test('count only where the index has them', async () => {
    const files = testCheckpoint(tensors, 700, CONFIG).filter(({ path }) => !path.endsWith('index.json'));
    const index = { weight_map: { 'lm_head.weight': 'model-00002-of-00002.safetensors' } };
    const checkpoint = await facts([...files, text('model.safetensors.index.json', JSON.stringify(index))]);
    expect([...checkpoint.tensors.keys()]).toEqual(['lm_head.weight']);
  });
});

describe('a folder is refused in words', () => {
  const index = (map: object) => text('model.safetensors.index.json', JSON.stringify({ weight_map: map }));
  const gguf = Uint8Array.from([...new TextEncoder().encode('GGUF'), 3, ...new Array(19).fill(0)]);
  const rows: readonly (readonly [string, readonly TestFile[], string, RegExp])[] = [
    [
      'a shard of the index is missing',
      testCheckpoint(tensors, 700).filter(({ path }) => !path.includes('00002-of')),
      'missing',
      /missing: model-00002-of-00002/,
    ],
    [
      'a shard is missing, without an index',
      testCheckpoint(tensors, 700).filter(({ path }) => path.includes('00001-of')),
      'missing',
      /one of 2 files/,
    ],
    [
      'a tensor is not where the index says',
      [...testCheckpoint(tensors), index({ gone: 'model.safetensors' })],
      'bad-file',
      /promises the tensor in model.safetensors/,
    ],
    [
      'two files have the same tensor',
      [
        ...testCheckpoint(tensors).map((file) => ({ ...file, path: 'a.safetensors' })),
        ...testCheckpoint(tensors).map((file) => ({ ...file, path: 'b.safetensors' })),
      ],
      'bad-file',
      /in two files/,
    ],
    ['pickle', [text('pytorch_model.bin', '')], 'unsupported', /pickle/],
    ['GGUF', [{ path: 'model-q4.gguf', bytes: gguf }], 'unsupported', /GGUF file \(version 3\)/],
    ['another runtime', [text('tf_model.h5', '')], 'unsupported', /another runtime/],
    ['nothing', [text('config.json', '{}')], 'missing', /no safetensors files/],
    [
      'GPTQ',
      testCheckpoint(tensors, 1e9, { 'config.json': '{"quantization_config":{"quant_method":"gptq"}}' }),
      'unsupported',
      /quantised \(gptq\)/,
    ],
    ['a file cut off', testCheckpoint(tensors).map(({ path, bytes }) => ({ path, bytes: bytes.slice(0, -1) })), 'bad-file', /too early/],
    ['a bad config', testCheckpoint(tensors, 1e9, { 'config.json': '{' }), 'bad-file', /not JSON/],
  ];
  test.each(rows)('%s', async (_, files, code, what) => {
    await expect(facts(files)).rejects.toMatchObject({ code, what: expect.stringMatching(what), where: expect.stringContaining('box') });
  });
});

describe('reading', () => {
  const files = testCheckpoint([{ name: 'a', dtype: 'U8', shape: [5_000_000] }], 1e9, CONFIG);
  const file = files[0];
  if (!file) throw new Error('no file');

  async function expectExact(source: CheckpointSource) {
    const into = new Uint8Array(3_000_001);
    await source.read(file?.path ?? '', 12_345, into, never);
    expect(Buffer.compare(into, file?.bytes.subarray(12_345, 12_345 + into.length) ?? into)).toBe(0);
    await source.read(file?.path ?? '', 7, new Uint8Array(0), never);
    await expect(source.read('other', 0, into, never)).rejects.toMatchObject({ code: 'missing' });
    await expect(source.read(file?.path ?? '', (file?.bytes.length ?? 0) - 1, into, never)).rejects.toThrow(/Invariant/);
    source.close();
  }

  test('picked files gives the bytes asked for', () => expectExact(asFiles(files)));

  test('a folder gives the bytes asked for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'alloy-folder-'));
    try {
      await Promise.all(files.map(({ path, bytes }) => writeFile(join(folder, path), bytes)));
      const source = createFolderSource(folder);
      expect((await source.facts(never)).config).toMatchObject({ num_hidden_layers: 1 });
      await expectExact(source);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('fills memory of WASM', async () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const into = new Uint8Array(memory.buffer, 100, 5000);
    await asFiles(files).read(file.path, 50, into, never);
    expect(Buffer.compare(into, file.bytes.subarray(50, 5050))).toBe(0);
  });

  test('a folder that is not there says so', async () => {
    await expect(createFolderSource(join(tmpdir(), 'alloy-no-such-folder')).facts(never)).rejects.toMatchObject({
      code: 'missing',
      what: 'There is no such file or folder.',
    });
  });

  test('stops when it is told to', async () => {
    const stop = new AbortController();
    const reading = asFiles(files).read(file.path, 0, new Uint8Array(4_000_000), stop.signal);
    stop.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});
