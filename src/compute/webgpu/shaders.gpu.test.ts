import { afterAll, beforeAll, expect, test } from 'vitest';
import arena from '#shaders/lib/arena.wgsl?raw';
import number from '#shaders/lib/number.wgsl?raw';
import philox from '#shaders/lib/philox.wgsl?raw';
import rounding from '#shaders/lib/rounding.wgsl?raw';
import tile from '#shaders/lib/tile.wgsl?raw';
import { defined } from '../../base/assert.ts';
import { createDraws, createTrials } from '../../base/random.ts';
import { requestAdapter } from './adapter.ts';
import { describeGpu } from './gpu-suite.ts';
import { diagnosticsOf } from './pipelines.ts';
import { KERNELS, wgsl } from './wgsl.ts';

const FILES = import.meta.glob<string>('/shaders/**/*.wgsl', { query: '?raw', import: 'default', eager: true });

test('every shader file belongs to a kernel', () => {
  const sources = Object.values(KERNELS).map(({ source }) => source);
  expect(Object.keys(FILES).length).toBeGreaterThan(0);
  expect(Object.entries(FILES).filter(([, text]) => !sources.some((source) => source.includes(text)))).toEqual([]);
});

describeGpu('shaders', () => {
  let device: GPUDevice;
  let software = true;
  beforeAll(async () => {
    const { adapter, facts } = await requestAdapter();
    software = facts?.software ?? true;
    device = await defined(adapter, 'an adapter').requestDevice();
  });
  afterAll(() => device.destroy());

  test.each(Object.entries(KERNELS))('%s compiles without a word', async (_, { source }) => {
    expect(await diagnosticsOf(device.createShaderModule({ code: source }))).toBe('');
  });

  test('a kernel that does not compile says where', async () => {
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code: wgsl('\nfn broken() -> u32 { return 1.5; }', number) });
    await device.popErrorScope();
    expect(await diagnosticsOf(module)).toMatch(/^2:\d+ error: /);
  });

  /** Evaluates an expression of four words for each four that are given, `given(i)`. */
  async function evaluate(
    expression: string,
    libraries: readonly string[],
    words: Uint32Array<ArrayBuffer>,
  ): Promise<Uint32Array<ArrayBuffer>> {
    const entry = `
      @group(0) @binding(0) var<storage, read> arena: array<u32>;
      @group(0) @binding(1) var<storage, read_write> result: array<vec4u>;
      fn given(i: u32) -> vec4u { return vec4u(arena[4u * i], arena[4u * i + 1u], arena[4u * i + 2u], arena[4u * i + 3u]); }
      @compute @workgroup_size(1) fn main(@builtin(workgroup_id) group: vec3u) { let i = group.x; result[i] = ${expression}; }`;
    const size = words.byteLength;
    const bufferFor = (usage: GPUBufferUsageFlags) => device.createBuffer({ size, usage });
    const [input, result] = [
      bufferFor(GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST),
      bufferFor(GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC),
    ];
    const staging = bufferFor(GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    device.queue.writeBuffer(input, 0, words);
    const types = ['read-only-storage', 'storage'] as const;
    const layout = device.createBindGroupLayout({
      entries: types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
    });
    const pipeline = await device.createComputePipelineAsync({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ code: wgsl(entry, ...libraries) }) },
    });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(
      0,
      device.createBindGroup({ layout, entries: [input, result].map((buffer, binding) => ({ binding, resource: { buffer } })) }),
    );
    pass.dispatchWorkgroups(words.length / 4);
    pass.end();
    encoder.copyBufferToBuffer(result, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return new Uint32Array(staging.getMappedRange().slice());
  }

  const asFloats = (words: Uint32Array<ArrayBuffer>) => [...new Float32Array(words.buffer)];

  /** Whether a result is not the expected one. A real device may regroup sums: it is let off with one unit of the largest operand. */
  const isOff = (found: number, expected: number, operand: number) =>
    !(Math.abs(found - expected) <= (software ? 0 : 2 ** -23 * Math.max(Math.abs(expected), Math.abs(operand))));

  /** Two operands in turn, four of each. */
  function interleaved(a: readonly number[], b: readonly number[]): Uint32Array<ArrayBuffer> {
    const fours = Array.from({ length: Math.ceil(a.length / 4) }, (_, i) =>
      [a, b].flatMap((list) => [0, 1, 2, 3].map((k) => list[4 * i + k] ?? 1)),
    );
    return new Uint32Array(Float32Array.from(fours.flat()).buffer);
  }

  /** The results of an operation on operands in turn: those at the first of each two. */
  const ofPairs = (words: Uint32Array<ArrayBuffer>, length: number) =>
    asFloats(words)
      .filter((_, i) => i % 8 < 4)
      .slice(0, length);

  test('Philox gives the words that its authors publish', async () => {
    // Random123, kat_vectors: philox4x32, 10 rounds.
    const expression = 'philox(given(i), select(vec2u(given(i).x), vec2u(0xa4093822u, 0x299f31d0u), i == 2u))';
    const counters = [new Array(4).fill(0), new Array(4).fill(0xffffffff), [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]].flat();
    expect([...(await evaluate(expression, [philox, tile], Uint32Array.from(counters)))]).toEqual(
      [
        [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
        [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
        [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
      ].flat(),
    );
  });

  test('draws are those of base/random.ts, where they straddle counters and beyond 2^34 too', async () => {
    const key = { seed: 7, model: 2, name: 3, stream: 4 };
    const starts = [0, 1, 2, 3, 2 ** 32 - 1, 2 ** 34 - 2, 2 ** 34 + 5, 2 ** 52 + 3];
    const words = Uint32Array.from(starts.flatMap((start) => [start % 2 ** 32, Math.floor(start / 2 ** 32), 0, 0]));
    const places = 'placesOf(Tile(given(i).x, given(i).y, 1u, 0u, 0u), 0u)';
    const draw = createDraws(key);
    expect([...(await evaluate(`drawsAt(Stream(7u, 2u, 3u, 4u), ${places})`, [philox, tile], words))]).toEqual(
      starts.flatMap((start) => [0, 1, 2, 3].map((k) => draw(start + k))),
    );
  });

  test('trials are those of base/random.ts, tied or not, where they straddle blocks and beyond 2^36 too', async () => {
    const key = { seed: 7, model: 2, name: 3, stream: 4 };
    const starts = [0, 2 ** 32 - 200, 2 ** 36 - 200, 2 ** 52 + 3].flatMap((from) => Array.from({ length: 401 }, (_, i) => from + i));
    const words = Uint32Array.from(starts.flatMap((start) => [start % 2 ** 32, Math.floor(start / 2 ** 32), 0, 0]));
    const places = 'placesOf(Tile(given(i).x, given(i).y, 1u, 0u, 0u), 0u)';
    const below = 0x4c800000;
    const expression = `select(vec4u(0u), vec4u(1u), trialsAt(Stream(7u, 2u, 3u, 4u), ${below}u, ${places}))`;
    const trial = createTrials(key, below);
    expect([...(await evaluate(expression, [philox, tile], words))]).toEqual(
      starts.flatMap((start) => [0, 1, 2, 3].map((k) => Number(trial(start + k)))),
    );
  });

  test('quotients are rounded to nearest', async () => {
    const dividends = Array.from({ length: 2048 }, (_, i) => Math.fround(Math.sin(i + 1) * 2 ** ((i % 40) - 20)));
    const divisors = dividends.map((_, i) => Math.fround(Math.cos(i * i + 0.5) * 2 ** ((i % 16) - 8)));
    const expression = 'bitcast<vec4u>(divideEach(bitcast<vec4f>(given(i)), bitcast<vec4f>(given(min(i + 1u, 1023u)))))';
    const quotients = ofPairs(await evaluate(expression, [rounding, number], interleaved(dividends, divisors)), 2048);
    const expected = dividends.map((dividend, i) => Math.fround(dividend / (divisors[i] ?? 1)));
    expect(quotients.filter((found, i) => isOff(found, expected[i] ?? 0, expected[i] ?? 0))).toEqual([]);
  });

  test('a product and a sum are rounded once', async () => {
    const factors = Array.from({ length: 2048 }, (_, i) => Math.fround(Math.sin(i + 1)));
    const addends = factors.map((_, i) => Math.fround(Math.cos(i * i + 0.5) * 2 ** ((i % 30) - 15)));
    const expression = 'bitcast<vec4u>(fused(bitcast<vec4f>(given(i)), vec4f(0.7), bitcast<vec4f>(given(min(i + 1u, 1023u)))))';
    const sums = ofPairs(await evaluate(expression, [rounding, number], interleaved(factors, addends)), 2048);
    // Doubles hold the product exactly, and the sum but for a few entries' last bits.
    const products = factors.map((factor) => factor * Math.fround(0.7));
    expect(sums.filter((found, i) => isOff(found, Math.fround((products[i] ?? 0) + (addends[i] ?? 0)), products[i] ?? 0))).toEqual([]);
  });

  test('quotients by one, of zeros and of what is not finite', async () => {
    const dividends = [0, -0, Infinity, -Infinity, Number.NaN, 1, 3.5, -1e30];
    const expression = 'bitcast<vec4u>(divideEach(bitcast<vec4f>(given(i)), vec4f(1.0)))';
    const words = new Uint32Array(Float32Array.from(dividends).buffer);
    expect(asFloats(await evaluate(expression, [rounding, number], words))).toEqual(dividends.map(Math.fround));
  });

  test('quotients by infinity are zero', async () => {
    const dividends = [1, -2, 0, 3.5];
    const words = interleaved(dividends, [Infinity, Infinity, -Infinity, -Infinity]);
    const expression = 'bitcast<vec4u>(divideEach(bitcast<vec4f>(given(i)), bitcast<vec4f>(given(min(i + 1u, 1u)))))';
    const found = ofPairs(await evaluate(expression, [rounding, number], words), dividends.length);
    expect(found.map(Math.abs)).toEqual([0, 0, 0, 0]);
  });

  test('differences of what is not finite follow from the bits', async () => {
    const numbers = [0, -1, Infinity, -Infinity, Number.NaN];
    const pairs = numbers.flatMap((a) => numbers.map((b) => [a, b] as const));
    const words = interleaved(
      pairs.map(([a]) => a),
      pairs.map(([, b]) => b),
    );
    const found = ofPairs(await evaluate('subtract(given(i), given(i + 1u))', [arena, number], words), pairs.length);
    expect(found).toEqual(pairs.map(([a, b]) => a - b));
  });
});
